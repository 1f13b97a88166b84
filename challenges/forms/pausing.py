"""What people may type when a challenge is paused, goes on or ends early."""

from django import forms

from challenges.form_layout import helper, warning
from challenges.models import PauseRequest
from challenges.text_check.forms import TextChecked


class PauseForm(TextChecked, forms.Form):
    """Why the challenge rests, and until when: two halves of the sentence that people read meanwhile."""

    use_required_attribute = False
    also_checked = ("because", "goes_on_when")
    because = forms.CharField(
        label="Paused because",
        max_length=100,
        help_text="Go on with the sentence. Such as: Ofsted has announced an inspection",
    )
    goes_on_when = forms.CharField(
        label="Goes on when",
        max_length=90,
        help_text="Such as: the inspection report is out, about the end of May",
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("because", "goes_on_when", submit="Pause the challenge and tell them", cancel=cancel)


class WithdrawForm(TextChecked, forms.Form):
    """Why the challenge ends before its end."""

    use_required_attribute = False
    because = forms.CharField(
        label="Withdrawn because",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Go on with the sentence. Such as: the council has merged its children’s services with a neighbour",
    )
    is_sure = forms.BooleanField(
        label="I understand that this cannot be undone", error_messages={"required": "Tick that you understand this"}
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        button = warning("withdraw", "Withdraw the challenge and tell them")
        self.helper = helper("because", "is_sure", submit="", more=[button], cancel=cancel)


class AskToPauseForm(TextChecked, forms.Form):
    """What the sponsor asks of the programme manager."""

    use_required_attribute = False
    kind = forms.ChoiceField(label="What do you ask for?", widget=forms.RadioSelect)
    because = forms.CharField(
        label="Why",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="The programme manager and the challenge manager read this.",
    )

    def __init__(self, *args, is_paused, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [(kind.value, kind.label) for kind in PauseRequest.Kind]
        self.fields["kind"].choices = kinds[1:] if is_paused else kinds
        self.fields["kind"].hints = {
            PauseRequest.Kind.PAUSE: "It rests in its stage and goes on later, with new dates.",
            PauseRequest.Kind.WITHDRAW: "It ends, and does not come back.",
        }
        self.helper = helper("kind", "because", submit="Ask the programme manager", cancel=cancel)


class DeclineForm(TextChecked, forms.Form):
    """Why the challenge goes on although the sponsor asked otherwise."""

    use_required_attribute = False
    answer = forms.CharField(
        label="Why it goes on as it is",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The sponsor reads this in a mail.",
    )

    def __init__(self, *args, action, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("answer", submit="Answer the sponsor", name="decline", action=action)
