"""FILES_URL, which says where files are kept when it is not a folder."""

from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.core.exceptions import ImproperlyConfigured

LOOPBACK = ("http://localhost:", "http://127.0.0.1:")


def storage(url: str, *, access_key: str, secret_key: str) -> dict[str, Any]:
    """The storage of Django's STORAGES for s3://BUCKET/FOLDER?endpoint=https://...&region=...

    Without an endpoint: Amazon's own. Without keys: those of the machine's own role. Raises ImproperlyConfigured for
    anything else.
    """
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    endpoint, region = asked.pop("endpoint", ""), asked.pop("region", "")
    if parts.scheme != "s3" or not parts.netloc or parts.username or asked:
        raise ImproperlyConfigured("FILES_URL is s3://BUCKET or s3://BUCKET/FOLDER?endpoint=https://...&region=...")
    if endpoint and not endpoint.startswith(("https://", *LOOPBACK)):
        raise ImproperlyConfigured("The endpoint in FILES_URL begins with https://.")
    if bool(access_key) != bool(secret_key):
        raise ImproperlyConfigured("Set FILES_ACCESS_KEY and FILES_SECRET_KEY together, or neither.")
    options = {
        "bucket_name": parts.netloc,
        "location": parts.path.strip("/"),
        "endpoint_url": endpoint or None,
        "region_name": region or None,
        "access_key": access_key or None,
        "secret_key": secret_key or None,
    }
    return {"BACKEND": "challenges.bucket.Bucket", "OPTIONS": options}
