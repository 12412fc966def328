"""Mass messages: how many there may be, and each from its turn to its end."""
