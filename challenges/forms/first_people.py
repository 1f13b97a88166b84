"""What people may type when a challenge has just been set up: who begins."""

from __future__ import annotations

from typing import Any

from django import forms

from challenges.form_layout import Fieldset, helper
from challenges.inviting import WHAT_THEY_DO
from challenges.models import Role, User
from challenges.programme_files import ProgrammeFile

BEGIN = [Role.SPONSOR, Role.ORGANISER, Role.CHALLENGE_MANAGER]


class FirstPeopleForm(forms.Form):
    """Sponsor, organiser and challenge manager on one page: as many of them as are known."""

    use_required_attribute = False

    def __init__(
        self, *args: Any, roles: list[Role], plan: ProgrammeFile, reader: User, cancel: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.roles, self.reader = roles, reader
        layout = []
        for role in roles:
            fields = [f"{role}_name", f"{role}_email"]
            called, does = plan.label(role.value), WHAT_THEY_DO[role]
            self.fields[fields[0]] = forms.CharField(
                label=f"{called}: name", max_length=120, required=False, help_text=f"{does[0].upper()}{does[1:]}."
            )
            self.fields[fields[1]] = forms.EmailField(label=f"{called}: e-mail address", required=False)
            if role == Role.CHALLENGE_MANAGER:
                self.fields["myself"] = forms.BooleanField(label=f"I am the {called.lower()} myself", required=False)
                fields.insert(0, "myself")
            layout.append(Fieldset(called, *fields))
        self.helper = helper(
            *layout,
            submit="Name them and send the invitations",
            cancel=cancel,
            cancel_text="Do this later",
            mark_optional=False,
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for role in self.roles:
            name, email = said.get(f"{role}_name", ""), said.get(f"{role}_email", "")
            if name and not email and f"{role}_email" not in self.errors:
                self.add_error(f"{role}_email", f"Give the e-mail address of {name}")
            if email and not name:
                self.add_error(f"{role}_name", f"Give the name of whoever reads {email}")
        if not self.errors and not self.people:
            raise forms.ValidationError("Name at least one of them, or do this later.")
        return said

    @property
    def people(self) -> list[tuple[Role, str, str]]:
        """As actions.name_first_people takes them."""
        said = self.cleaned_data
        found: list[tuple[Role, str, str]] = []
        for role in self.roles:
            if role == Role.CHALLENGE_MANAGER and said.get("myself"):
                found.append((role, self.reader.name, self.reader.email))
            elif said.get(f"{role}_name"):
                found.append((role, said[f"{role}_name"], said[f"{role}_email"]))
        return found
