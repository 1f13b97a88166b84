"""Draws docs/lifecycle.mmd, docs/permissions.md and docs/retention.md from what is true in the code (bin/fix)."""

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
from challenges.retention import told
from tests import test_permissions

(ROOT / "docs" / "lifecycle.mmd").write_text(lifecycle.draw())
(ROOT / "docs" / "permissions.md").write_text(test_permissions.draw())
(ROOT / "docs" / "retention.md").write_text(told.draw())
