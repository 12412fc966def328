"""What a course could do better by its learners: named findings beside the faults of its files."""
