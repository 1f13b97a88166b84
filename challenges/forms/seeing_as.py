"""What people may type to see as somebody else."""

from django import forms

from challenges.form_layout import helper
from challenges.models import User


class SeeAsForm(forms.Form):
    """Whose view, and why."""

    use_required_attribute = False
    person = forms.ModelChoiceField(
        User.objects.none(),
        label="As whom?",
        widget=forms.RadioSelect,
        empty_label=None,
        error_messages={"required": "Choose a person"},
    )
    reason = forms.CharField(
        label="Why?",
        max_length=300,
        help_text="Kept in the history with your name. Such as: they cannot find the page for uploads.",
        error_messages={"required": "Say why you want to see the challenge as somebody else"},
    )

    def __init__(self, *args, memberships, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        roles = {}
        for membership in memberships:
            roles.setdefault(membership.user, []).append(membership.get_role_display().lower())
        self.fields["person"].queryset = User.objects.filter(pk__in=[user.pk for user in roles])
        self.fields["person"].choices = [
            (user.pk, f"{user.name}, {' and '.join(held)}") for user, held in roles.items()
        ]
        self.helper = helper("person", "reason", submit="See the challenge as this person", cancel=cancel)
