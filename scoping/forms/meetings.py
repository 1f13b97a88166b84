"""The record of the scoping meeting."""

from django import forms

from challenges.form_fields import DayField
from challenges.form_layout import Div, Fieldset, helper
from challenges.text_check.forms import TextChecked
from scoping.models import ScopingMeeting

ANSWERS = [("yes", "Yes"), ("no", "No")]


def long(label, help_text="", *, rows=3, required=False):
    return forms.CharField(label=label, help_text=help_text, required=required, widget=forms.Textarea({"rows": rows}))


class MeetingForm(TextChecked, forms.Form):
    """Records who was there, what was said, and whether the challenge goes on."""

    use_required_attribute = False
    also_checked = ("agreed_with",)
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    held_on = DayField(label="When was the meeting?", called="The day of the meeting")
    present = long(
        "Who was there",
        "Names and roles, one on each line. The regional improvement adviser is invited too.",
        required=True,
    )
    focus = long("Focus", "What the council wants from a challenge, and why now.", rows=4)
    extra_key_lines = long("Further key lines", "Questions of the council's own that go beyond the themes.")
    timetable = long("Timetable", "On-site days, case review, dates to avoid.")
    team_needs = long(
        "What the team needs", "Experience the peers should bring, and councils they should not come from."
    )
    background = long("Background", "What the team should know before it reads anything.", rows=4)
    in_intervention = forms.ChoiceField(
        label="Is the council in intervention?",
        help_text="A statutory direction, a commissioner, or an improvement notice for children's services.",
        choices=ANSWERS,
        required=False,
        widget=forms.RadioSelect,
    )
    agreed_with = forms.CharField(
        label="Who else agrees to the challenge?",
        help_text="Such as the commissioner, the chair of the improvement board or the department's adviser.",
        required=False,
        max_length=300,
    )
    inspection_expected = forms.ChoiceField(
        label="Does the council expect an Ofsted visit or another inspection?",
        choices=ANSWERS,
        required=False,
        widget=forms.RadioSelect,
    )
    inspection_on = DayField(
        label="When? First day of the window", called="The first day of the inspection window", required=False
    )
    inspection_until_on = DayField(
        label="Last day of the window",
        help_text="Leave it empty where the day itself is known.",
        called="The last day of the inspection window",
        required=False,
    )
    other_reviews = long(
        "Other reviews near by",
        "Peer reviews of adult services, corporate peer challenges, audits, with their dates: so that nobody is asked "
        "the same thing twice in a month.",
    )
    decision = forms.ChoiceField(
        label="Does the challenge go on?",
        choices=[("", "Not decided yet"), *ScopingMeeting.Decision.choices],
        required=False,
        widget=forms.RadioSelect,
    )
    decision_reason = long("Why?", "Needed when the answer is “not now”. It stays in the record.")
    shared = forms.BooleanField(
        required=False,
        label="Share this record with the council and the team",
        help_text="Until then only the LGA reads it. Once it is shared it stays shared.",
    )

    def __init__(self, *args, is_shared=False, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        if is_shared:
            del self.fields["shared"]
        self.helper = helper(
            Fieldset("The meeting", "held_on", "present"),
            Fieldset("What was said", "focus", "extra_key_lines", "timetable", "team_needs", "background"),
            Fieldset(
                "Is a challenge right for this council now?",
                "in_intervention",
                Div("agreed_with", css_class="only-if-yes"),
                "inspection_expected",
                Div("inspection_on", "inspection_until_on", css_class="only-if-yes"),
                "other_reviews",
                "decision",
                "decision_reason",
            ),
            *([] if is_shared else [Fieldset("Who can read it", "shared")]),
            submit="Save the record",
            cancel=cancel,
        )

    def clean(self):
        cleaned = super().clean()
        if (
            cleaned.get("decision") == ScopingMeeting.Decision.NOT_NOW
            and not cleaned.get("decision_reason", "").strip()
        ):
            self.add_error("decision_reason", "Say why the challenge does not go on now")
        first, last = cleaned.get("inspection_on"), cleaned.get("inspection_until_on")
        if cleaned.get("inspection_expected") == "yes" and last and not first:
            self.add_error("inspection_on", "Give the first day of the inspection window too")
        elif first and last and last < first:
            self.add_error("inspection_until_on", "The last day of the inspection window is before the first")
        return cleaned
