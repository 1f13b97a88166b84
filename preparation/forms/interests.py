"""Declare interests, and decide about them."""

from django import forms

from challenges.form_layout import Field, helper
from challenges.form_tools import VersionedForm
from preparation.interests import ANYTHING_ELSE, QUESTIONS, Interests
from preparation.models import Declaration


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
