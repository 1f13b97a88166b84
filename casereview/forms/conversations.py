"""Times for conversations, who takes them, and what was said."""

from __future__ import annotations

import datetime

from django import forms
from django.utils import timezone

from casereview.actions import Offered
from casereview.actions.conversations import LONGEST, SHORTEST
from casereview.models import Conversation
from challenges.form_fields import DayField, TimeField
from challenges.form_layout import Div, Fieldset, helper, second
from challenges.form_tools import VersionedForm
from challenges.models import Audience
from challenges.text_check.forms import TextChecked

AT_ONCE = "at_once"
WHERE = "A room, or a link to join. Name nobody: the peer asks for the worker or the manager of the case."
LONGEST_ANSWER = 4000


class WhenForm(TextChecked, forms.Form):
    """When a conversation is, and where."""

    use_required_attribute = False
    checked_for = Audience.TEAM
    also_checked = ("where",)
    day = DayField(label="Day", error_messages={"required": "Enter the day"})
    starts = TimeField(
        label="Starts at", help_text="Like 9:30 or 2:15pm.", error_messages={"required": "Enter when it starts"}
    )
    minutes = forms.IntegerField(
        label="Minutes",
        min_value=SHORTEST,
        max_value=LONGEST,
        initial=30,
        help_text=f"{SHORTEST} to {LONGEST}, for each conversation.",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-2"}),
        error_messages={"required": "Enter how many minutes it lasts"},
    )
    where = forms.CharField(label="Where, or how to join", max_length=500, required=False, help_text=WHERE)

    @property
    def starts_at(self) -> datetime.datetime:
        data = self.cleaned_data
        return timezone.make_aware(datetime.datetime.combine(data["day"], data["starts"]))


class OfferForm(WhenForm):
    """Offers times for one case or several, one after another or side by side."""

    cases = forms.MultipleChoiceField(
        label="Cases",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one case"},
    )
    who = forms.MultipleChoiceField(
        label="Conversation with",
        choices=Conversation.With.choices,
        initial=Conversation.With.values,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose the worker, the manager or both"},
    )
    follow = forms.ChoiceField(
        label="Where these are several times",
        choices=[
            ("0", "One after another, without a break"),
            ("5", "One after another, with 5 minutes in between"),
            ("15", "One after another, with 15 minutes in between"),
            (AT_ONCE, "All at the same time"),
        ],
        initial="5",
        widget=forms.RadioSelect,
        help_text="In the order of the cases above: first the worker, then the manager of each.",
    )

    def __init__(self, *args, cases, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.chosen = {str(case.pk): case for case, _missing in cases}
        self.fields["cases"].choices = [
            (str(case.pk), f"{case}, {case.stratum}" + (f" – no time yet: {' and '.join(missing)}" if missing else ""))
            for case, missing in cases
        ]
        for name in ("cases", "who", "follow"):
            self.fields[name].small = True
        self.helper = helper(
            "cases",
            "who",
            Fieldset("When", "day", Div("starts", "minutes", css_class="form-row"), "follow"),
            "where",
            submit="Offer these times",
            cancel=cancel,
        )

    def clean(self):
        data = super().clean()
        if not self.errors and (times := self.times) and self._last_end(times).date() != data["day"]:
            raise forms.ValidationError(
                f"These are {len(times)} times, and the last would end after midnight. Choose fewer cases, or start earlier."
            )
        return data

    @staticmethod
    def _last_end(times: list[Offered]) -> datetime.datetime:
        last = times[-1]
        return timezone.localtime(last.starts_at + datetime.timedelta(minutes=last.minutes))

    @property
    def times(self) -> list[Offered]:
        """Every time that is asked for."""
        data = self.cleaned_data
        cases = [case for key, case in self.chosen.items() if key in data["cases"]]
        whom = [who for who in Conversation.With.values if who in data["who"]]
        minutes = data["minutes"]
        step = 0 if data["follow"] == AT_ONCE else minutes + int(data["follow"])
        wanted = [(case, who) for case in cases for who in whom]
        return [
            Offered(case, who, self.starts_at + datetime.timedelta(minutes=step * number), minutes)
            for number, (case, who) in enumerate(wanted)
        ]


class ChangeTimeForm(WhenForm, VersionedForm):
    """Moves a time, or says otherwise where it is."""

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "day", Div("starts", "minutes", css_class="form-row"), "where", submit="Save", cancel=cancel
        )


class GiveForm(forms.Form):
    """To whom a time is given."""

    use_required_attribute = False
    person = forms.ChoiceField(label="Give this time to", error_messages={"required": "Choose who takes this time"})

    def __init__(self, *args, people, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        self.fields["person"].choices = [
            ("", "Choose a person"),
            *((key, each.name) for key, each in self.people.items()),
        ]
        self.helper = helper("person", submit="Give", action=action, mark_optional=False)

    def clean_person(self):
        return self.people[self.cleaned_data["person"]]


class ConversationNoteForm(TextChecked, VersionedForm):
    """What was said, question by question, and what the peer makes of it."""

    use_required_attribute = False
    checked_for = Audience.TEAM
    reflection = forms.CharField(
        label="Your own reflection",
        required=False,
        max_length=LONGEST_ANSWER,
        help_text="What you make of it, beside what the record shows.",
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.codes = [each.code for each in questions]
        for each in questions:
            self.fields[f"said_{each.code}"] = forms.CharField(
                label=each.text,
                required=False,
                max_length=LONGEST_ANSWER,
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.helper = helper(
            *(f"said_{code}" for code in self.codes),
            "reflection",
            submit="Save",
            more=[second("finish", "Save and finish")],
            mark_optional=False,
        )

    @property
    def answers(self) -> dict[str, str]:
        return {code: self.cleaned_data[f"said_{code}"] for code in self.codes}
