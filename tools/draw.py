"""Draws docs/lifecycle.mmd and docs/permissions.md from what is true in the code (bin/fix)."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
import tests.early  # noqa: E402, F401  # settings that need nothing from outside

os.environ["DJANGO_SETTINGS_MODULE"] = "peerchallenge.settings"
import django  # noqa: E402

django.setup()

from challenges import lifecycle  # noqa: E402
from tests import test_permissions  # noqa: E402

(ROOT / "docs" / "lifecycle.mmd").write_text(lifecycle.draw())
(ROOT / "docs" / "permissions.md").write_text(test_permissions.draw())
