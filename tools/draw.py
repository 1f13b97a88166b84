"""Draws docs/lifecycle.mmd and docs/permissions.md from what is true in the code (bin/fix)."""

import os
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))
import tests.early  # noqa: F401  # settings that need nothing from outside

os.environ["DJANGO_SETTINGS_MODULE"] = "peerchallenge.settings"
import django

django.setup()

from challenges import lifecycle
from tests import test_permissions

(ROOT / "docs" / "lifecycle.mmd").write_text(lifecycle.draw())
(ROOT / "docs" / "permissions.md").write_text(test_permissions.draw())
