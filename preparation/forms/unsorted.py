"""Files dropped all at once, and the item of each."""

from __future__ import annotations

from itertools import accumulate

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from challenges.form_fields import FilesField
from challenges.form_layout import helper
from challenges.uploads import ALLOWED_IN_WORDS
from preparation.models import DocumentRequest


class DropForm(forms.Form):
    """Many files at once, for whatever items. What they are is looked at one by one (actions.drop_files)."""

    use_required_attribute = False
    documents = FilesField(label="Files", required=False, allow_empty_file=True)
    received = forms.UUIDField(required=False)  # in the place of a file: one that has arrived part by part (upload.js)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", required=False)

    def __init__(self, *args, slug, **kwargs):
        super().__init__(*args, **kwargs)
        limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
        self.fields["documents"].help_text = f"{ALLOWED_IN_WORDS}; up to {limit} each. Choose as many as you like."
        self.helper = helper(
            "documents",
            submit="Upload",
            mark_optional=False,
            action=reverse("preparation:document_drop", args=[slug]),
            attrs={
                "data-upload": "",
                "data-max-bytes": settings.MAX_UPLOAD_BYTES,
                "data-parts-url": reverse("challenges:upload_begin", args=[slug]),
                "data-done-url": reverse("preparation:document_sort", args=[slug]),
            },
        )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not (cleaned.get("documents") or cleaned.get("received")):
            self.add_error("documents", "Choose at least one file")
        return cleaned


class ItemOptions:
    """The items to choose from for each of many files, drawn once; a list of them for every file is the whole page."""

    def __init__(self, items: list[DocumentRequest]) -> None:
        plain = [format_html('<option value="{}">{}</option>', item.pk, item) for item in items]
        self.chosen = {
            item.pk: (n, format_html('<option value="{}" selected>{}</option>', item.pk, item))
            for n, item in enumerate(items)
        }
        nothing = SafeString()
        self.before = list(accumulate(plain, initial=nothing))
        self.after = list(accumulate(reversed(plain), lambda joined, one: one + joined, initial=nothing))[::-1]

    def with_chosen(self, item: DocumentRequest | None) -> SafeString:
        """All of them, with this one chosen."""
        if item is None:
            return self.before[-1]
        n, chosen = self.chosen[item.pk]
        return self.before[n] + chosen + self.after[n + 1]
