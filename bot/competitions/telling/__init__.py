"""What people are told of competitions: words, calendars, news."""
