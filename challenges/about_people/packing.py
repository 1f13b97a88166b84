"""A copy as one zip: a page for people, the same for machines, and a word on what is not in it."""

from __future__ import annotations

import datetime
import io
import json
import zipfile
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from challenges.about_people.gathering import Copy
from challenges.moments import now

PAGE, DATA, LOOKS = "everything-kept-about-you.html", "everything-kept-about-you.json", "page.css"


def pack(copy: Copy) -> bytes:
    """The zip. Its size is that of the person's rows: no file of a council's is in it."""
    made_at = now()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as folder:
        folder.writestr(PAGE, page(copy, made_at))
        folder.writestr(DATA, data(copy, made_at))
        folder.writestr(LOOKS, (settings.BASE_DIR / "static" / "css" / "copy.css").read_text())
    return packed.getvalue()


def page(copy: Copy, made_at: datetime.datetime) -> str:
    """The same as HTML, to be opened from the folder it was unpacked into."""
    groups = [
        (group, [(part.heading, [_lines(row) for row in part.rows]) for part in parts])
        for group, parts in copy.groups.items()
    ]
    context = {"copy": copy, "groups": groups, "made_at": made_at, "looks": LOOKS, "site": settings.SITE_URL}
    return render_to_string("challenges/copy/page.html", context)


def data(copy: Copy, made_at: datetime.datetime) -> str:
    """The same as JSON: {"made_at", "person", "groups": {group: [{"heading", "column", "rows": [{name: value}]}]}}."""
    groups = {
        group: [{"heading": part.heading, "column": part.label, "rows": part.rows} for part in parts]
        for group, parts in copy.groups.items()
    }
    told: dict[str, Any] = {
        "made_at": made_at,
        "made_by_the_programme_office": copy.for_office,
        "entries_kept_back": copy.kept_back,
        "person": copy.person.pk,
        "groups": groups,
    }
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)


def _lines(row: dict[str, Any]) -> list[tuple[str, str]]:
    return [(name, text) for name, value in row.items() if (text := _text(value))]


def _text(value: Any) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime.datetime):
        return f"{timezone.localtime(value):%-d %B %Y, %H:%M}"
    if isinstance(value, datetime.date):
        return f"{value:%-d %B %Y}"
    if isinstance(value, list):
        return "\n".join(_text(each) for each in value)
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_text(each)}" for key, each in value.items())
    return str(value)
