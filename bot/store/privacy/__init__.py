"""What one person may have of us, and how he or she is forgotten."""
