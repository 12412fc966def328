"""The companion: a question is answered with what the approved lessons say, or not at all."""
