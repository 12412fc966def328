"""Completions, claims, consents, the outbox to the credit banks, and what proves them."""
