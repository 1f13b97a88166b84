"""Says whether the website on this machine can serve people: is_ready.py [PORT]. Also what the container asks."""

import http.client
import os
import sys
from urllib.parse import urlsplit


def is_ready(port):
    # The site answers to its own name only (ALLOWED_HOSTS).
    host = urlsplit(os.environ.get("SITE_URL", "")).netloc or "localhost"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=3)
    try:
        connection.request("GET", "/health/ready/", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready(int(sys.argv[1]) if len(sys.argv) > 1 else 8000) else 1)
