"""bin/bench lists: 11 lists of 5,000 rows, read and checked in a process of its own, beside the bare reads. No database."""

import datetime
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from casereview.annex_a.apart import read_apart
from tests.casereview.invented_lists import TODAY, invented, workbook

ROWS = 5000
MUST_SECONDS, MUST_MIB = 5, 300
BARE = {
    "python-calamine, bare": (
        "from python_calamine import CalamineWorkbook as W\n"
        "book = W.from_path(path)\n"
        "rows = sum(1 for name in book.sheet_names for row in book.get_sheet_by_name(name).iter_rows())"
    ),
    "openpyxl read-only, bare": (
        "import openpyxl\nbook = openpyxl.load_workbook(path, read_only=True, data_only=True)\n"
        "rows = sum(1 for sheet in book for row in sheet.iter_rows(values_only=True))"
    ),
}
AROUND = (
    "import resource, sys, time\npath = sys.argv[1]\nbegan, busy = time.perf_counter(), time.process_time()\n{}\n"
    "print(time.perf_counter() - began, time.process_time() - busy,"
    " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows)"
)


def main():
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        path.write_bytes(workbook(invented(children=ROWS, rows_per_list=ROWS)))
        print(f"11 lists of {ROWS:,} rows, {path.stat().st_size / 1e6:.1f} MB as .xlsx")
        print(f"{'':<32}{'seconds':>9}{'of processor':>14}{'MiB':>7}{'rows':>9}")
        for name, code in BARE.items():
            ran = subprocess.run(
                [sys.executable, "-c", AROUND.format(code), str(path)], capture_output=True, text=True, check=True
            )
            seconds, busy, memory, rows = ran.stdout.split()
            print(f"{name:<32}{float(seconds):>9.2f}{float(busy):>14.2f}{float(memory):>7.0f}{int(rows):>9,}")
        seconds, busy, memory, rows = _ours(path, TODAY)
    print(f"{'read, checked, handed over':<32}{seconds:>9.2f}{busy:>14.2f}{memory:>7.0f}{rows:>9,}")
    # Seconds of processor, so that a machine busy with other things is not taken for a slow reader.
    print(f"{'must be under':<32}{'':>9}{MUST_SECONDS:>14}{MUST_MIB:>7}")
    if busy >= MUST_SECONDS or memory >= MUST_MIB:
        sys.exit("Reading the lists misses what must hold.")


def _ours(path: Path, today: datetime.date) -> tuple[float, float, float, int]:
    """Seconds until the rows are here, of these in a processor of ours, MiB at most of the process that reads, rows."""
    began, busy = time.perf_counter(), os.times()
    reading = read_apart([("lists.xlsx", path)], today=today)
    ended, now = time.perf_counter(), os.times()
    used = (now.user + now.children_user) - (busy.user + busy.children_user)
    return ended - began, used, reading.most_memory / 1024 / 1024, len(reading.rows)


if __name__ == "__main__":
    main()
