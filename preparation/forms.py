"""What people may type about the team and the documents."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from challenges.form_fields import DayField, FilesField
from challenges.form_layout import Fieldset, helper
from challenges.form_tools import VersionedForm
from challenges.models import Role
from challenges.uploads import ALLOWED_IN_WORDS
from preparation.models import DocumentRequest


class PlaceForm(forms.Form):
    """Offers a place in the peer team."""

    use_required_attribute = False
    role = forms.ChoiceField(
        label="Role in the team",
        widget=forms.RadioSelect,
        choices=[(role, role.label) for role in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)],
    )
    place = forms.CharField(
        label="Place in the team", max_length=200, help_text="As the report will name it, such as “Health peer”."
    )
    brings = forms.CharField(
        label="What they bring",
        max_length=300,
        required=False,
        help_text="Such as “Led a front door through a redesign; social worker by profession”. The council can read it.",
    )
    name = forms.CharField(max_length=120)
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes there, and they sign in with it. Someone already known keeps their own name.",
    )
    job_title = forms.CharField(max_length=160, required=False, help_text="With their council or organisation.")

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].hints = {
            Role.LEAD_PEER: "Leads the team and its presentation.",
            Role.PEER: "A senior manager, a practitioner or a lead member.",
            Role.OBSERVER: "Reads along. Ask the council first: nobody observes without its permission.",
        }
        self.helper = helper(
            Fieldset("The place", "role", "place", "brings"),
            Fieldset("The person", "name", "email", "job_title"),
            submit="Send the invitation",
            cancel=cancel,
        )


class InvitationForm(forms.Form):
    """The answer to an invitation."""

    use_required_attribute = False
    ACCEPT, DECLINE = "accept", "decline"
    answer = forms.ChoiceField(
        label="Will you join the team?",
        widget=forms.RadioSelect,
        choices=[(ACCEPT, "Yes, I accept the place"), (DECLINE, "No, I decline")],
    )
    agreed = forms.BooleanField(
        label="I accept the ground rules and will keep what I learn confidential", required=False
    )
    declaration = forms.CharField(
        label="Your interests",
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Only you and the challenge manager read this. If you have none, write “none”.",
    )
    decline_reason = forms.CharField(
        label="Why you decline",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A few words are enough. Only those who set up the team read them.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "answer",
            Fieldset("If you accept", "agreed", "declaration"),
            Fieldset("If you decline", "decline_reason"),
            submit="Send your answer",
            mark_optional=False,
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == self.ACCEPT:
            if not cleaned.get("agreed"):
                self.add_error("agreed", "Tick that you accept the ground rules, or decline the place")
            if not cleaned.get("declaration"):
                self.add_error("declaration", "Declare your interests; if you have none, write “none”")
        if cleaned.get("answer") == self.DECLINE and not cleaned.get("decline_reason"):
            self.add_error("decline_reason", "Say in a few words why you decline")
        return cleaned


class UploadForm(forms.Form):
    """Files for one item, with a note. What the files are is looked at one by one (actions.upload_documents)."""

    use_required_attribute = False
    documents = FilesField(label="Files", required=False, allow_empty_file=True)
    note = forms.CharField(
        label="Note for the peer team (optional)",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, item, **kwargs):
        super().__init__(*args, **kwargs)
        slug = item.challenge.slug
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
                "data-done-url": reverse("preparation:document", args=[slug, item.pk]),
            },
        )

    def clean(self):
        cleaned = super().clean()
        if not self.errors and not cleaned.get("documents") and not cleaned.get("note"):
            self.add_error("documents", "Choose at least one file")
        return cleaned


class NoteForm(VersionedForm):
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


class NotHeldForm(forms.Form):
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


class DocumentForm(forms.Form):
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
