"""Reads Annex A lists, in whatever spelling a council's system gives them, and says what stands out.

Pure: no Django, no database, nothing is written. `read(files, today=...)` is the whole of it; `python -m
casereview.annex_a` is the same in a process with little memory and time, which is how uploads are read. It reports and
does not reject: what cannot be read is a finding with its sheet and row. docs/adr/0029 says what was measured.
"""

from casereview.annex_a.columns import LISTS
from casereview.annex_a.findings import SHOWN, Finding, Sort
from casereview.annex_a.reading import ListRead, Reading, Row, read

__all__ = ["LISTS", "SHOWN", "Finding", "ListRead", "Reading", "Row", "Sort", "read"]
