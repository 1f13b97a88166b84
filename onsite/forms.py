"""What people may type about sessions, days and no-surprises notes."""

import datetime

from django import forms
from django.urls import reverse

from casereview.queries import lines_for_on_site
from challenges.form_fields import RowsField, TimeField
from challenges.form_layout import Div, Fieldset, helper, second
from challenges.form_tools import VersionedForm
from challenges.models import User
from challenges.text_check.forms import TextChecked
from onsite.models import Session
from onsite.queries import listed, on_site_days, rooms, sessions, team
from scoping.queries import key_lines


class PeopleField(RowsField):
    """People of the team as checkboxes, in the order given."""

    widget = forms.CheckboxSelectMultiple
    small = True

    def __init__(self, people=(), **kwargs):
        super().__init__(User.objects.none(), required=False, **kwargs)
        self.offer(people)

    def offer(self, people):
        self.queryset = User.objects.filter(pk__in=[user.pk for user in people])
        self.choices = [(user.pk, self.label_from_instance(user)) for user in people]

    def label_from_instance(self, user):
        return f"{user.name}, {user.job_title}" if user.job_title else user.name


class KeyLinesField(RowsField):
    widget = forms.CheckboxSelectMultiple
    small = True

    def label_from_instance(self, line):
        return f"{line.number}. {line.question}"


class LinesField(RowsField):
    """Lines of enquiry that the case review raised."""

    widget = forms.CheckboxSelectMultiple
    small = True

    def label_from_instance(self, line):
        return f"{line}: {line.text}"


class SessionForm(forms.Form):
    """One session: what, when, where, and who goes."""

    use_required_attribute = False
    title = forms.CharField(max_length=200, help_text="Such as: Social workers, group 2.")
    kind = forms.ChoiceField(label="Kind of session")
    who = forms.CharField(
        label="Who the team meets",
        required=False,
        help_text="By group or job title, not by name.",
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    day = forms.TypedChoiceField(widget=forms.RadioSelect, coerce=datetime.date.fromisoformat)
    starts = TimeField(label="Starts at", help_text="Like 9:30 or 2:15pm.")
    ends = TimeField(
        label="Ends at", required=False, help_text="Left empty, it lasts as long as its kind of session usually does."
    )
    track = forms.ChoiceField(
        widget=forms.RadioSelect, help_text="Sessions at the same time stand beside each other, one on each track."
    )
    room = forms.ChoiceField(label="Room", required=False)
    new_room = forms.CharField(label="Or a new room", max_length=80, required=False)
    people = PeopleField(label="Who of the team goes", help_text="Two peers where you can.")
    key_lines = KeyLinesField(None, label="Key lines of enquiry it is about", required=False)

    lines = LinesField(None, label="Lines of enquiry from the case review it takes up", required=False)

    def __init__(self, *args, challenge, reader, session=None, going=(), cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        plan = challenge.programme.plan
        self.usual_minutes = {kind.code: kind.minutes for kind in plan.session_kinds}
        kinds = [(kind.code, kind.label) for kind in plan.session_kinds]
        days = on_site_days(challenge)
        tracks = sorted({"A", "B", "C"} | {slot.track for slot in plan.timetable} - {Session.ALL_TRACKS})
        people = team(challenge)
        if session:
            kinds += [(session.kind, session.kind)] if session.kind not in self.usual_minutes else []
            days = sorted({*days, session.day})
            tracks = sorted({*tracks, session.track} - {Session.ALL_TRACKS})
            people += [user for user in going if user not in people]
        self.fields["kind"].choices = [("", "Choose a kind"), *kinds]
        self.fields["day"].choices = [(day.isoformat(), f"{day:%A %-d %B}") for day in days]
        self.fields["track"].choices = [
            (Session.ALL_TRACKS, "All tracks"),
            *((track, f"Track {track}") for track in tracks),
        ]
        self.fields["room"].choices = [("", "No room yet"), *((room.name, room.name) for room in rooms(challenge))]
        self.fields["key_lines"].queryset = key_lines(challenge)
        about = ["people", "key_lines", "lines"]
        self.fields["lines"].queryset = lines = lines_for_on_site(challenge, reader=reader)
        if not lines:  # none were raised, or they do not read them yet
            del self.fields["lines"]
            about.remove("lines")
        self.fields["people"].offer(people)
        if not people:
            self.fields["people"].help_text = "Nobody of the team has accepted yet. You can say who goes later."
        for name in ("day", "track"):
            self.fields[name].small = True
        self.helper = helper(
            Fieldset("What", "title", "kind", "who"),
            Fieldset("When", "day", Div("starts", "ends", css_class="form-row"), "track"),
            Fieldset("Where", Div("room", "new_room", css_class="form-row")),
            Fieldset("Who goes, and what it is about", *about),
            submit="Save session",
            more=[] if session else [second("another", "Save and add another")],
            cancel=cancel,
        )

    def clean(self):
        typed = super().clean()
        starts, ends, day = typed.get("starts"), typed.get("ends"), typed.get("day")
        if starts and not ends and "ends" not in self.errors and "kind" in typed:
            length = datetime.timedelta(minutes=self.usual_minutes.get(typed["kind"], 60))
            end = datetime.datetime.combine(day or datetime.date.min, starts) + length
            if day and end.date() != day:
                self.add_error("ends", "Say when the session ends")
            typed["ends"] = ends = end.time()
        if starts and ends and ends <= starts and "ends" not in self.errors:
            self.add_error("ends", "A session must end after it starts.")
        typed["room"] = typed.pop("new_room", "").strip() or typed.get("room", "")
        return typed


class SessionEditForm(VersionedForm, SessionForm):
    """The same, over a session that stands."""

    def tell_theirs(self):
        """After someone else was quicker: what they saved, in words, where it is not what was typed here."""
        theirs = getattr(self, "theirs", None)
        if not theirs:
            return
        typed = self.cleaned_data | {
            "people": listed(sorted(user.name for user in self.cleaned_data["people"])),
            "key_lines": listed(
                [str(number) for number in sorted(line.number for line in self.cleaned_data["key_lines"])]
            ),
            "lines": listed(sorted(str(line) for line in self.cleaned_data.get("lines", ()))),
        }
        differing = {name: value for name, value in theirs.items() if name in self.fields and value != typed[name]}
        labels = dict(self.fields["kind"].choices) | dict(self.fields["track"].choices)
        words = {
            "kind": lambda code: labels.get(code, code),
            "track": lambda code: labels.get(code, code),
            "day": lambda day: f"{day:%A %-d %B}",
            "starts": lambda time: f"{time:%H:%M}",
            "ends": lambda time: f"{time:%H:%M}",
        }
        self.theirs = {name: words.get(name, str)(value) for name, value in differing.items()}


class SessionsField(RowsField):
    widget = forms.CheckboxSelectMultiple
    small = True

    def label_from_instance(self, session):
        return f"{session.title}, {session.day:%A %-d %B}, {session.times}"


class SpeaksForm(forms.Form):
    """Which sessions speak to a key line or a line of enquiry."""

    use_required_attribute = False
    sessions = SessionsField(None, label="Which sessions speak to it?", required=False)

    def __init__(self, *args, challenge, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sessions"].queryset = sessions(challenge).meetings()
        cancel = reverse("onsite:coverage", args=[challenge.slug])
        self.helper = helper("sessions", submit="Save", cancel=cancel, mark_optional=False)


class DayForm(forms.Form):
    """Who goes on each track of a day, and where it is. `gaps` says for each track what is open, in words."""

    use_required_attribute = False

    def __init__(self, *args, challenge, gaps, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.tracks = list(gaps)
        people = team(challenge)
        known = [("", "No room yet"), *((room.name, room.name) for room in rooms(challenge))]
        rows = []
        for track, gap in gaps.items():
            name = "All tracks together" if track == Session.ALL_TRACKS else f"Track {track}"
            self.fields[f"people_{track}"] = PeopleField(people, label=f"{name}: who goes", help_text=gap)
            self.fields[f"room_{track}"] = forms.ChoiceField(label=f"{name}: room", choices=known, required=False)
            self.fields[f"new_room_{track}"] = forms.CharField(label="Or a new room", max_length=80, required=False)
            where = Div(f"room_{track}", f"new_room_{track}", css_class="form-row")
            rows.append(Fieldset(name, f"people_{track}", where))
        self.helper = helper(*rows, submit="Fill the gaps", cancel=cancel, mark_optional=False)

    def by_track(self):
        typed = self.cleaned_data
        return {
            track: (list(typed[f"people_{track}"]), typed[f"new_room_{track}"].strip() or typed[f"room_{track}"])
            for track in self.tracks
        }


class ParticipantsForm(forms.Form):
    """Which contributors a session names."""

    use_required_attribute = False
    contributors = PeopleField(label="Whom does this session name?")

    def __init__(self, *args, people, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contributors"].offer(people)
        self.helper = helper("contributors", submit="Save", cancel=cancel, mark_optional=False)


class DailyNoteForm(TextChecked, forms.Form):
    """What the sponsor should hear at the end of a day."""

    use_required_attribute = False
    on_date = forms.TypedChoiceField(
        label="Which day is it about?", widget=forms.RadioSelect, coerce=datetime.date.fromisoformat
    )
    text = forms.CharField(
        label="What the sponsor should hear",
        help_text="What the team is seeing, what it will look at next, and anything it needs. "
        "No names of children, families or members of staff.",
        widget=forms.Textarea(attrs={"rows": 12}),
    )

    def __init__(self, *args, challenge, on_date=None, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        days = sorted({*on_site_days(challenge), *([on_date] if on_date else [])})
        self.fields["on_date"].choices = [(day.isoformat(), f"{day:%A %-d %B}") for day in days]
        self.helper = helper("on_date", "text", submit="Save the note", cancel=cancel)


class DailyNoteEditForm(VersionedForm, DailyNoteForm):
    """The same, over a note that stands."""


class ConfirmForm(forms.Form):
    """Nothing to type: carries the refusal of what was confirmed."""
