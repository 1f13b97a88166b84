"""Ask the council for one more thing, and withdraw what is no longer needed."""

from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.text import get_text_list

from challenges.form_fields import DayField, RowsField
from challenges.form_layout import helper
from challenges.text_check.forms import TextChecked
from preparation.models import DocumentRequest

Importance = DocumentRequest.Importance


class PullForm(TextChecked, forms.Form):
    """What a peer asks for besides the list, and why. `asked_anyway` says that they saw what is like it."""

    also_checked = ("title",)
    use_required_attribute = False
    title = forms.CharField(
        label="What do you ask for?",
        max_length=200,
        help_text="One thing, such as: return home interviews, numbers by month.",
    )
    why = forms.CharField(
        label="Why do you need it?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What it would help you to understand. The council reads this.",
        error_messages={"required": "Say why you need it"},
    )
    key_lines = RowsField(
        None, label="Which key lines does it speak to? (optional)", required=False, widget=forms.CheckboxSelectMultiple
    )
    importance = forms.ChoiceField(
        label="May observers see it?",
        widget=forms.RadioSelect,
        choices=[(Importance.REFERENCE, "Yes"), (Importance.RESTRICTED, "No, it is restricted")],
        initial=Importance.REFERENCE,
        error_messages={"required": "Say whether observers may see it"},
    )
    due_on = DayField(label="When do you need it?", called="The date")
    asked_anyway = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, *args, key_lines, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key_lines"].queryset = key_lines
        self.fields["key_lines"].label_from_instance = lambda line: f"{line.number}. {line.question}"
        self.fields["importance"].hints = {
            Importance.RESTRICTED: "Such as case audits, or anything about single families."
        }
        asked = ["title", "why", "key_lines", "importance", "due_on"]
        if not self.fields["key_lines"].queryset.exists():
            asked.remove("key_lines")
        self.helper = helper(*asked, submit="Ask the council", cancel=cancel, mark_optional=False)

    def show_what_is_like(self, likely: list[DocumentRequest]) -> None:
        """Say what on the list is like it. Sent again with the same title, it is asked."""
        typed = cast(QueryDict, self.data).copy()
        typed[self.add_prefix("asked_anyway")] = self.cleaned_data["title"]
        self.data = typed
        names = get_text_list([f"item {item.code}" for item in likely], "and")
        isnt = "it is not" if len(likely) == 1 else "none of them is"
        self.add_error("title", f"Like it on the list: {names}. If {isnt} what you need, ask all the same")
        self.helper.layout[-1][0].value = "Ask all the same"


class WithdrawForm(TextChecked, forms.Form):
    """Why the team no longer asks for something."""

    use_required_attribute = False
    reason = forms.CharField(
        label="Why is it no longer needed?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The council and the peer team read this.",
        error_messages={"required": "Say why it is no longer needed"},
    )

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("reason", submit="Withdraw it", cancel=cancel)
