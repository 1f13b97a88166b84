"""What people may type about themselves."""

from django import forms

from challenges.form_layout import helper, warning
from challenges.models import User


class LostSecondStepForm(forms.Form):
    """Whose second step is lost."""

    use_required_attribute = False
    email = forms.EmailField(label="Their e-mail address", help_text="The one they sign in with.")
    sure = forms.BooleanField(label="I have made sure who is asking, on a number I knew before or face to face")

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        buttons = [warning("take_away", "Take the second step away")]
        self.helper = helper("email", "sure", submit="", more=buttons, cancel=cancel)

    def clean_email(self):
        person = User.objects.filter(email__iexact=self.cleaned_data["email"], is_active=True).first()
        if person is None:
            raise forms.ValidationError("Nobody signs in with this address.")
        self.person = person
        return person.email


class DetailsForm(forms.Form):
    """Name and job title, as others in a challenge read them."""

    use_required_attribute = False
    name = forms.CharField(max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    job_title = forms.CharField(
        max_length=160, required=False, widget=forms.TextInput(attrs={"autocomplete": "organization-title"})
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "job_title", submit="Save", cancel=cancel)
