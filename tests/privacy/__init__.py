"""What people may ask of their own data: a copy, erasure, an end."""
