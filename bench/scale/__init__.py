"""`python -m bench.scale`: a day of a province on simulated time, and what it needs."""
