"""Writing key lines of enquiry, with hints as people type."""

from django import forms
from django.template.loader import render_to_string

from challenges.form_layout import Fieldset, helper
from challenges.form_tools import VersionedForm
from challenges.models import Theme
from challenges.text_check.forms import TextChecked
from scoping import queries
from scoping.models import Evidence
from scoping.quality import KeyLineWords, hints

HINTED = [*KeyLineWords.__dataclass_fields__]


class Hints:
    """The place for hints, below a field. The hints of one field are drawn anew while people type."""

    def __init__(self, field):
        self.field = field

    def render(self, form, context, template_pack=None, **kwargs):
        told = [hint for hint in form.hints() if hint.field == self.field]
        return render_to_string("scoping/_hints.html", {"field": self.field, "hints": told})


class AskForHints:
    """Asks for the hints once whoever types rests."""

    def render(self, form, context, template_pack=None, **kwargs):
        return render_to_string("scoping/_hints_asked.html", {"url": form.hints_url, "everything": form.is_saved})


class KeyLineForm(TextChecked, forms.Form):
    """Writes a key line of enquiry."""

    use_required_attribute = False
    is_saved = False  # then empty fields get their hints too
    also_checked = ("partners",)
    question = forms.CharField(
        label="Question",
        help_text="One question the team can answer in the time it has. Ask how well something works for children, "
        "rather than whether it is in place.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(),
        required=False,
        label="Theme it belongs to",
        empty_label="None in particular",
    )
    already_known = forms.CharField(
        required=False,
        label="What we already know",
        help_text="What the self-evaluation, audits, data or earlier reviews say. The team reads it, so that it does "
        "not spend its time telling you what you know.",
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    outcome_wanted = forms.CharField(
        required=False,
        label="Outcome wanted",
        help_text="What you want to be able to do or decide after the challenge.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    measure = forms.CharField(
        required=False,
        label="How we will know",
        help_text="What would show that it helped, such as families who come back within a year.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    baseline = forms.CharField(
        required=False,
        label="Where we stand today",
        help_text="The same measure today: a figure, or a fact.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    target = forms.CharField(
        required=False,
        label="Where we want to be",
        help_text="The same measure as it should be, and by when.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    evidence = forms.MultipleChoiceField(
        required=False,
        label="Evidence planned",
        help_text="Where the team can look for an answer. Choose at least two.",
        choices=Evidence.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    partners = forms.CharField(
        required=False,
        label="Partners who share this aim",
        help_text="Agencies that want the same answer and have said so, such as health visiting and schools.",
        max_length=300,
    )
    owner = forms.CharField(
        required=False,
        label="Owner at the council",
        help_text="A job title, such as head of service, early help.",
        max_length=160,
    )

    def __init__(self, *args, challenge, hints_url, submit="Save key line", cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.hints_url = hints_url
        self.fields["theme"].queryset = queries.chosen_themes(challenge)
        self.helper = helper(
            AskForHints(),
            Fieldset("The question", "question", Hints("question"), "theme", "partners"),
            Fieldset("Where you stand", "already_known", Hints("already_known")),
            Fieldset(
                "What you want",
                *("outcome_wanted", Hints("outcome_wanted"), "measure", "baseline", Hints("baseline")),
                *("target", Hints("target"), "owner", Hints("owner")),
            ),
            Fieldset("How the team can find out", "evidence", Hints("evidence")),
            submit=submit,
            cancel=cancel,
            mark_optional=False,
        )

    def hints(self):
        """What would make it better, as it is typed so far; worked out once."""
        if not hasattr(self, "_hints"):
            typed = {name: self[name].value() or "" for name in HINTED}
            self._hints = hints_on(typed, everything=self.is_saved)
        return self._hints


def hints_on(typed, *, everything):
    """The hints on what is typed, by field name; on empty fields only when asked for everything."""
    evidence = typed.get("evidence") or []
    words = {name: str(typed.get(name) or "") for name in HINTED if name != "evidence"}
    told = hints(KeyLineWords(**words, evidence=evidence))
    filled = {name for name, text in words.items() if text.strip()} | ({"evidence"} if evidence else set())
    return [hint for hint in told if everything or hint.field in filled]


class KeyLineEditForm(KeyLineForm, VersionedForm):
    """Edits a key line."""

    is_saved = True
