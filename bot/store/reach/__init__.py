"""How many are reached by which way: counted before, and afterwards."""
