"""What people may type about their data, and the programme office for them."""

from __future__ import annotations

from typing import Any

from django import forms

from challenges.form_layout import helper, second, warning
from challenges.models import User
from challenges.models.people import CLOCK_EMAIL


class PersonAskingForm(forms.Form):
    """Who asks about their data."""

    use_required_attribute = False
    email = forms.EmailField(label="Their e-mail address", help_text="The one they sign in with, or were invited at.")

    def __init__(self, *args: Any, cancel: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("email", submit="Continue", cancel=cancel)

    def clean_email(self) -> str:
        known = User.objects.filter(email__iexact=self.cleaned_data["email"], erased_at=None).exclude(email=CLOCK_EMAIL)
        person = known.first()
        if person is None:
            raise forms.ValidationError("Nobody is known by this address.")
        self.key = person.pk
        return person.email


class _Asked(forms.Form):
    use_required_attribute = False
    reason = forms.CharField(
        label="Who asked, and how you made sure who it is",
        max_length=500,
        widget=forms.TextInput,
        help_text="Kept for six years. Such as: asked by letter, called back on the number of their council.",
    )


class CopyForPersonForm(_Asked):
    """Why the programme office takes a copy."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", submit="", more=[second("copy", "Download the copy")])


class EraseForm(_Asked):
    """Why the programme office closes an account."""

    sure = forms.BooleanField(label="I know that this cannot be undone")

    def __init__(self, *args: Any, cancel: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = "Why the account is erased, and how you made sure who asks"
        self.helper = helper("reason", "sure", submit="", more=[warning("erase", "Erase this account")], cancel=cancel)


class CloseForm(forms.Form):
    """That a person means to close their own account."""

    use_required_attribute = False
    sure = forms.BooleanField(label="I know that this cannot be undone")

    def __init__(self, *args: Any, cancel: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("sure", submit="", more=[warning("close", "Close my account")], cancel=cancel)
