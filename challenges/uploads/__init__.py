"""What may be uploaded, what a file really is, and how it is taken in.

`look_at(upload)` is the one question: it gives what the file is, or refuses in a sentence. docs/adr/0016 says what is
refused rather than mended, and why.
"""

from challenges.uploads.kinds import ALLOWED, ALLOWED_IN_WORDS, Looked, look_ahead, look_at
from challenges.uploads.names import plain_name

__all__ = ["ALLOWED", "ALLOWED_IN_WORDS", "Looked", "look_ahead", "look_at", "plain_name"]
