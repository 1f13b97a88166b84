"""What a peer may type about themselves."""

import datetime

from django import forms

from challenges.form_fields import RowsField
from challenges.form_layout import Fieldset, helper
from challenges.form_tools import VersionedForm
from challenges.models import Council, PeerProfile
from challenges.moments import months_after, today

MONTHS_AHEAD = 18


class ProfileForm(VersionedForm):
    """The profile councils read. No contact data is asked for."""

    use_required_attribute = False
    authority = forms.CharField(
        label="Your council or organisation", max_length=160, help_text="Where you work, or the council you sit on."
    )
    council = forms.ModelChoiceField(
        Council.objects.none(),
        label="Which council that is",
        required=False,
        empty_label="None of these",
        help_text="So that you are not asked to challenge your own council.",
    )
    profession = forms.ChoiceField(
        label="Your field of work", choices=[("", "Choose"), *PeerProfile.Profession.choices], required=False
    )
    seniority = forms.ChoiceField(
        label="Your level", choices=[("", "Choose"), *PeerProfile.Seniority.choices], required=False
    )
    skills = forms.MultipleChoiceField(
        label="Themes you know well",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="From your own work, not from reading.",
    )
    about = forms.CharField(
        label="About you",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="What you have led or changed, and what you would bring to a team.",
    )
    training = forms.CharField(
        label="Peer training",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Such as: peer induction 2025, safeguarding level 3.",
    )
    earlier_challenges = forms.CharField(
        label="Challenges you took part in elsewhere",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Those in this service stand in your profile by themselves.",
    )
    worked_for = RowsField(
        Council.objects.none(),
        label="Councils you worked for in the last five years",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Apart from your own today. You are not asked to challenge them.",
    )
    in_pool = forms.BooleanField(
        label="I can be found for other challenges too",
        required=False,
        help_text=(
            "Programme and challenge managers of the LGA then see this profile when they look for a team. You can take "
            "it back here at any time."
        ),
    )
    months = forms.MultipleChoiceField(
        label="When you could come",
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="Months in which you could give a week.",
    )
    availability = forms.CharField(
        label="More about when you could come",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Such as: not in school holidays; two days of reading before.",
    )

    def __init__(self, *args, themes, councils, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["council"].queryset = councils
        self.fields["worked_for"].queryset = councils
        chosen = self.initial.get("skills", [])
        self.fields["skills"].choices = [(name, name) for name in sorted({*themes, *chosen})]
        first = today().replace(day=1)
        months = [months_after(first, count) for count in range(MONTHS_AHEAD)]
        self.fields["months"].choices = [(month.isoformat(), f"{month:%B %Y}") for month in months]
        for name in ("skills", "months", "worked_for"):
            self.fields[name].small = True
        self.helper = helper(
            Fieldset("Your work", "authority", "council", "profession", "seniority", "worked_for"),
            Fieldset("What you bring", "skills", "about", "training", "earlier_challenges"),
            Fieldset("When you could come", "months", "availability"),
            Fieldset("The pool of peers", "in_pool"),
            submit="Save your profile",
            cancel=cancel,
        )

    def clean_months(self):
        return [datetime.date.fromisoformat(month) for month in self.cleaned_data["months"]]
