"""What people may type when they come in for the first time."""

from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts, validate_password
from django.core.exceptions import ValidationError

from challenges.form_layout import helper


class ChoosePasswordForm(forms.Form):
    """The invited person chooses a password; the page says the rules (`rules`)."""

    use_required_attribute = False
    password = forms.CharField(
        strip=False, max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )
    again = forms.CharField(
        label="The same password again",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args, person, **kwargs):
        super().__init__(*args, **kwargs)
        self.person = person
        self.rules = password_validators_help_texts()
        self.helper = helper("password", "again", submit="Save the password and continue")

    def clean_password(self):
        validate_password(self.cleaned_data["password"], self.person)
        return self.cleaned_data["password"]

    def clean(self):
        both = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if all(both) and both[0] != both[1]:
            self.add_error("again", ValidationError("The two passwords are not the same. Type them again"))
        return self.cleaned_data
