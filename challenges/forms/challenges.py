"""What people may type about challenges."""

from django import forms
from django.utils.html import format_html, format_html_join

from challenges.form_fields import DayField
from challenges.form_layout import helper, second
from challenges.lifecycle import Stage
from challenges.models import Council, Programme, Region


class ChallengeForm(forms.Form):
    """Sets up a challenge."""

    use_required_attribute = False
    programme = forms.ModelChoiceField(
        Programme.objects.newest().order_by("name"), widget=forms.RadioSelect, empty_label=None
    )
    council = forms.ModelChoiceField(Council.objects.all(), empty_label="Choose a council")
    starts_on = DayField(
        label="First on-site day", help_text="All other dates are planned back from this day, in working days."
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = list(self.fields["programme"].queryset)
        self.fields["programme"].hints = {each.pk: facts(each.plan) for each in self.offered}
        self.helper = helper(
            "programme",
            "council",
            "starts_on",
            submit="Set up the challenge",
            more=[second("show_dates", "Show the dates first")],
            cancel="/",
            action="#planned",  # where the dates stand, below the form
            css_class="set-up",
            attrs={"id": "set-up"},
        )


def facts(plan):
    """What a programme is for, how long it takes, who comes and which stages it has, for whoever chooses one."""
    most = sum(place.most for place in plan.team if place.role != "observer")
    least = sum(place.least for place in plan.team if place.role != "observer")
    people = f"{least} to {most} people" if least != most else f"{most} people"
    stages = " → ".join(Stage(stage).label for stage in plan.stages)
    told = [f"{plan.length} on site", f"A team of {people}", stages]
    return format_html(
        "{}{}", plan.summary.strip(), format_html_join("", '<span class="small">{}</span>', ((each,) for each in told))
    )


class CouncilForm(forms.Form):
    """Makes a council known."""

    use_required_attribute = False
    name = forms.CharField(label="Name of the council", max_length=120)
    region = forms.ChoiceField(choices=[("", "Not given"), *Region.choices], required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "region", submit="Add council")


class EndStageForm(forms.Form):
    """Ends a stage; with something missing it asks why that can wait."""

    use_required_attribute = False
    override_reason = forms.CharField(
        label="Why can this wait?",
        help_text="Kept in the history with what is missing.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, missing, submit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        if not missing:
            del self.fields["override_reason"]
        self.helper = helper(*self.fields, submit=submit, cancel=cancel)
