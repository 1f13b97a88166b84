"""Ground rules and confidentiality agreement: accept them, or write the council’s own."""

from django import forms

from challenges.form_layout import Fieldset, helper
from challenges.form_tools import VersionedForm
from challenges.models import AgreementText
from preparation.forms.interests import InterestsForm


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
