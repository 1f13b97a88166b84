"""The process that looks: limits first, then the file on standard input, then one line of JSON."""

import json
import resource
import sys

from challenges.inside import office, pdf
from challenges.inside.refusals import Refused

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it only reads
    answer: dict[str, object]
    kind = sys.argv[1]
    sys.stdin.buffer.seek(0)
    try:
        pages = pdf.look(sys.stdin.buffer) if kind == "pdf" else office.look(sys.stdin.buffer, kind)
    except Refused as refused:
        answer = {"refusal": refused.code, "detail": refused.detail}
    except (MemoryError, RecursionError):
        answer = {"refusal": "complicated", "detail": ""}
    else:
        answer = {"pages": pages}
    sys.stdout.write(json.dumps(answer))


main()
