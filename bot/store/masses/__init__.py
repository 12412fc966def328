"""Mass messages, from what wishes for one to its end."""
