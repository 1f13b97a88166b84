"""Ask for documents, and answer."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from challenges.form_fields import DayField, FilesField
from challenges.form_layout import helper
from challenges.form_tools import VersionedForm
from challenges.text_check.forms import TextChecked
from challenges.uploads import ALLOWED_IN_WORDS
from preparation.forms.places import PeopleField
from preparation.models import DocumentRequest


class UploadForm(TextChecked, forms.Form):
    """Files for one item, with a note. What the files are is looked at one by one (actions.upload_documents)."""

    use_required_attribute = False
    documents = FilesField(label="Files", required=False, allow_empty_file=True)
    received = forms.UUIDField(required=False)  # in the place of a file: one that has arrived part by part (upload.js)
    sha256 = forms.RegexField(r"^[0-9a-f]{64}$", required=False)
    note = forms.CharField(
        label="Note for the peer team (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        slug = item.challenge.slug
        self.draft_page = reverse("preparation:document", args=[slug, item.pk])
        limit = filesizeformat(settings.MAX_UPLOAD_BYTES)
        self.fields[
            "documents"
        ].help_text = f"{ALLOWED_IN_WORDS}; up to {limit} each. Choose several at once if you like."
        self.fields["note"].help_text = "Such as: read section 4, pages 12 to 18." + (
            " It is added to the note above." if item.note else ""
        )
        self.helper = helper(
            "documents",
            "note",
            submit="Upload",
            mark_optional=False,  # a note alone may be saved, but files are what the form is for
            action=reverse("preparation:document_upload", args=[slug, item.pk]),
            attrs={
                "data-upload": "",
                "data-max-bytes": settings.MAX_UPLOAD_BYTES,
                "data-parts-url": reverse("challenges:upload_begin", args=[slug]),
                "data-done-url": reverse("preparation:document", args=[slug, item.pk]),
            },
        )

    def clean(self):
        cleaned = super().clean()
        sent = cleaned.get("documents") or cleaned.get("received") or cleaned.get("note")
        if not self.errors and not sent:
            self.add_error("documents", "Choose at least one file")
        return cleaned


class NoteForm(TextChecked, VersionedForm):
    """Changes the whole note to an item."""

    use_required_attribute = False
    note = forms.CharField(
        label="Note for the peer team",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="Such as: read section 4, pages 12 to 18.",
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("note", submit="Save the note", cancel=cancel, mark_optional=False)


class NotHeldForm(TextChecked, forms.Form):
    """Says why the council does not hold an item."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Not held, because",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The peer team reads this. Say what comes nearest to it, if there is something.",
        error_messages={"required": "Say why the council does not hold this"},
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", submit="Mark as not held", cancel=cancel)


class AskForm(forms.Form):
    """Which contributors answer an item."""

    use_required_attribute = False
    contributors = PeopleField(None, label="Who answers this?", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, people, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contributors"].queryset = people
        self.helper = helper("contributors", submit="Save", cancel=cancel, mark_optional=False)


class DocumentForm(TextChecked, forms.Form):
    """Asks the council for an item the programme does not list."""

    use_required_attribute = False
    title = forms.CharField(label="What do you ask for?", max_length=200)
    why = forms.CharField(
        label="Why you ask",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The council reads this.",
    )
    importance = forms.ChoiceField(
        label="How important is it?", widget=forms.RadioSelect, choices=DocumentRequest.Importance.choices
    )
    due_on = DayField(label="When is it needed?", called="The due date")

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["importance"].hints = {
            DocumentRequest.Importance.MUST_READ: "Every peer reads it. Preparation waits for it.",
            DocumentRequest.Importance.REFERENCE: "To look things up in.",
            DocumentRequest.Importance.RESTRICTED: "Such as case audits: not shown to observers.",
            DocumentRequest.Importance.WORKING: "Needed to run the challenge, such as a list of rooms.",
        }
        self.helper = helper("title", "why", "importance", "due_on", submit="Add to the list", cancel=cancel)
