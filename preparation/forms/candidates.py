"""Search the pool of peers, put somebody on the list, and say what the council thinks of them."""

from __future__ import annotations

from typing import Any

from django import forms

from challenges.form_layout import Fieldset, helper
from challenges.models import Audience, AuthorityType, Challenge, PeerProfile, Region, Role
from challenges.text_check.forms import TextChecked
from preparation import queries
from preparation.models import Candidate


class PoolForm(forms.Form):
    """Narrows the pool; an address that says nonsense narrows nothing."""

    use_required_attribute = False
    theme = forms.ChoiceField(label="Knows about", required=False)
    region = forms.ChoiceField(label="Region", required=False, choices=[("", "Every region"), *Region.choices])
    kind = forms.ChoiceField(
        label="Type of authority",
        required=False,
        choices=[("", "Every type"), *AuthorityType.choices, (queries.NOT_A_COUNCIL, "Not a council")],
    )
    level = forms.ChoiceField(
        label="Level", required=False, choices=[("", "Every level"), *PeerProfile.Seniority.choices]
    )
    experience = forms.ChoiceField(
        label="Experience",
        required=False,
        choices=[("", "Any"), ("new", "New to it"), ("has_come", "Has come before"), ("has_led", "Has led before")],
    )
    most_days = forms.TypedChoiceField(
        label="Days given this year",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", "Any"), ("0", "None"), ("4", "4 at most"), ("8", "8 at most")],
    )
    free = forms.BooleanField(required=False)
    nothing_against = forms.BooleanField(label="Only people nothing stands against", required=False)

    def __init__(self, *args: Any, challenge: Challenge, themes: list[str], lacking: set[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        missing = [(name, name) for name in themes if name in lacking]
        covered = [(name, name) for name in themes if name not in lacking]
        groups = [("Nobody on the list knows yet", missing), ("Covered", covered)]
        self.fields["theme"].choices = [("", "Every theme"), *(group for group in groups if group[1])]  # type: ignore[attr-defined]
        self.fields["free"].label = f"Free in {queries.month_of(challenge):%B %Y}"
        for name, field in self.fields.items():
            box = isinstance(field, forms.BooleanField)
            field.widget.attrs["class"] = "govuk-checkboxes__input" if box else "govuk-select"
            field.is_box = box  # type: ignore[attr-defined]
            field.widget.attrs["id"] = f"id_{name}"

    @property
    def asked(self) -> queries.Asked:
        self.is_valid()
        return queries.Asked(**{name: value for name, value in self.cleaned_data.items() if value not in ("", None)})


class CandidateForm(TextChecked, forms.Form):
    """Puts a person on the list; asks for a reason where something stands against them."""

    use_required_attribute = False
    also_checked = ("place", "brings")
    role = forms.ChoiceField(
        label="Role in the team",
        widget=forms.RadioSelect,
        choices=[(role, role.label) for role in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)],
    )
    place = forms.CharField(
        label="Place in the team", max_length=200, help_text="As the report will name it, such as “Health peer”."
    )
    brings = forms.CharField(
        label="What they bring", max_length=300, required=False, help_text="In a sentence. The council can read it."
    )
    standing_as = forms.ChoiceField(
        label="Proposed, or a reserve",
        widget=forms.RadioSelect,
        choices=Candidate.Standing.choices,
        initial=Candidate.Standing.PROPOSED,
    )
    waived_because = forms.CharField(
        label="Why they can come all the same",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="Only the LGA reads it. It is kept in the history.",
    )

    def __init__(self, *args: Any, something_against: bool, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not something_against:
            del self.fields["waived_because"]
        hints = {Candidate.Standing.RESERVE: "Called up in one step when somebody drops out."}
        self.fields["standing_as"].hints = hints  # type: ignore[attr-defined]
        self.helper = helper(
            Fieldset("The place", "role", "place", "brings", "standing_as"),
            *(["waived_because"] if something_against else []),
            submit="Put on the list",
            cancel=cancel,
        )


class RemarkForm(TextChecked, forms.Form):
    """The council accepts a person, asks about them, or asks for somebody else."""

    ACCEPT, ASK, ANOTHER = "accept", "ask", "another"
    use_required_attribute = False
    says = forms.ChoiceField(
        label="What do you say?",
        widget=forms.RadioSelect,
        choices=[(ACCEPT, "We accept this person"), (ASK, "We have a question"), (ANOTHER, "We ask for somebody else")],
    )
    text = forms.CharField(
        label="Your question, or why somebody else",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The LGA reads it. The person does not, and nobody in the team does.",
    )
    for_lga_only = forms.BooleanField(
        label="Only the LGA reads this",
        required=False,
        help_text="Otherwise the sponsor and the organisers of your council read it too.",
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("says", "text", "for_lga_only", submit="Send", cancel=cancel)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("says") in {self.ASK, self.ANOTHER} and not said.get("text", "").strip():
            what = "Write your question" if said["says"] == self.ASK else "Say why you ask for somebody else"
            self.add_error("text", what)
        return said


class RemarkAnswerForm(TextChecked, forms.Form):
    """The LGA's answer to what the council asked."""

    checked_for = Audience.COUNCIL
    use_required_attribute = False
    answer = forms.CharField(
        label="Your answer to the council", max_length=2000, widget=forms.Textarea(attrs={"rows": 4})
    )

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("answer", submit="Send the answer", cancel=cancel)


class OverrideForm(forms.Form):
    """Why somebody is invited whom the council has not accepted."""

    use_required_attribute = False
    invited_because = forms.CharField(
        label="Why you invite them before the council has accepted",
        max_length=500,
        help_text="Such as: the sponsor agreed on the phone. Only the LGA reads it; it is kept in the history.",
    )
