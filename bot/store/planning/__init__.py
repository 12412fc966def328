"""What the clock brings, planned in bounded batches."""
