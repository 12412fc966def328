"""Question banks that people bring in files of many formats, read without trusting them."""
