"""The embedded servers, tested with the real ones in folders of their own."""
