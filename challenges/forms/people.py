"""What people may type about people."""

from django import forms

from challenges.form_layout import helper
from challenges.models import Role


class PersonForm(forms.Form):
    """Gives a person a role in a challenge. The peer team is invited instead (preparation)."""

    ROLES = [
        Role.SPONSOR,
        Role.ORGANISER,
        Role.CHALLENGE_MANAGER,
        Role.ADVISER,
        Role.CO_ORDINATOR,
        Role.PROGRAMME_MANAGER,
    ]
    HINTS = {
        Role.SPONSOR: "the director of children's services who commissions the challenge",
        Role.ORGANISER: "the council's single point of contact",
        Role.CHALLENGE_MANAGER: "runs this challenge for the LGA and drafts the report",
        Role.ADVISER: "quality-assures the report and agrees next steps",
        Role.CO_ORDINATOR: "logistics",
        Role.PROGRAMME_MANAGER: "quality-assures and issues the final report",
    }

    use_required_attribute = False
    role = forms.ChoiceField(widget=forms.RadioSelect)
    name = forms.CharField(max_length=120)
    email = forms.EmailField(
        label="E-mail address", help_text="They sign in with it. Someone already known keeps their own name."
    )
    job_title = forms.CharField(max_length=160, required=False)

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role, f"{role.label}: {self.HINTS[role]}") for role in self.ROLES]
        self.helper = helper("role", "name", "email", "job_title", submit="Add person", cancel=cancel)
