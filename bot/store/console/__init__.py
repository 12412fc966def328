"""What the pages of the console read: bounded, by index, and without counting what is large."""
