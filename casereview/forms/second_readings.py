"""What a second reader chooses alone, what they say beside the first reader, and how both settle an aspect."""

from django import forms
from django.utils.dateparse import parse_datetime

from casereview.actions import Beside
from casereview.models import AspectNote
from challenges.form_layout import helper
from challenges.form_tools import VersionedForm
from challenges.models import Audience
from challenges.text_check.forms import TextChecked

LONGEST = 4000
TAGS = dict(AspectNote.Tag.choices)
ANSWERS = {"no": "I agree", "yes": "I see it otherwise"}


class _ByAspect(VersionedForm):
    """A form with some fields for each aspect; the page draws it by hand, as the form of a case."""

    def __init__(self, *args, aspects, **kwargs):
        super().__init__(*args, **kwargs)
        self.aspects = aspects
        for aspect in aspects:
            self.fields |= {f"{aspect.code}-{name}": field for name, field in self.fields_of(aspect).items()}

    @property
    def version_value(self):
        return self.shown("version")

    @property
    def problems(self):
        """Every error with the place that mends it, for the summary at the top."""
        for name, errors in self.errors.items():
            place = None if name in {"__all__", "version"} else f"id_{name}"
            label = f"{self.fields[name].label}: " if place else ""
            for error in errors:
                yield {"place": place, "text": f"{label}{error}"}
        for name, theirs in getattr(self, "theirs", {}).items():
            yield {
                "place": f"id_{name}",
                "text": f"Saved elsewhere: {self.fields[name].label}, {self.in_words(theirs)}",
            }

    def shown(self, name):
        value = self.data.get(name) if self.is_bound else self.initial.get(name)
        return "" if value is None else value

    def in_words(self, value):
        return TAGS.get(value) or ANSWERS.get({True: "yes", False: "no"}.get(value, "")) or value or "nothing"


class TagsForm(_ByAspect):
    """A tag for each aspect, and nothing else."""

    def fields_of(self, aspect):
        return {
            "tag": forms.ChoiceField(
                required=False, choices=[("", ""), *TAGS.items()], label=f"{aspect.code}, your tag"
            )
        }

    @property
    def tags(self):
        return {aspect.code: self.cleaned_data[f"{aspect.code}-tag"] for aspect in self.aspects}

    @property
    def parts(self):
        for aspect in self.aspects:
            name = f"{aspect.code}-tag"
            yield {
                "code": aspect.code,
                "name": aspect.name,
                "prompts": aspect.prompts,
                "id": f"id_{name}",
                "tag": self.shown(name),
                "errors": self.errors.get(name, []),
            }


class BesideForm(TextChecked, _ByAspect):
    """For each aspect whether the second reader agrees with the first, and why where they do not."""

    checked_for = Audience.TEAM

    def __init__(self, *args, rows, **kwargs):
        super().__init__(*args, aspects=[row.aspect for row in rows], **kwargs)
        self.rows = rows

    def fields_of(self, aspect):
        return {
            "differs": forms.ChoiceField(
                required=False,
                choices=[("", ""), *ANSWERS.items()],
                label=f"{aspect.code}, whether you agree",
            ),
            "because": forms.CharField(
                required=False,
                max_length=LONGEST,
                label=f"{aspect.code}, why you see it otherwise",
                widget=forms.Textarea,
            ),
        }

    @property
    def seen(self):
        said = {"yes": True, "no": False}
        return {
            aspect.code: Beside(
                said.get(self.cleaned_data[f"{aspect.code}-differs"]), self.cleaned_data[f"{aspect.code}-because"]
            )
            for aspect in self.aspects
        }

    @property
    def parts(self):
        for row in self.rows:
            differs, because = f"{row.aspect.code}-differs", f"{row.aspect.code}-because"
            yield {
                "row": row,
                "code": row.aspect.code,
                "name": row.aspect.name,
                "id": f"id_{differs}",
                "differs_name": differs,
                "differs": self.shown(differs),
                "errors": self.errors.get(differs, []),
                "because": {
                    "id": f"id_{because}",
                    "name": because,
                    "value": self.shown(because),
                    "errors": self.errors.get(because, []),
                    "theirs": None,
                },
            }


class SettleForm(TextChecked, forms.Form):
    """What both readers could say of an aspect they saw differently."""

    use_required_attribute = False
    checked_for = Audience.TEAM
    tag = forms.ChoiceField(
        label="The tag both of you could give",
        choices=AspectNote.Tag.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the tag that both of you could give"},
    )
    words = forms.CharField(
        label="What both of you could say",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What each of you saw before stays beside it.",
        error_messages={"required": "Say in a sentence what both of you could say"},
    )
    answers = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, submit, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("tag", "words", submit=submit, name="propose", cancel=cancel, mark_optional=False)

    def clean_answers(self):
        return moment_of(self.cleaned_data["answers"])


def moment_of(typed):
    """The moment a hidden field carries; None for anything else."""
    try:
        return parse_datetime(typed or "")
    except ValueError:
        return None
