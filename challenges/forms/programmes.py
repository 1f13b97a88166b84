"""What the programme office may type about a programme."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from challenges.form_fields import DayField
from challenges.form_layout import helper, warning
from challenges.form_tools import VersionedForm
from challenges.models import Role
from challenges.moments import is_working_day
from challenges.programme_changes import IMPORTANCE
from challenges.programme_files import LABELS, ProgrammeFile, parts
from challenges.programme_files.parts import COUNTED
from challenges.word_diff import plain

OWNERS = [
    Role.PROGRAMME_MANAGER,
    Role.CHALLENGE_MANAGER,
    Role.CO_ORDINATOR,
    Role.ADVISER,
    Role.LEAD_PEER,
    Role.PEER,
    Role.SPONSOR,
    Role.ORGANISER,
]
COLUMNS = {"days": "Working days", "counted": "Counted", "owner": "Who sees to it"}
MOST_DAYS = 400  # working days: a year and a half


class PartForm(VersionedForm):
    """One part of a programme; `said` is what it says, as challenges.programme_files.parts has it."""

    use_required_attribute = False

    @property
    def said(self) -> dict[str, Any]:
        return {
            name: plain(value) if isinstance(value, str) else value
            for name, value in self.cleaned_data.items()
            if name != "version"
        }


class LabelsForm(PartForm):
    """What a programme calls people and things."""

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, ours in LABELS.items():
            called = ours[0].upper() + ours[1:]
            self.fields[key] = forms.CharField(label=called, max_length=120, required=False)
        self.helper = helper(*LABELS, submit="Save the names", cancel=cancel, mark_optional=False)


class ThemeForm(PartForm):
    """A theme with its probes, a line each."""

    name = forms.CharField(label="Name of the theme", max_length=200)
    probes = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text="One probe a line, in the order peers read them. Leave the code in front of a probe that stays; a line "
        "without a code is a new probe. Delete a line to take a probe out.",
    )
    derived = forms.BooleanField(label="The probes are worded by this service, and are shown as that", required=False)

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "probes", "derived", submit="Save the theme", cancel=cancel)


class DocumentForm(PartForm):
    """One line of the list of advance documents."""

    title = forms.CharField(label="What is asked for", max_length=200)
    why = forms.CharField(
        label="Why we ask",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence to the council. It decides whether they know what to send.",
    )
    importance = forms.ChoiceField(choices=list(IMPORTANCE.items()), widget=forms.RadioSelect)
    days_before = forms.IntegerField(
        label="Working days before the first on-site day",
        min_value=0,
        max_value=MOST_DAYS,
        help_text="When it is due: 20 is four weeks.",
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
    )
    themes = forms.MultipleChoiceField(
        label="Only when one of these is chosen",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Choose none to ask every council.",
    )
    derived = forms.BooleanField(label="The request is worded by this service, and is shown as that", required=False)

    def __init__(self, *args: Any, plan: ProgrammeFile, submit: str, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["importance"].hints = {  # type: ignore[attr-defined]
            "must_read": "Every peer reads it before the visit",
            "reference": "There to look things up",
            "restricted": "Names nobody, and is opened by few",
            "working": "A timetable, a list of rooms: not evidence",
        }
        modules = [(theme.code, theme.name) for theme in plan.themes if theme.kind == "module"]
        self.fields["themes"].choices = modules  # type: ignore[attr-defined]
        if not modules:
            del self.fields["themes"]
        self.helper = helper(*(name for name in self.fields if name != "version"), submit=submit, cancel=cancel)

    @property
    def said(self) -> dict[str, Any]:
        return {"themes": []} | super().said


class DatesForm(PartForm):
    """How each date is counted and who sees to it, on one page."""

    def __init__(self, *args: Any, plan: ProgrammeFile, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.milestones = plan.milestones
        counted = [(key, words) for key, (anchor, _sign, words) in COUNTED.items() if self._offered(plan, anchor)]
        owners = [(role.value, plan.label(role.value)) for role in OWNERS]
        for each in plan.milestones:
            self.fields[f"days_{each.code}"] = forms.IntegerField(
                label=f"{each.name}: working days",
                min_value=0,
                max_value=MOST_DAYS,
                widget=forms.NumberInput(attrs={"class": "govuk-input--width-3"}),
            )
            self.fields[f"counted_{each.code}"] = forms.ChoiceField(label=f"{each.name}: counted", choices=counted)
            self.fields[f"owner_{each.code}"] = forms.ChoiceField(label=f"{each.name}: owner", choices=owners)

    @staticmethod
    def _offered(plan: ProgrammeFile, anchor: str) -> bool:
        return anchor != "final_report" or any(each.code == "final_report" for each in plan.milestones)

    def rows(self) -> Iterator[dict[str, Any]]:
        """A row of the table for each date: its name and its three fields."""
        for each in self.milestones:
            yield {
                "milestone": each,
                "fields": [(words, self[f"{what}_{each.code}"]) for what, words in COLUMNS.items()],
            }

    def clean(self) -> dict[str, Any]:
        """A day counted from one side of its anchor: none at all is on it."""
        said = super().clean() or {}
        for each in self.milestones:
            side = said.get(f"counted_{each.code}", "")
            if said.get(f"days_{each.code}") == 0 and side.startswith("before_"):
                said[f"counted_{each.code}"] = side.replace("before_", "after_")
        return said


class CaseLinesPartForm(PartForm):
    """The statutory times, or the questions of the conversation: a line each."""

    HELP = {
        parts.TIMESCALES_PART: "One time a line: code | what | number and unit | what follows | source. The last two may be "
        "left out. Units are hours, days, working days, weeks and months. Keep the code of a line that stays: what was noted "
        "in cases goes by it.",
        parts.CONVERSATION_PART: "One question a line: code | worker, manager or both | the question. Keep the code of a line "
        "that stays: what was noted in conversations goes by it.",
    }
    CALLED = {parts.TIMESCALES_PART: "Times", parts.CONVERSATION_PART: "Questions"}

    lines = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 16, "spellcheck": "true"}))

    def __init__(self, *args: Any, part: str, rows: list[dict[str, Any]], cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.rows = part, rows
        self.fields["lines"].label, self.fields["lines"].help_text = self.CALLED[part], self.HELP[part]
        self.helper = helper("lines", submit=f"Save the {self.CALLED[part].lower()}", cancel=cancel)

    def clean_lines(self) -> str:
        text = plain(self.cleaned_data["lines"])
        _rows, wrong = parts.BY_LINES[self.part][1](text, self.rows)
        if wrong:
            raise forms.ValidationError(wrong)
        return text


class SampleDayForm(forms.Form):
    """A first on-site day to try the dates with."""

    use_required_attribute = False
    starts_on = DayField(label="First on-site day to try", called="The day")

    def clean_starts_on(self) -> Any:
        day = self.cleaned_data["starts_on"]
        if not is_working_day(day):
            raise forms.ValidationError("The first on-site day must be a working day in England. Choose another date.")
        return day


class ReasonForm(forms.Form):
    """Why a new version, or why the file's; `seen` says which content was read."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Why this changes",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Stands in the list of versions and in the history. Such as: the LGA published its probes.",
    )
    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, submit: str, cancel: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", submit=submit, cancel=cancel)


class ThrowAwayForm(forms.Form):
    """Gives an edit up."""

    def __init__(self, *args: Any, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(submit="", more=[warning("throw_away", "Throw the edit away")], cancel=cancel)
