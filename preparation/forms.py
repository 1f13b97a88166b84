"""What people may type about the team and the documents."""

from django import forms
from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse

from challenges.form_fields import DayField, FilesField
from challenges.form_layout import Field, Fieldset, helper
from challenges.form_tools import VersionedForm
from challenges.models import AgreementText, Role
from challenges.text_check.forms import TextChecked
from challenges.uploads import ALLOWED_IN_WORDS
from preparation.interests import ANYTHING_ELSE, QUESTIONS, Interests
from preparation.models import Declaration, DocumentRequest


class PeopleField(forms.ModelMultipleChoiceField):
    """People as checkboxes, with their job titles."""

    small = True

    def label_from_instance(self, user):
        return f"{user.name}, {user.job_title}" if user.job_title else user.name


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


class InterestsForm(forms.Form):
    """Asks a peer about their interests: yes or no to each question, and what it is."""

    use_required_attribute = False
    NO, YES = "no", "yes"

    def __init__(self, *args, before=None, **kwargs):
        super().__init__(*args, **kwargs)
        for name, (question, label) in QUESTIONS.items():
            text = getattr(before, name, "")
            self.fields[name] = forms.ChoiceField(
                label=question,
                choices=[(self.NO, "No"), (self.YES, "Yes")],
                widget=forms.RadioSelect,
                required=False,
                initial=(self.YES if text else self.NO) if before else None,
            )
            self.fields[name].inline = True
            self.fields[f"{name}_text"] = forms.CharField(
                label=f"{label}: if yes, say what",
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=2000,
                required=False,
                initial=text,
            )
        self.fields[ANYTHING_ELSE] = forms.CharField(
            label="Anything else the challenge manager should know",
            widget=forms.Textarea(attrs={"rows": 2}),
            max_length=2000,
            required=False,
            initial=getattr(before, ANYTHING_ELSE, ""),
        )

    @property
    def questions(self):
        """The fields in their order, for a layout: where a browser can, the box comes with the answer “yes”."""
        boxes = [(name, Field(f"{name}_text", wrapper_class="only-if-yes")) for name in QUESTIONS]
        return [field for pair in boxes for field in pair] + [ANYTHING_ELSE]

    def check_interests(self, cleaned):
        for name, (_question, label) in QUESTIONS.items():
            answer, text = cleaned.get(name), cleaned.get(f"{name}_text", "")
            if not answer:
                self.add_error(name, f"{label}: say yes or no")
            elif answer == self.YES and not text:
                self.add_error(f"{name}_text", f"{label}: say what it is")
            elif answer == self.NO and text:
                self.add_error(name, f"{label}: you wrote something, so say yes, or take it out")

    @property
    def interests(self):
        texts = {name: self.cleaned_data[f"{name}_text"] for name in QUESTIONS if self.cleaned_data[name] == self.YES}
        return Interests(**texts, anything_else=self.cleaned_data[ANYTHING_ELSE])


class TextsForm(forms.Form):
    """A box to tick for each text a person accepts. Its name holds the text's id: a newer text has a box of its own."""

    TICKS = {
        AgreementText.Kind.GROUND_RULES: "I accept the ground rules",
        AgreementText.Kind.CONFIDENTIALITY: "I accept the confidentiality agreement",
    }

    def __init__(self, *args, texts, **kwargs):
        super().__init__(*args, **kwargs)
        self.texts = {f"text_{text.pk}": text for text in texts}
        for name, text in self.texts.items():
            self.fields[name] = forms.BooleanField(label=self.TICKS[text.kind], required=False)

    def check_texts(self, cleaned):
        for name, text in self.texts.items():
            if not cleaned.get(name):
                self.add_error(name, f"Tick that you accept the {text.get_kind_display().lower()}")

    @property
    def ticked(self):
        return [text.pk for name, text in self.texts.items() if self.cleaned_data.get(name)]


class AgreementForm(TextsForm, InterestsForm):
    """Stands before the first page of a challenge: the texts, and the interests where they were never declared."""

    def __init__(self, *args, texts, declares, **kwargs):
        super().__init__(*args, texts=texts, **kwargs)
        self.declares = declares
        asked = [Fieldset("Your interests", *self.questions)] if declares else []
        if not declares:
            self.fields = {name: self.fields[name] for name in self.texts}
        self.helper = helper(*self.texts, *asked, submit="Accept and go on", mark_optional=False)

    def clean(self):
        cleaned = super().clean()
        self.check_texts(cleaned)
        if self.declares:
            self.check_interests(cleaned)
        return cleaned


class InvitationForm(TextsForm, InterestsForm):
    """The answer to an invitation."""

    ACCEPT, DECLINE = "accept", "decline"
    answer = forms.ChoiceField(
        label="Will you join the team?",
        widget=forms.RadioSelect,
        choices=[(ACCEPT, "Yes, I accept the place"), (DECLINE, "No, I decline")],
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
            Fieldset("If you accept", *self.texts, *self.questions),
            Fieldset("If you decline", "decline_reason"),
            submit="Send your answer",
            mark_optional=False,
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("answer") == self.ACCEPT:
            self.check_texts(cleaned)
            self.check_interests(cleaned)
        if cleaned.get("answer") == self.DECLINE and not cleaned.get("decline_reason"):
            self.add_error("decline_reason", "Say in a few words why you decline")
        return cleaned


class DeclarationForm(InterestsForm):
    """A peer declares their interests again."""

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(*self.questions, submit="Declare this", cancel=cancel, mark_optional=False)

    def clean(self):
        cleaned = super().clean()
        self.check_interests(cleaned)
        return cleaned


class DecisionForm(VersionedForm):
    """What the challenge manager decides about a declaration."""

    use_required_attribute = False
    decision = forms.ChoiceField(widget=forms.RadioSelect, choices=Declaration.Decision.choices)
    decision_text = forms.CharField(
        label="How, or why",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Needed where you manage it or replace the person.",
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["decision"].hints = {
            Declaration.Decision.NONE: "The person takes part in everything.",
            Declaration.Decision.MANAGE: "Such as: reads no case of one team, goes to no session with one person.",
            Declaration.Decision.REPLACE: "The place goes to somebody else. You withdraw it as the next step.",
        }
        self.helper = helper(
            "decision", "decision_text", submit="Save the decision", cancel=cancel, mark_optional=False
        )

    def clean(self):
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision in {"manage", "replace"} and not cleaned.get("decision_text"):
            how = "how it is managed" if decision == "manage" else "why the person is replaced"
            self.add_error("decision_text", f"Say {how}")
        return cleaned


class OwnTextForm(VersionedForm):
    """The council's own version of a text."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    text = forms.CharField(
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 24}),
        help_text="A line that begins with “- ” is a point of a list; **two stars** make words bold.",
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("text", submit="Put this version in place", cancel=cancel)


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
