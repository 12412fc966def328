"""Competitions as stored, with what entrants, judges and organisers did in them."""
