"""What is expected over months: pictures, pages and paper of a course."""
