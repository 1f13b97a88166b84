"""Invite people into the team."""

from django import forms

from challenges.form_fields import RowsField
from challenges.form_layout import Fieldset, helper
from challenges.models import Role


class PeopleField(RowsField):
    """People as checkboxes, with their job titles."""

    small = True

    def label_from_instance(self, user):
        return in_words(user)


def in_words(user):
    """A person as a choice."""
    return f"{user.name}, {user.job_title}" if user.job_title else user.name


class PlaceForm(forms.Form):
    """Offers a place in the peer team."""

    use_required_attribute = False
    role = forms.ChoiceField(
        label="Role in the team",
        widget=forms.RadioSelect,
        choices=[(role, role.label) for role in (Role.LEAD_PEER, Role.PEER, Role.OBSERVER)],
    )
    place = forms.CharField(
        label="Place in the team", max_length=200, help_text="As the report will name it, such as “Health peer”."
    )
    brings = forms.CharField(
        label="What they bring",
        max_length=300,
        required=False,
        help_text="Such as “Led a front door through a redesign; social worker by profession”. The council can read it.",
    )
    name = forms.CharField(max_length=120)
    email = forms.EmailField(
        label="E-mail address",
        help_text="The invitation goes there, and they sign in with it. Someone already known keeps their own name.",
    )
    job_title = forms.CharField(max_length=160, required=False, help_text="With their council or organisation.")

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].hints = {
            Role.LEAD_PEER: "Leads the team and its presentation.",
            Role.PEER: "A senior manager, a practitioner or a lead member.",
            Role.OBSERVER: "Reads along. Ask the council first: nobody observes without its permission.",
        }
        self.helper = helper(
            Fieldset("The place", "role", "place", "brings"),
            Fieldset("The person", "name", "email", "job_title"),
            submit="Send the invitation",
            cancel=cancel,
        )
