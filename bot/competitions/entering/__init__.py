"""Who may enter a competition, and what is kept of whom."""
