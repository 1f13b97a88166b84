"""What a reviewer notes in one case."""

from dataclasses import dataclass

from django import forms

from casereview.actions import Note
from casereview.models import AspectNote
from challenges.form_tools import VersionedForm
from challenges.models import Audience
from challenges.text_check.forms import TextChecked

LONGEST = 4000
WORDS = ("headline", "good_practice", "question_for_on_site")


@dataclass(frozen=True)
class Box:
    """One textarea as the page draws it."""

    id: str
    name: str
    value: str
    errors: list
    theirs: str | None


@dataclass(frozen=True)
class AspectPart:
    """One aspect of the form as the page draws it."""

    code: str
    name: str
    prompts: list
    tag_id: str
    tag: str
    tag_errors: list
    tag_theirs: str | None
    strengths: Box
    areas: Box


class CaseReviewForm(TextChecked, VersionedForm):
    """What the reviewer notes about one case. The page draws it by hand: 18 aspects must stay quick."""

    headline = forms.CharField(required=False, max_length=300)
    good_practice = forms.CharField(required=False, max_length=LONGEST)
    question_for_on_site = forms.CharField(required=False, max_length=LONGEST)
    checked_for = Audience.TEAM
    TAGS = dict(AspectNote.Tag.choices)
    CALLED = {
        "headline": "the headline",
        "good_practice": "good practice",
        "question_for_on_site": "the question for on-site",
    }

    def __init__(self, *args, aspects, **kwargs):
        super().__init__(*args, **kwargs)
        self.aspects = aspects
        for aspect in aspects:
            self.fields[f"{aspect.code}-tag"] = forms.ChoiceField(
                required=False, choices=[("", ""), *self.TAGS.items()], label=f"{aspect.code}, the tag"
            )
            for part, words in (("strengths", "strengths"), ("areas", "areas for consideration")):
                self.fields[f"{aspect.code}-{part}"] = forms.CharField(
                    required=False, max_length=LONGEST, label=f"{aspect.code}, {words}"
                )

    def checked_fields(self):
        return [name for name in self.fields if name != "version" and not name.endswith("-tag")]

    @property
    def words(self):
        return {name: self.cleaned_data[name] for name in WORDS}

    @property
    def notes(self):
        return {
            aspect.code: Note(
                **{part: self.cleaned_data[f"{aspect.code}-{part}"] for part in ("tag", "strengths", "areas")}
            )
            for aspect in self.aspects
        }

    # What the page draws

    @property
    def aspect_parts(self):
        for aspect in self.aspects:
            tag = f"{aspect.code}-tag"
            theirs = self._theirs(tag)
            yield AspectPart(
                code=aspect.code,
                name=aspect.name,
                prompts=aspect.prompts,
                tag_id=f"id_{tag}",
                tag=self._value(tag),
                tag_errors=self.errors.get(tag, []),
                tag_theirs=None if theirs is None else self.TAGS.get(theirs, "no tag"),
                strengths=self._box(f"{aspect.code}-strengths"),
                areas=self._box(f"{aspect.code}-areas"),
            )

    @property
    def word_boxes(self):
        return {name: self._box(name) for name in WORDS}

    @property
    def version_value(self):
        return self._value("version")

    @property
    def problems(self):
        """Every error with the place that mends it, for the summary at the top."""
        for name, errors in self.errors.items():
            place = None if name in {"__all__", "version"} else f"id_{name}"
            label = "" if place is None else f"{self._called(name)}: "
            for error in errors:
                yield {"place": place, "text": f"{label}{error}"}
        for name in getattr(self, "theirs", {}):
            if self._theirs(name) is not None:
                yield {"place": f"id_{name}", "text": f"Bring together {self._called(name)}"}

    def _called(self, name):
        return self.fields[name].label or self.CALLED[name]

    def _value(self, name):
        return (self.data.get(name) if self.is_bound else self.initial.get(name)) or ""

    def _theirs(self, name):
        """What someone else saved here meanwhile, where it differs from what was typed."""
        theirs = getattr(self, "theirs", {}).get(name)
        typed = self._value(name)
        same = theirs is None or theirs.replace("\r\n", "\n").strip() == typed.replace("\r\n", "\n").strip()
        return None if same else theirs

    def _box(self, name):
        return Box(
            id=f"id_{name}",
            name=name,
            value=self._value(name),
            errors=self.errors.get(name, []),
            theirs=self._theirs(name),
        )
