"""What people may type about dates: one milestone, all of them in one move, school holidays."""

from django import forms

from challenges import school_holidays
from challenges.form_fields import DayField
from challenges.form_layout import Div, helper
from challenges.models import PLAN_ROLES, Milestone, Role
from challenges.redating import MOST, Wish
from challenges.text_check.forms import TextChecked

WHY = "People read it in their mail and in the history. Such as: Ofsted has announced an inspection."


class MilestoneForm(TextChecked, forms.Form):
    """Another day or another owner for one milestone."""

    use_required_attribute = False
    due_on = DayField(label="Date", called="The date")
    owner = forms.ChoiceField(label="Whose it is")
    reason = forms.CharField(
        label="Why it changes", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=WHY
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    confirmed = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, fixed_day, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.cancel = cancel
        self.fields["owner"].choices = [(role.value, role.label) for role in Role if role in PLAN_ROLES]
        if fixed_day:
            del self.fields["due_on"]
        self._lay_out("Continue")

    def _lay_out(self, submit):
        shown = [name for name in ("due_on", "owner", "reason") if name in self.fields]
        self.helper = helper(*shown, submit=submit, cancel=self.cancel)

    def ask_to_confirm(self, *, what, version):
        """Make the next post the one that counts, as long as it asks for the same."""
        self.data = self.data.copy()
        self.data["confirmed"], self.data["version"] = what, str(version)
        self._lay_out("Save this")


class WishForm(forms.Form):
    """Where the dates go: a new first on-site day, or so many working days; all of them, or from one date on."""

    FIRST_DAY, WORKING_DAYS = "first_day", "working_days"
    LATER, EARLIER = "later", "earlier"
    MOVE, STAY = "move", "stay"

    use_required_attribute = False
    how = forms.ChoiceField(label="How do they move?", widget=forms.RadioSelect)
    starts_on = DayField(label="New first on-site day", required=False, called="The new first on-site day")
    count = forms.IntegerField(
        label="Number of working days",
        min_value=1,
        max_value=MOST,
        required=False,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-4", "inputmode": "numeric"}),
    )
    direction = forms.ChoiceField(
        label="Later or earlier?",
        choices=[(LATER, "Later"), (EARLIER, "Earlier")],
        widget=forms.RadioSelect,
        initial=LATER,
        required=False,
    )
    since = forms.ModelChoiceField(
        Milestone.objects.none(),
        label="Which dates",
        required=False,
        empty_label="All dates that are not done",
        to_field_name="code",
    )
    set_by_hand = forms.ChoiceField(
        label="Dates that were set by hand",
        choices=[(MOVE, "Move with the others"), (STAY, "Stay where they are")],
        widget=forms.RadioSelect,
        initial=MOVE,
        required=False,
    )

    def __init__(self, *args, milestones, on_site_can_move, has_set_by_hand, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how"].initial = self.FIRST_DAY
        first_day = [(self.FIRST_DAY, "To a new first on-site day")] if on_site_can_move else []
        self.fields["how"].choices = [*first_day, (self.WORKING_DAYS, "By a number of working days")]
        if not on_site_can_move:
            self.fields["how"].initial = self.WORKING_DAYS
            del self.fields["starts_on"]
        self.fields["since"].queryset = milestones
        self.fields["since"].label_from_instance = lambda each: f"From {each.due_on:%-d %B %Y} on: {each}"
        if not has_set_by_hand:
            del self.fields["set_by_hand"]
        by_days = Div("count", "direction", css_class="only-by-days")
        by_day = [Div("starts_on", css_class="only-by-day")] if on_site_can_move else []
        others = [name for name in ("since", "set_by_hand") if name in self.fields]
        self.helper = helper(
            "how",
            *by_day,
            by_days,
            *others,
            submit="Show what would move",
            name="show",
            cancel=cancel,
            method="get",
            mark_optional=False,
        )
        self.helper.disable_csrf = True

    def clean(self):
        cleaned = super().clean()
        how = cleaned.get("how")
        if how == self.FIRST_DAY and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "Enter the new first on-site day")
        if how == self.WORKING_DAYS and not cleaned.get("count") and "count" not in self.errors:
            self.add_error("count", "Enter how many working days")
        return cleaned

    @property
    def wish(self) -> Wish:
        """What was asked for, once the form is valid."""
        asked = self.cleaned_data
        by_days = asked["how"] == self.WORKING_DAYS
        sign = -1 if asked.get("direction") == self.EARLIER else 1
        return Wish(
            starts_on=None if by_days else asked["starts_on"],
            working_days=sign * asked["count"] if by_days else 0,
            since=asked.get("since"),
            moves_set_by_hand=asked.get("set_by_hand") != self.STAY,
        )


class MoveForm(TextChecked, forms.Form):
    """Confirms the move that the page shows, and says why."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Why the dates move", max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=WHY
    )
    fingerprint = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, *args, letters, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        mails = {0: "", 1: " and send 1 mail"}.get(letters, f" and send {letters} mails")
        self.helper = helper("reason", submit=f"Move the dates{mails}", cancel=cancel)


class SchoolHolidaysForm(forms.Form):
    """School holidays, one to a line, as people paste them."""

    use_required_attribute = False
    lines = forms.CharField(
        label="School holidays, one to a line",
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="The name, the first and the last day. Such as: Easter holidays, 29 March 2027 to 9 April 2027. "
        "You can paste the list from the council’s website.",
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("lines", submit="Add to the list", cancel=cancel)

    def clean_lines(self):
        read = school_holidays.read(self.cleaned_data["lines"])
        if read.problems:
            raise forms.ValidationError(read.problems)
        return read.holidays
