"""What people may type about evidence, findings and the presentation."""

from textwrap import shorten

from django import forms
from django.template.loader import render_to_string
from django.utils import timezone

import casereview.queries
import onsite.queries
import preparation.queries
import scoping.queries
from challenges.form_fields import DayField, RowsField
from challenges.form_layout import Fieldset, helper, second
from challenges.form_tools import VersionedForm
from challenges.forms import EndStageForm
from challenges.models import Audience, Theme
from challenges.text_check.forms import TextChecked
from feedback.actions import NO_EVIDENCE
from feedback.models import EvidenceNote, Finding

SHOWN_OPEN = 15  # up to this many notes to choose from, every group stands open
ONE_SOURCE = "Choose one source: a session, a document or a case."


class KeyLineField(forms.ModelChoiceField):
    """A key line of enquiry, by number and question."""

    def __init__(self, *, label="Key line of enquiry", **kwargs):
        super().__init__(None, required=False, label=label, empty_label="No key line", **kwargs)

    def label_from_instance(self, line):
        return f"{line.number}. {shorten(line.question, 100, placeholder='…')}"


class SessionField(forms.ModelChoiceField):
    """A session, by day, time and title."""

    def label_from_instance(self, session):
        return f"{timezone.localtime(session.starts_at):%-d %b, %H:%M} {session.title}"


class DocumentField(forms.ModelChoiceField):
    """An item of the advance document list, by its number and title."""


class CaseField(forms.ModelChoiceField):
    """A case, by its code only."""

    def label_from_instance(self, case):
        return f"{case.code}, {case.stratum}"


class NoteForm(TextChecked, forms.Form):
    """One thing heard, seen or read, with its one source."""

    checked_for = Audience.TEAM
    also_checked = ("where",)
    use_required_attribute = False
    kind = forms.ChoiceField(label="What is it?", choices=EvidenceNote.Kind, widget=forms.RadioSelect)
    text = forms.CharField(
        label="What you heard, saw or read",
        help_text="One thing in each note. Name no child, no family and no member of staff.",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
    )
    session = SessionField(None, required=False, label="Session", empty_label="No session")
    document = DocumentField(None, required=False, label="Document", empty_label="No document")
    case = CaseField(None, required=False, label="Case", empty_label="No case")
    where = forms.CharField(
        label="Where in it (optional)",
        help_text="Such as page 12, the second group or the supervision record.",
        required=False,
        max_length=200,
    )
    key_line = KeyLineField(label="Key line of enquiry (optional)")
    non_attributable = forms.BooleanField(
        label="This must not be traced to a person",
        help_text="Tick this if the words could point to someone. The team then uses them without saying who, or where.",
        required=False,
    )

    def __init__(self, *args, challenge, reader, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].small = True
        self.fields["session"].queryset = onsite.queries.sessions(challenge)
        self.fields["document"].queryset = preparation.queries.documents_in(challenge, reader=reader)
        self.fields["case"].queryset = casereview.queries.cases(challenge)
        self.fields["key_line"].queryset = scoping.queries.key_lines(challenge)
        self.helper = self.made_helper(cancel)

    def layout(self):
        return (
            "kind",
            "text",
            Fieldset("Where it comes from: choose one source", "session", "document", "case", "where"),
            Fieldset("What it is about", "key_line", "non_attributable"),
        )

    def made_helper(self, cancel):
        return helper(
            *self.layout(),
            submit="Keep for me",
            name="keep",
            more=[second("share", "Share with the team")],
            cancel=cancel,
            mark_optional=False,
        )

    def clean(self):
        cleaned = super().clean()
        sources = [cleaned.get(source) for source in ("session", "document", "case")]
        wrong = {"session", "document", "case"} & set(self.errors)
        if not wrong and sum(source is not None for source in sources) != 1:
            self.add_error("session", ONE_SOURCE)
        return cleaned


class NoteEditForm(NoteForm, VersionedForm):
    """Changes a note; who can read it stays as it is."""

    def made_helper(self, cancel):
        return helper(*self.layout(), submit="Save the note", cancel=cancel, mark_optional=False)


class EvidenceChoices:
    """The team's notes as checkboxes, by the session, document or case they come from; sessions of one day together."""

    def __init__(self, field):
        self.field = field

    def render(self, form, context, template_pack=None, **kwargs):
        field = form[self.field]
        chosen = {str(getattr(value, "pk", value)) for value in field.value() or []}
        parts = {}
        for note in sorted(form.fields[self.field].queryset, key=_in_the_week):
            part = parts.setdefault(_part(note), {"sources": {}, "total": 0, "chosen": 0})
            is_chosen = str(note.pk) in chosen
            part["sources"].setdefault(note.source_name, []).append((note, is_chosen))
            part["total"] += 1
            part["chosen"] += is_chosen
        open_all = sum(part["total"] for part in parts.values()) <= SHOWN_OPEN
        return render_to_string(
            "feedback/_evidence_choices.html", {"field": field, "parts": list(parts.items()), "open_all": open_all}
        )


def _part(note):
    """Where a note stands among those to choose from."""
    if note.session:
        return f"Sessions on {timezone.localtime(note.session.starts_at):%-d %B}"
    return "Documents" if note.document_id else "Cases"


def _in_the_week(note):
    """Sessions as they were held, then documents and cases in their order."""
    if note.session:
        return 0, note.session.starts_at.timestamp(), note.session_id, note.pk
    if note.document:
        return 1, note.document.position, note.document_id, note.pk
    return 2, note.case.position, note.case_id, note.pk


class FindingForm(TextChecked, forms.Form):
    """A finding and the evidence it stands on."""

    points_out_judgement = True
    also_checked = ("headline",)
    use_required_attribute = False
    kind = forms.ChoiceField(label="What is it?", choices=Finding.Kind, widget=forms.RadioSelect)
    headline = forms.CharField(
        help_text="One line of at most about 12 words, as the council will read it.", max_length=200
    )
    detail = forms.CharField(
        help_text="One to three sentences: what you found and what it means for children.",
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
        max_length=1500,
    )
    theme = forms.ModelChoiceField(Theme.objects.none(), empty_label="Choose a theme")
    key_line = KeyLineField(help_text="Where this helps to answer one of the council's questions.")
    evidence = RowsField(
        EvidenceNote.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text="What this finding stands on: best from more than one source. The council does not see the notes.",
        error_messages={"required": NO_EVIDENCE},
    )

    def __init__(self, *args, challenge, notes, cancel="", **kwargs):
        """`notes`: what can be cited, with sources."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].small = True
        self.fields["theme"].queryset = scoping.queries.chosen_themes(challenge)
        self.fields["key_line"].queryset = scoping.queries.key_lines(challenge)
        self.fields["evidence"].queryset = notes
        self.helper = helper(
            "kind",
            "headline",
            "detail",
            "theme",
            "key_line",
            EvidenceChoices("evidence"),
            submit="Save the finding",
            cancel=cancel,
        )


class FindingEditForm(FindingForm, VersionedForm):
    """Changes a finding."""


class SetAsideForm(TextChecked, forms.Form):
    """Why a finding is left out."""

    checked_for = Audience.TEAM
    use_required_attribute = False
    reason = forms.CharField(
        label="Why is it set aside?",
        help_text="For the team. Such as: the second source did not bear it out.",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", submit="Set it aside", cancel=cancel)


class PresentationForm(TextChecked, VersionedForm):
    """The words round the findings."""

    points_out_judgement = True
    use_required_attribute = False
    headline_messages = forms.CharField(
        help_text="What the council should remember: three to five messages, one on each line.",
        widget=forms.Textarea(attrs={"rows": 8}),
        required=False,
        max_length=4000,
    )
    next_steps = forms.CharField(
        help_text="What comes after today: the report, the council's check of the facts, the conversation in a month.",
        widget=forms.Textarea(attrs={"rows": 6}),
        required=False,
        max_length=4000,
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("headline_messages", "next_steps", submit="Save", cancel=cancel)


class GiveForm(EndStageForm):
    """Records the day the presentation was given, and ends the stage."""

    given_on = DayField(label="When was it given?", called="The day it was given")
    field_order = ["given_on", "override_reason"]
