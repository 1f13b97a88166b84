"""Fields that people fill in the way they speak: a day as day, month and year, a time as 9.30am, several files at once."""

import datetime
import re

from django import forms
from django.core.exceptions import ValidationError

from challenges.typed import row_number

MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]  # fmt: skip

# Days outside these are slips, and there would be no days around them to count.
EARLIEST, LATEST = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)


class DayWidget(forms.MultiWidget):
    """Three boxes. The first has the id of the field itself, so that links to the field land on it."""

    use_fieldset = True
    parts = ("day", "month", "year")

    def __init__(self, attrs=None):
        super().__init__({part: forms.TextInput(attrs={"inputmode": "numeric"}) for part in self.parts}, attrs)

    def decompress(self, value):
        if isinstance(value, str):
            try:
                value = datetime.date.fromisoformat(value)
            except ValueError:
                return [None, None, None]
        if not value:
            return [None, None, None]
        return [value.day, value.month, value.year]

    def get_context(self, name, value, attrs):
        context = super().get_context(name, value, attrs)
        id_ = context["widget"]["attrs"].get("id")
        for part, box in zip(self.parts, context["widget"]["subwidgets"], strict=True):
            if id_:
                box["attrs"]["id"] = id_ if part == "day" else f"{id_}_{part}"
        return context


class DayField(forms.DateField):
    """A date typed as day, month and year; gives a `datetime.date`.

    `called` names the date in error messages where the label is a question.
    """

    widget = DayWidget

    def __init__(self, *, called="", **kwargs):
        self.called = called
        super().__init__(**kwargs)

    def clean(self, value):
        if self.required and not any(text.strip() for text in value or [] if text):
            raise ValidationError(self.error_messages["required"], code="required")
        return super().clean(value)

    def to_python(self, value):
        if not isinstance(value, list | tuple):
            return super().to_python(value)
        day, month, year = (text.strip() if text else "" for text in value)
        if not (day or month or year):
            return None
        missing = [part for part, text in zip(DayWidget.parts, (day, month, year), strict=True) if not text]
        if missing:
            parts = " and ".join(f"a {part}" for part in missing)
            raise ValidationError(f"{self.name} must include {parts}", code="incomplete", params={"parts": missing})
        if not re.fullmatch(r"[0-9]{4}", year):
            raise ValidationError(
                f"The year of {self.name_inside} must have 4 numbers", code="invalid", params={"parts": ["year"]}
            )
        if not EARLIEST.year <= int(year) <= LATEST.year:
            told = f"The year of {self.name_inside} must be from {EARLIEST.year} to {LATEST.year}"
            raise ValidationError(told, code="invalid", params={"parts": ["year"]})
        try:
            return datetime.date(int(year), month_number(month), int(day))
        except ValueError:
            raise ValidationError(f"{self.name} must be a real date", code="invalid") from None

    @property
    def name(self):
        if self.called:
            return self.called
        label = str(self.label or "")
        return "The date" if not label or label.endswith("?") else label

    @property
    def name_inside(self):
        return self.name[0].lower() + self.name[1:] if self.name[1:2].islower() or self.name[1:2] == " " else self.name


def month_number(text: str) -> int:
    """3, 03, March or Mar."""
    if text.isascii() and text.isdigit() and len(text) <= 2:
        return int(text)
    if len(text) < 3:
        raise ValueError
    return next((i for i, month in enumerate(MONTHS, start=1) if month.startswith(text.lower())), 0)


class TimeField(forms.TimeField):
    """A time of day typed as 9:30, 09.30, 9am or 2:15pm; gives a `datetime.time`."""

    widget = forms.TimeInput(format="%H:%M", attrs={"class": "govuk-input--width-5"})
    default_error_messages = {"invalid": "Enter a time, like 9:30 or 2:15pm"}

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, datetime.time | datetime.datetime):
            return super().to_python(value)
        text = re.sub(r"\s", "", str(value).lower())
        if text in ("midday", "noon"):
            return datetime.time(12)
        found = re.fullmatch(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?(am|pm)?", text)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, half = int(found[1]), int(found[2] or 0), found[3]
        if half and not 1 <= hour <= 12:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if half:
            hour = hour % 12 + (12 if half == "pm" else 0)
        try:
            return datetime.time(hour, minute)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None


class RowsField(forms.ModelMultipleChoiceField):
    """Several rows; what can be no key of a row is no choice (Django asks the database, which breaks over 20 digits)."""

    def _check_values(self, value):
        for key in value:
            if not isinstance(key, int) and row_number(key) is None:
                raise ValidationError(
                    self.error_messages["invalid_choice"], code="invalid_choice", params={"value": key}
                )
        return super()._check_values(value)


class FilesInput(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files; gives a list."""

    widget = FilesInput

    def clean(self, data, initial=None):
        if not isinstance(data, list | tuple):
            data = [data]
        files = [super(FilesField, self).clean(one, initial) for one in data or [None]]
        return [one for one in files if one]
