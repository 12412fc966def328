"""What is taught next, how answers are read and counted; decisions are pure functions."""
