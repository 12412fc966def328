"""Plain types and errors, known to every room; nothing here touches a network or a disk."""
