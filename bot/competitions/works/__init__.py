"""Works that entrants hand in: fetched, checked and told apart by their bytes."""
