"""What the staff do with competitions: each act is one function, audited in its transaction."""
