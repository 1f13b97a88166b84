"""How the reader of a long list of what happened narrows it: by person, by kind, by days."""

from __future__ import annotations

import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils import timezone

from challenges.form_fields import EARLIEST, LATEST

DAY_FORMATS = ["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d %b %Y"]


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "govuk-input"})
    told = f"{label}: enter a day, such as 4 March 2027."
    field = forms.DateField(
        label=label, required=False, widget=widget, input_formats=DAY_FORMATS, error_messages={"invalid": told}
    )
    field.validators += [MinValueValidator(EARLIEST, told), MaxValueValidator(LATEST, told)]
    return field


class LogFilterForm(forms.Form):
    """`people` are (key, name); `kinds` are (value, label), the first for all of them; both may be narrowed by none."""

    use_required_attribute = False
    who = forms.TypedChoiceField(label="Who", required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(label="What", required=False)
    since = _day("From")
    until = _day("To")

    def __init__(self, *args, people, kinds, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = [("", "Everyone"), *people]
        self.fields["kind"].choices = kinds
        for name in ("who", "kind"):
            self.fields[name].widget.attrs["class"] = "govuk-select"

    def clean(self):
        given = super().clean()
        if given.get("since") and given.get("until") and given["since"] > given["until"]:
            raise ValidationError("The first day comes after the last. Change one of them.")
        return given

    def narrowed(self, rows):
        """The rows by this person and in these days, London time; none where the form has a mistake."""
        if not self.is_valid():
            return rows.none()
        if self.cleaned_data["who"]:
            rows = rows.filter(by_id=self.cleaned_data["who"])
        if since := self.cleaned_data["since"]:
            rows = rows.filter(at__gte=_midnight(since))
        if until := self.cleaned_data["until"]:
            rows = rows.filter(at__lt=_midnight(until + datetime.timedelta(days=1)))
        return rows

    @property
    def chosen_kind(self) -> str:
        return self.cleaned_data.get("kind", "") if self.is_valid() else ""

    @property
    def in_words(self) -> str:
        """What the list is narrowed to, for the page and for paper; nothing where nothing is left out."""
        if not self.is_valid():
            return ""
        who, kind = (dict(self.fields[name].choices) for name in ("who", "kind"))  # type: ignore[attr-defined]
        words = [who[self.cleaned_data["who"]]] if self.cleaned_data["who"] else []
        words += [kind[self.chosen_kind]] if self.chosen_kind else []
        days = [("from", self.cleaned_data["since"]), ("to", self.cleaned_data["until"])]
        words += [f"{word} {day:%-d %B %Y}" for word, day in days if day]
        return ", ".join(words)


def _midnight(day: datetime.date) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time()))
