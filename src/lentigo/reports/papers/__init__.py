"""The papers of a treatment: for the clinic, for the treatment room, for the patient, for the colleague.

Each is built from records as a :class:`~lentigo.reports.papers.parts.Paper`, in the words of a catalogue, and becomes
one HTML file and one PDF, in usual or in large print. Nothing is computed here.
"""
