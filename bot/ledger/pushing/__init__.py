"""From the outbox to the credit banks: claimed, sent, decided, recorded."""
