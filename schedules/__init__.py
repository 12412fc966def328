"""What the clock brings: planned rows, and sweeps for what should have happened and did not."""
