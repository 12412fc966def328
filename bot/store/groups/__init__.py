"""Group chats and cohorts: who is in them, what they are asked, what stands there."""
