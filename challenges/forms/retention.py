"""What people may type to stop the deletion of a challenge."""

from django import forms

from challenges.form_layout import helper


class HoldForm(forms.Form):
    """Why nothing may be deleted."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Why may nothing be deleted?",
        max_length=300,
        help_text="The council and the team read this. Such as: the council has a complaint about the challenge, and has asked for it.",
        error_messages={"required": "Say why nothing may be deleted"},
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", submit="Stop deleting", cancel=cancel)
