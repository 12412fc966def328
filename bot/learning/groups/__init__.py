"""What groups get by the clock: the course of the week, a question a day, its answer, the board."""
