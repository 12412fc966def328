"""Two learners who are one person."""
