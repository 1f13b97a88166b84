"""What people may type in the case review."""

from dataclasses import dataclass

from django import forms

from casereview.actions import Note
from casereview.models import AspectNote
from casereview.sample_lines import read
from challenges.form_layout import helper, second
from challenges.form_tools import VersionedForm
from challenges.models import Audience
from challenges.text_check.forms import TextChecked

LONGEST = 4000
WORDS = ("headline", "good_practice", "question_for_on_site")


class CaseLinesForm(forms.Form):
    """Adds cases, one per line; every wrong line is told, and nothing is kept until all are right."""

    use_required_attribute = False
    lines = forms.CharField(
        label="Cases",
        help_text="One case per line: code, part of the sample, age band. The age band may be left out.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args, strata, taken, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.strata, self.taken = strata, taken
        self.helper = helper("lines", submit="Add cases", cancel=cancel)

    def clean_lines(self):
        found, wrong = read(self.cleaned_data["lines"], strata=self.strata, taken=self.taken)
        if wrong:
            raise forms.ValidationError(wrong)
        if not found:
            raise forms.ValidationError("Enter at least one case.")
        return found


class ReadersForm(forms.Form):
    """Who takes part when cases are shared out."""

    readers = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        self.fields["readers"].choices = [(key, person.name) for key, person in self.team.items()]

    def clean_readers(self):
        return [person for key, person in self.team.items() if key in self.cleaned_data["readers"]]


class AssignForm(forms.Form):
    """Changes who reads one case."""

    use_required_attribute = False
    reviewer = forms.ChoiceField(label="Who reads this case?", widget=forms.RadioSelect)
    hand_over = forms.BooleanField(required=False)

    def __init__(self, *args, team, writer, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        choices = [(key, person.name) for key, person in self.team.items()]
        if writer:
            self.fields["hand_over"].label = f"Hand over what {writer} has written so far"
        else:
            del self.fields["hand_over"]
            choices.append(("nobody", "Nobody for now"))
        self.fields["reviewer"].choices = choices
        self.helper = helper(*self.fields, submit="Save", cancel=cancel)

    def clean_reviewer(self):
        return self.team.get(self.cleaned_data["reviewer"])


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


class ReportForm(TextChecked, VersionedForm):
    """The case review report: plain text, no case code, no child."""

    points_out_judgement = True
    use_required_attribute = False
    overall_messages = forms.CharField(
        required=False,
        label="Overall messages",
        help_text="Three to five messages the council should take away. Leave an empty line between paragraphs.",
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    strengths = forms.CharField(required=False, label="Strengths", widget=forms.Textarea(attrs={"rows": 8}))
    areas = forms.CharField(required=False, label="Areas for consideration", widget=forms.Textarea(attrs={"rows": 8}))
    lines_for_on_site = forms.CharField(
        required=False,
        label="Lines of enquiry for the on-site week",
        help_text="What the team wants to ask about when it is there.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "overall_messages",
            "strengths",
            "areas",
            "lines_for_on_site",
            submit="Save",
            more=[second("make_pdf", "Save and make the PDF")],
            mark_optional=False,
        )


class ShareReportForm(VersionedForm):
    """The mail that tells the sponsor, in the words of who shares."""

    use_required_attribute = False
    subject = forms.CharField(max_length=200)
    body = forms.CharField(label="Message", widget=forms.Textarea(attrs={"rows": 16}))

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("subject", "body", submit="Share the report and send the mail", cancel=cancel)
