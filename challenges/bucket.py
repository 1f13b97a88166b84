"""Files in S3-compatible storage, where FILES_URL names a bucket (docs/adr/0020).

The bucket is private and stays so: nobody gets an address into it. Files leave it through challenges/downloads.py alone,
as they do a folder, and whatever reads one reads it as it comes from the network, a piece at a time.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends.s3 import S3Storage

PIECE = 8 * 1024 * 1024  # of what is stored; one at a time is in memory

CLIENT = Config(
    signature_version="s3v4",
    s3={"addressing_style": "path"},  # a bucket then needs no name and no certificate of its own
    connect_timeout=5,
    read_timeout=60,
    retries={"mode": "standard", "total_max_attempts": 3},
    # Servers other than Amazon's know no checksums behind a body; every file has a SHA-256 in its row.
    request_checksum_calculation="when_required",
    response_checksum_validation="when_required",
)
FIXED: dict[str, Any] = {
    "client_config": CLIENT,
    "transfer_config": TransferConfig(use_threads=False, multipart_threshold=PIECE, multipart_chunksize=PIECE),
    "default_acl": None,
    "custom_domain": None,
    "cloudfront_key": None,
    "cloudfront_key_id": None,
    "file_overwrite": False,
    "object_parameters": {"ContentType": "application/octet-stream"},  # whatever its sender calls it
}


class Bucket(S3Storage):
    """A private bucket; its options come from FILES_URL (peerchallenge/files_url.py)."""

    def get_default_settings(self) -> dict[str, Any]:
        """As django-storages has them, but for what no other setting or variable may change."""
        return super().get_default_settings() | FIXED

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files are stored whole and never changed.")
        with _told_as_a_disk_would(name):
            answer = self.bucket.Object(self._normalize_name(name)).get()
        return Arriving(answer["Body"], name, answer["ContentLength"])

    def _save(self, name: str, content: File) -> str:
        with _told_as_a_disk_would(name):
            return super()._save(name, content)

    def exists(self, name: str) -> bool:
        with _told_as_a_disk_would(name):
            return super().exists(name)

    def delete(self, name: str) -> None:
        with _told_as_a_disk_would(name):
            super().delete(name)

    def url(self, *_name: Any, **_how: Any) -> str:
        """None: a file in the bucket has no address."""
        raise ValueError("Files are served by challenges/downloads.py alone.")


@contextlib.contextmanager
def _told_as_a_disk_would(name: str) -> Iterator[None]:
    """Whatever goes wrong on the way to the bucket is an OSError, as it is for files in a folder."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(name) from error
        raise OSError(str(error)) from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(str(error)) from error


class Arriving(File):
    """A file as it comes from the network: read once, from its start to its end."""

    def __init__(self, body: Any, name: str, size: int) -> None:
        super().__init__(body, name)
        self.size = size

    def read(self, size: int = -1) -> bytes:  # type: ignore[override]
        body: Any = self.file
        with _told_as_a_disk_would(str(self.name)):
            return body.read(None if size < 0 else size)

    def seekable(self) -> bool:
        return False

    def seek(self, *_where: int) -> int:
        raise io.UnsupportedOperation("It is read once, from its start.")

    def chunks(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """Its bytes, at most so many at a time."""
        while piece := self.read(chunk_size or self.DEFAULT_CHUNK_SIZE):
            yield piece
