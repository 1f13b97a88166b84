"""Files dropped all at once, and the item of each."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from challenges.form_fields import FilesField
from challenges.form_layout import helper
from challenges.uploads import ALLOWED_IN_WORDS


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
