"""The shelf: recommendations, ratings, wishes, milestones."""
