"""The ledger: completions, their statements, consent, and the push to the credit banks."""
