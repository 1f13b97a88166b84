"""What people may type in scoping."""

from django import forms

from challenges.form_layout import Fieldset, helper
from challenges.form_tools import VersionedForm
from challenges.models import Theme
from challenges.text_check.forms import TextChecked
from scoping import queries


class ModulesForm(forms.Form):
    """Chooses the modules."""

    use_required_attribute = False
    modules = forms.ModelMultipleChoiceField(Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, modules, limit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        field = self.fields["modules"]
        field.queryset = modules
        field.help_text = f"The programme suggests at most {limit}: a tight focus lets the team look properly."
        field.hints = {theme.pk: f"For example: {theme.first_probe}" for theme in modules if theme.first_probe}
        self.helper = helper("modules", submit="Save modules", cancel=cancel, mark_optional=False)

    def clean_seen(self):
        return {int(pk) for pk in self.cleaned_data["seen"].split(",") if pk.isdigit()}


class KeyLineForm(TextChecked, forms.Form):
    """Writes a key line of enquiry."""

    use_required_attribute = False
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
        help_text="What would show that it helped. Say where the measure stands today and where it should be, and when.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    owner = forms.CharField(
        required=False,
        label="Owner at the council",
        help_text="A job title, such as head of service, early help.",
        max_length=160,
    )

    def __init__(self, *args, challenge, submit="Save key line", cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = queries.chosen_themes(challenge)
        self.helper = helper(
            *("question", "theme", "already_known", "outcome_wanted", "measure", "owner"),
            submit=submit,
            cancel=cancel,
            mark_optional=False,
        )


class KeyLineEditForm(KeyLineForm, VersionedForm):
    """Edits a key line."""


class LetterForm(forms.Form):
    """The mail that goes with a version of the proposal, read and edited before it is sent."""

    use_required_attribute = False
    subject = forms.CharField(max_length=200)
    body = forms.CharField(label="Text", widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args, submit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(Fieldset("The mail it sends", "subject", "body"), submit=submit, cancel=cancel)
