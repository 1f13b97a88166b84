"""How the sample is drawn, and why a case of it is replaced."""

from __future__ import annotations

from django import forms

from casereview.actions import Wanted
from challenges.form_layout import Fieldset, helper
from challenges.models import Audience
from challenges.text_check.forms import TextChecked

MOST = 40
REPLACING = (
    "Such as: a criminal trial is under way, a complaint is open, someone in the team knows the family or the worker. "
    "Name nobody."
)


def _number(label, *, most=MOST, help_text=""):
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        help_text=help_text,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
    )


class DrawForm(TextChecked, forms.Form):
    """The numbers of the parts and the limits; why, where it is drawn again."""

    use_required_attribute = False
    checked_for = Audience.TEAM
    also_checked = ("because",)

    def __init__(self, *args, parts, listed, again, audited, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.parts = {f"part_{at}": part for at, part in enumerate(parts) if part.lists}
        for name, part in self.parts.items():
            self.fields[name] = _number(
                part.name,
                help_text=f"From {lists_in_words(part.lists)}: {children_in_words(listed.get(part.name, 0))}.",
            )
            self.fields[name].initial = part.number
        self.fields["per_worker"] = _number(
            "At most this many cases of one worker", most=10, help_text="0 if it does not matter."
        )
        self.fields["per_family"] = _number(
            "At most this many children of one family", most=10, help_text="0 if it does not matter."
        )
        self.fields["to_validate"] = _number(
            "Cases the council has audited itself, to validate its audits",
            most=10,
            help_text=f"The lists show {audited} audited in the last six months."
            if audited
            else "The lists do not show which cases were audited, so leave this at 0.",
        )
        self.fields["reserves"] = _number("In reserve", most=20)
        if again:
            self.fields["because"] = forms.CharField(
                label="Why is it drawn again?",
                max_length=300,
                help_text="The reason is kept with the sample. Name nobody.",
                error_messages={"required": "Say why the sample is drawn again"},
            )
        self.helper = helper(
            Fieldset("How many cases of each part", *self.parts),
            Fieldset("Limits", "per_worker", "per_family", "to_validate", "reserves"),
            *(["because"] if again else []),
            submit="Draw the sample again" if again else "Draw the sample",
            cancel=cancel,
            mark_optional=False,
        )

    def clean(self):
        data = super().clean()
        if not self.errors and not any(data[name] for name in self.parts):
            raise forms.ValidationError("Ask for at least one case.")
        return data

    @property
    def wanted(self) -> Wanted:
        data = self.cleaned_data
        return Wanted(
            {part.name: data[name] for name, part in self.parts.items()},
            data["per_worker"],
            data["per_family"],
            data["to_validate"],
            data["reserves"],
        )


class ReplaceForm(TextChecked, forms.Form):
    """Why a case is replaced."""

    use_required_attribute = False
    checked_for = Audience.TEAM
    also_checked = ("because",)
    because = forms.CharField(
        label="Why is it replaced?",
        max_length=300,
        help_text=REPLACING,
        error_messages={"required": "Say why the case is replaced"},
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("because", submit="Replace the case", cancel=cancel, mark_optional=False)


def children_in_words(number) -> str:
    return "1 child" if number == 1 else f"{number:,} children"


def lists_in_words(lists) -> str:
    """Such as “lists 1 and 3”."""
    numbers = [str(number) for number in lists]
    return f"list {numbers[0]}" if len(numbers) == 1 else f"lists {', '.join(numbers[:-1])} and {numbers[-1]}"
