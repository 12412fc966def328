"""What a learner can show for a passed course: a certificate, and a badge that others can check."""
