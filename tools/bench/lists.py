"""bin/bench lists: 11 lists of 5,000 rows, uploaded, read, checked and stored in PostgreSQL as a worker does it, beside the bare reads."""

import subprocess
import sys
import tempfile
from pathlib import Path

import django

from tests.casereview.invented_lists import invented, workbook

ROWS = 5000
MUST_SECONDS, MUST_MIB = 5, 300  # of reading them, in the worker
MUST_TIMES, MUST_PEAK = 4, 200  # reading, checking and storing by a bare read (performance.md); MiB
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
    "import os, resource, sys, time\npath = sys.argv[1]\nbegan, busy = time.perf_counter(), time.process_time()\n{}\n"
    "print(time.perf_counter() - began, time.process_time() - busy,"
    " resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, rows)"
)


def main():
    django.setup()
    from django.core.management import call_command  # noqa: PLC0415  # after setup

    call_command("migrate", verbosity=0)
    call_command("load_programmes", verbosity=0)
    print(f"{'':<34}{'seconds':>9}{'of processor':>14}{'MiB':>7}{'rows':>9}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "lists.xlsx"
        path.write_bytes(workbook(invented(children=ROWS, rows_per_list=ROWS)))
        bare = {}
        for name, code in BARE.items():
            seconds, busy, memory, rows = map(float, _run("-c", AROUND.format(code), str(path)))
            bare[name] = busy
            _line(name, seconds, busy, memory, rows)
        read, kept = _uploaded_read_and_kept(path.read_bytes())
    _line("read and checked, by the worker", read.seconds, read.busy, read.most, read.rows)
    _line("read, checked and stored", kept.seconds, kept.busy, kept.most, kept.rows)
    times = kept.busy / bare["python-calamine, bare"]
    # Seconds of processor, so that a machine busy with other things is not taken for a slow reader.
    print(f"{'must be under, for reading':<34}{'':>9}{MUST_SECONDS:>14}{MUST_MIB:>7}")
    print(
        f"Read, checked and stored in {times:.1f} times a bare read (must be {MUST_TIMES}), {kept.most:.0f} MiB ({MUST_PEAK})"
    )
    print(
        f"Of that {kept.own:.0f} MiB in the worker, which has {kept.idle:.0f} when idle, and {kept.apart:.0f} in the process that reads"
    )
    if read.busy >= MUST_SECONDS or read.most >= MUST_MIB or times > MUST_TIMES or kept.most > MUST_PEAK:
        sys.exit("The lists miss what must hold.")


class Measured:
    """What one job took. most: the larger of the worker and of the process that reads, since one waits for the other."""

    def __init__(self, said, rows):
        self.seconds, self.busy, self.idle, self.own, self.apart = map(float, said)
        self.most, self.rows = max(self.own, self.apart), rows


def _uploaded_read_and_kept(content):
    """Upload lists as an organiser does, and have each of the two jobs done."""
    from django.core.files.uploadedfile import SimpleUploadedFile  # noqa: PLC0415  # after setup

    from casereview import actions, queries  # noqa: PLC0415  # after setup
    from casereview.models import ListedChild  # noqa: PLC0415  # after setup
    from challenges.models import Membership, Role, User  # noqa: PLC0415  # after setup
    from challenges.moments import now  # noqa: PLC0415  # after setup
    from tools.bench import data  # noqa: PLC0415  # after setup

    office, _peer, challenge = data.make(challenges=3)
    organiser = User.objects.create_user("organiser@bench.invalid", None, name="Organiser")
    Membership.objects.create(challenge=challenge, user=organiser, role=Role.ORGANISER, added_at=now(), added_by=office)
    file = SimpleUploadedFile("lists.xlsx", content)
    lists = actions.upload_lists(challenge, [file], by=organiser)
    read = Measured(_run("-m", "tools.bench.lists_kept", str(lists.job_id)), 0)
    lists = queries.child_lists(challenge)
    read.rows = sum(each["rows"] for each in lists.found["lists"])
    lists = actions.keep_lists(lists, by=organiser)
    kept = Measured(_run("-m", "tools.bench.lists_kept", str(lists.job_id)), 0)
    kept.rows = ListedChild.objects.filter(child_lists=lists).count()
    if not kept.rows:
        sys.exit("No row was stored.")
    return read, kept


def _run(*command):
    ran = subprocess.run([sys.executable, *command], capture_output=True, text=True, check=True)
    return ran.stdout.split()


def _line(name, seconds, busy, memory, rows):
    print(f"{name:<34}{seconds:>9.2f}{busy:>14.2f}{memory:>7.0f}{rows:>9,.0f}")


if __name__ == "__main__":
    main()
