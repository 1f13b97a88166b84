"""Runs before settings are read (pytest -p tests.early): each test process gets a data folder and a broker of its own."""

import os
import tempfile

worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 50)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "peerchallenge.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # Playwright's own loop runs in the tests' thread
os.environ["JOB_STALE_SECONDS"] = "2"
os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix=f"peerchallenge-{worker}-")
if os.environ.get("REDIS_URL"):
    scheme, _, rest = os.environ["REDIS_URL"].partition("://")
    os.environ["REDIS_URL"] = f"{scheme}://{rest.split('/')[0]}/{int(worker.removeprefix('gw')) + 1}"
