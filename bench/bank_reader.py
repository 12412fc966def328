"""`python -m bench.bank_reader ours|bare FILE`: read a workbook and print what it took, as JSON.

``ours`` reads it to settled questions; ``bare`` only walks the reading library's own rows.
"""

import json
import sys
from pathlib import Path
from time import perf_counter, process_time

from openpyxl import load_workbook

from bot.content.banks.read import read_bank


def largest(process: int | str) -> float | None:
    """MB that a process has had resident at most; None: it has ended.

    The kernel's ru_maxrss would begin with that of the process that started it.
    """
    try:
        status = Path(f"/proc/{process}/status").read_text("ascii")
    except (OSError, UnicodeDecodeError):
        return None
    lines = [line for line in status.splitlines() if line.startswith("VmHWM:")]
    return int(lines[0].split()[1]) / 1024 if lines else None


def _bare(path: Path) -> int:
    book = load_workbook(path, read_only=True)
    return sum(1 for row in book.worksheets[0].iter_rows(values_only=True) if row[0]) - 1


def _ours(path: Path) -> int:
    return len(read_bank(path).questions)


def main() -> None:
    """Read once and say so."""
    read = {"ours": _ours, "bare": _bare}[sys.argv[1]]
    begun, cpu = perf_counter(), process_time()
    count = read(Path(sys.argv[2]))
    told = {
        "questions": count,
        "seconds": perf_counter() - begun,
        "cpu": process_time() - cpu,
        "memory": largest("self"),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main()
