"""What stands in a cell of a table that goes out as a file."""

from datetime import datetime
from decimal import Decimal

Cell = str | int | float | Decimal | datetime | bool | None
"""An instant is aware; text stays text, whatever it begins with."""
