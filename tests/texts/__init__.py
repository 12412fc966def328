"""The catalogues: complete, used, alike in every language, and nothing said outside them."""
