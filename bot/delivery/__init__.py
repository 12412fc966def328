"""Everything owed arrives once: the ladder, the outcomes, the worker."""
