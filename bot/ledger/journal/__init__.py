"""The journal sealed into a chain, and the audit of both."""
