"""What the public API reads and writes beyond the trades: tokens, answers kept, subscribers."""
