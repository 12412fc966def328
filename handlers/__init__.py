"""What a person said, to a reply: the same for every channel."""
