"""What people may type about people."""

from django import forms

from challenges.form_layout import helper, warning
from challenges.inviting import WHAT_THEY_DO


class PersonForm(forms.Form):
    """Gives a person one of these roles in a challenge. The peer team is invited instead (preparation)."""

    use_required_attribute = False
    role = forms.ChoiceField(widget=forms.RadioSelect)
    name = forms.CharField(max_length=120)
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes there, and they sign in with it. Someone already known keeps their own name.",
    )
    job_title = forms.CharField(max_length=160, required=False)

    def __init__(self, *args, roles, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, f"{role.label}: {WHAT_THEY_DO[role]}") for role in roles]
        self.helper = helper(
            "role", "name", "email", "job_title", submit="Add person and send the invitation", cancel=cancel
        )


class SuccessorForm(forms.Form):
    """Names who takes a role over."""

    use_required_attribute = False
    name = forms.CharField(label="Name of the successor", max_length=120)
    email = forms.EmailField(
        label="E-mail address",
        help_text="Their invitation goes there, and they sign in with it. Someone already known keeps their own name.",
    )
    job_title = forms.CharField(max_length=160, required=False)

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "email", "job_title", submit="Hand over and send the invitation", cancel=cancel)


class RemovalForm(forms.Form):
    """Why a challenge has to stand without its last sponsor, organiser or challenge manager."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Why nobody takes over now",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Kept in the history, which the council and the LGA read. Such as: has left the council.",
    )

    def __init__(self, *args, is_last, submit, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        if not is_last:
            del self.fields["reason"]
        self.helper = helper(*self.fields, submit="", more=[warning("remove", submit)], cancel=cancel)
