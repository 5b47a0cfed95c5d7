"""What is read on the terminal: records in, rich renderables out.

Nothing here computes a result. Meaning is never carried by colour or by a bar alone: each has its number or its word.
"""
