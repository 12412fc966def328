"""`python -m bench`: what Yike costs, beside what bare programs cost in the same run."""
