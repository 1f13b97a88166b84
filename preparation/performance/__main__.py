"""The process that reads: limits first, then the workbook on standard input, then one line of JSON."""

import datetime
import io
import json
import resource
import sys

from preparation.performance import reading

MOST_MEMORY = 1024 * 1024 * 1024
MOST_SECONDS = 30


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))  # it only reads
    sys.stdin.buffer.seek(0)
    found = reading.read(io.BytesIO(sys.stdin.buffer.read()), today=datetime.date.fromisoformat(sys.argv[1]))
    sys.stdout.write(json.dumps(found.as_dict()))


if __name__ == "__main__":
    main()
