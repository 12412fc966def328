"""Credit banks: targets that completions are pushed to."""
