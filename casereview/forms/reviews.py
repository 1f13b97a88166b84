"""What a reviewer notes in one case."""

from django import forms

from casereview import queries
from casereview.actions import Note, Timed
from casereview.forms.review_parts import AspectPart, AuditPart, Box, KeyLineBox, TimeRow
from casereview.models import AspectNote, CaseReview, TimelinessNote
from challenges.form_tools import VersionedForm
from challenges.models import Audience
from challenges.text_check.forms import TextChecked

LONGEST = 4000
MOST_TOOK = 9999  # in the unit of the timescale
WORDS = ("headline", "good_practice", "question_for_on_site")
OF_AUDITS = ("audit_view", "audit_why")
STATES = dict(TimelinessNote.State.choices)
VIEWS = dict(CaseReview.AuditView.choices)


class KeyLinesField(forms.MultipleChoiceField):
    """Keys of key lines. One that was taken out since the page was loaded is left out, so that nothing typed is refused."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value):
        known = {str(key): key for key, _label in self.choices}
        return tuple(sorted(known[each] for each in set(value or ()) if each in known))


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

    def __init__(self, *args, aspects, key_lines=(), timescales=(), audited=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.aspects, self.key_lines, self.timescales, self.audited = aspects, list(key_lines), timescales, audited
        lines = [(line.pk, f"Key line {line.number}") for line in self.key_lines]
        for aspect in aspects:
            self.fields[f"{aspect.code}-tag"] = forms.ChoiceField(
                required=False, choices=[("", ""), *self.TAGS.items()], label=f"{aspect.code}, the tag"
            )
            for part, words in (("strengths", "strengths"), ("areas", "areas for consideration")):
                self.fields[f"{aspect.code}-{part}"] = forms.CharField(
                    required=False, max_length=LONGEST, label=f"{aspect.code}, {words}"
                )
            if lines:
                self.fields[f"{aspect.code}-key_lines"] = KeyLinesField(
                    required=False, choices=lines, label=f"{aspect.code}, key lines"
                )
        for spec in timescales:
            self.fields[f"time-{spec.code}-state"] = forms.ChoiceField(
                required=False, choices=[("", ""), *STATES.items()], label=f"{spec.code} {spec.name}"
            )
            self.fields[f"time-{spec.code}-took"] = forms.IntegerField(
                required=False,
                min_value=0,
                max_value=MOST_TOOK,
                label=f"{spec.code} {spec.name}, how long it took",
                error_messages={"invalid": f"Enter a whole number of {spec.unit_in_words}, such as {spec.most}."},
            )
        if audited:
            self.fields["audit_view"] = forms.ChoiceField(
                required=False, choices=[("", ""), *VIEWS.items()], label="the council’s own audit"
            )
            self.fields["audit_why"] = forms.CharField(
                required=False, max_length=LONGEST, label="the council’s own audit, why"
            )

    def checked_fields(self):
        texts = ("-strengths", "-areas")
        return [name for name in self.fields if name in {*WORDS, "audit_why"} or name.endswith(texts)]

    @property
    def words(self):
        return {name: self.cleaned_data[name] for name in (*WORDS, *OF_AUDITS) if name in self.fields}

    @property
    def notes(self):
        return {
            aspect.code: Note(
                **{part: self.cleaned_data[f"{aspect.code}-{part}"] for part in ("tag", "strengths", "areas")},
                key_lines=self.cleaned_data.get(f"{aspect.code}-key_lines", ()),
            )
            for aspect in self.aspects
        }

    @property
    def timeliness(self):
        return {
            spec.code: Timed(*(self.cleaned_data[f"time-{spec.code}-{part}"] for part in ("state", "took")))
            for spec in self.timescales
        }

    # What the page draws

    @property
    def aspect_parts(self):
        codes = {aspect.code for aspect in self.aspects}
        times = self.time_rows if queries.TIMELINESS in codes else []
        for aspect in self.aspects:
            tag = f"{aspect.code}-tag"
            theirs = self._theirs(tag)
            strengths, areas = self._box(f"{aspect.code}-strengths"), self._box(f"{aspect.code}-areas")
            yield AspectPart(
                code=aspect.code,
                name=aspect.name,
                prompts=aspect.prompts,
                tag_id=f"id_{tag}",
                tag=self._value(tag),
                tag_errors=self.errors.get(tag, []),
                tag_theirs=None if theirs is None else self.TAGS.get(theirs, "no tag"),
                strengths=strengths,
                areas=areas,
                has_words=bool(strengths.value.strip() or areas.value.strip()),
                key_lines=self._key_line_boxes(aspect.code),
                key_lines_theirs=self._key_lines_theirs(aspect.code),
                times=times if aspect.code == queries.TIMELINESS else [],
                audit=self.audit_part if aspect.code == queries.OWN_AUDIT else None,
            )

    @property
    def times_apart(self):
        """The table of times, where the programme has no aspect for it."""
        return [] if any(aspect.code == queries.TIMELINESS for aspect in self.aspects) else self.time_rows

    @property
    def audit_apart(self):
        """What is asked about the council's own audit, where the programme has no aspect for it."""
        return None if any(aspect.code == queries.OWN_AUDIT for aspect in self.aspects) else self.audit_part

    @property
    def time_rows(self):
        return [self._time_row(spec) for spec in self.timescales]

    @property
    def audit_part(self):
        if not self.audited:
            return None
        theirs = self._theirs("audit_view")
        return AuditPart(
            views=[(value, label, value == self._value("audit_view")) for value, label in VIEWS.items()],
            theirs=None if theirs is None else VIEWS.get(theirs, "nothing"),
            errors=self.errors.get("audit_view", []),
            why=self._box("audit_why"),
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

    def _raw(self, name):
        return self.data.get(name) if self.is_bound else self.initial.get(name)

    def _value(self, name):
        return self._raw(name) or ""

    def _theirs(self, name):
        """What someone else saved here meanwhile, where it differs from what was typed."""
        theirs = getattr(self, "theirs", {}).get(name) if name in self.fields else None
        if theirs is None or isinstance(theirs, tuple):  # those of key lines: refusals_shown_on has compared them
            return theirs
        typed = str("" if self._raw(name) is None else self._raw(name))
        same = str(theirs).replace("\r\n", "\n").strip() == typed.replace("\r\n", "\n").strip()
        return None if same else theirs

    def _box(self, name):
        return Box(
            id=f"id_{name}",
            name=name,
            value=self._value(name),
            errors=self.errors.get(name, []),
            theirs=self._theirs(name),
        )

    def _key_line_boxes(self, code):
        name = f"{code}-key_lines"
        if name not in self.fields:
            return []
        chosen = self.data.getlist(name) if self.is_bound else self.initial.get(name) or ()
        chosen = {str(each) for each in chosen}
        return [KeyLineBox(line.pk, line.number, str(line.pk) in chosen) for line in self.key_lines]

    def _key_lines_theirs(self, code):
        theirs = self._theirs(f"{code}-key_lines")
        if theirs is None:
            return None
        return ", ".join(str(line.number) for line in self.key_lines if line.pk in theirs) or "none"

    def _time_row(self, spec):
        state, took = f"time-{spec.code}-state", f"time-{spec.code}-took"
        typed = self._raw(took)
        chosen = self._value(state)
        number = int(typed) if str(typed).isdecimal() and len(str(typed)) <= 4 else None
        return TimeRow(
            spec=spec,
            state_name=state,
            states=[(value, label, value == chosen) for value, label in STATES.items()],
            took_name=took,
            took="" if typed is None else typed,
            errors=[*self.errors.get(state, []), *self.errors.get(took, [])],
            theirs=self._time_theirs(spec, state, took),
            contradiction=queries.contradiction(spec, chosen, number) if chosen in STATES else "",
        )

    def _time_theirs(self, spec, state, took):
        """What someone else saved in this row, in words; "" where it is the same."""
        said = []
        if (theirs := self._theirs(state)) is not None:
            said.append(STATES.get(theirs, "nothing chosen"))
        if (theirs := self._theirs(took)) is not None:
            said.append(f"it took {spec.so_many(int(theirs))}" if theirs else "no number")
        return ", ".join(said)
