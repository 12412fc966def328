"""What becomes of organisers' own announcements: told, stopped, counted."""
