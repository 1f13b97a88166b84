"""Choose which mails one gets."""

from django import forms

from challenges.form_layout import helper
from challenges.mail_choices import OPTIONAL


class MailForm(forms.Form):
    """The mails that can be switched off; a tick means it comes."""

    use_required_attribute = False
    wanted = forms.MultipleChoiceField(label="Mails you get", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["wanted"].choices = [(kind, mail.label) for kind, mail in OPTIONAL.items()]
        self.fields["wanted"].hints = {kind: mail.what for kind, mail in OPTIONAL.items()}
        self.helper = helper("wanted", submit="Save", cancel=cancel, mark_optional=False)
