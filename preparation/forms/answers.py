"""What the council says of an item, and what the challenge manager does with the list."""

from __future__ import annotations

import datetime

from django import forms
from django.urls import reverse

from challenges.form_fields import DayField, RowsField
from challenges.form_layout import helper
from challenges.text_check.forms import TextChecked
from preparation.forms.places import in_words
from preparation.models import DocumentRequest

Outlook = DocumentRequest.Outlook


class OutlookForm(TextChecked, forms.Form):
    """How a paper that is still to come looks, in the council's own words."""

    also_checked = ("because",)
    use_required_attribute = False
    outlook = forms.ChoiceField(
        label="Will it be ready in time?",
        required=False,
        widget=forms.RadioSelect,
        choices=[*Outlook.choices, ("", "Say nothing yet")],
    )
    because = forms.CharField(label="Because", required=False, max_length=300)
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)  # what the page showed was said then

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outlook"].hints = {
            Outlook.ON_ITS_WAY: "Green: it comes in time.",
            Outlook.SOME_DOUBT: "Amber: it may come late, or not all of it.",
            Outlook.AT_RISK: "Red: without help it does not come in time.",
        }
        self.fields["because"].help_text = "Such as: waits for the data team until Thursday."
        self.helper = helper("outlook", "because", submit="Save", cancel=cancel, mark_optional=False)

    def clean_seen_at(self):
        try:
            return datetime.datetime.fromisoformat(self.cleaned_data["seen_at"])
        except ValueError:
            return None


class PartlyForm(TextChecked, forms.Form):
    """What is missing of an item that is in, and whether it comes."""

    use_required_attribute = False
    missing = forms.CharField(
        label="What is missing, and why?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The peer team reads this.",
        error_messages={"required": "Say what is missing, and why"},
    )
    comes = forms.ChoiceField(
        label="Does the rest come?",
        widget=forms.RadioSelect,
        choices=[("yes", "Yes, by the day below"), ("no", "No, the council does not hold it")],
        error_messages={"required": "Say whether the rest comes"},
    )
    rest_due_on = DayField(label="When does the rest come?", called="The day the rest comes", required=False)

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "missing", "comes", "rest_due_on", submit="Mark as partly in", cancel=cancel, mark_optional=False
        )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("comes") == "yes" and "rest_due_on" not in self.errors and not cleaned.get("rest_due_on"):
            self.add_error("rest_due_on", "Say when the rest comes")
        if cleaned.get("comes") == "no":
            cleaned["rest_due_on"] = None
        return cleaned


class OwnerForm(TextChecked, forms.Form):
    """Who at the council sees to an item: one of its people here, or a job title."""

    also_checked = ("owner",)
    use_required_attribute = False
    owned_by = forms.ChoiceField(label="Somebody who takes part", required=False)
    owner = forms.CharField(
        label="Or a job title", required=False, max_length=160, help_text="Such as: Head of Quality Assurance."
    )

    def __init__(self, *args, people, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        names = [(key, in_words(person)) for key, person in self.people.items()]
        self.fields["owned_by"].choices = [("", "Nobody of these"), *names]
        self.helper = helper("owned_by", "owner", submit="Save", cancel=cancel, mark_optional=False)

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("owned_by") and cleaned.get("owner"):
            self.add_error("owner", "Choose a person or give a job title, not both")
        cleaned["owned_by"] = self.people.get(cleaned.get("owned_by", ""))
        return cleaned


class SignpostForm(TextChecked, forms.Form):
    """Where to look in a file."""

    also_checked = ("signpost",)
    use_required_attribute = False
    signpost = forms.CharField(
        label="Where should the team look?",
        required=False,
        max_length=200,
        help_text="Such as: section 4, pages 12-18.",
    )
    seen = forms.CharField(required=False, strip=False, widget=forms.HiddenInput)

    def __init__(self, *args, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("signpost", submit="Save", cancel=cancel, mark_optional=False)


class KeyLinesForm(forms.Form):
    """Which key lines an item speaks to."""

    use_required_attribute = False
    key_lines = RowsField(
        None, label="Which key lines does it speak to?", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, key_lines, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["key_lines"].queryset = key_lines
        self.fields["key_lines"].label_from_instance = lambda line: f"{line.number}. {line.question}"
        self.helper = helper("key_lines", submit="Save", cancel=cancel, mark_optional=False)


class ItemsForm(forms.Form):
    """Which items speak to a key line."""

    use_required_attribute = False
    items = RowsField(None, label="Which items speak to it?", required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, items, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = items
        self.helper = helper("items", submit="Save", cancel=cancel, mark_optional=False)


class DeadlineForm(forms.Form):
    """Another last day for the round that is open."""

    use_required_attribute = False
    closes_on = DayField(label="Last day for documents", called="The last day")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("closes_on", submit="Change the last day", name="move")


class RoundForm(TextChecked, forms.Form):
    """A second round: what for, until when, of what."""

    use_required_attribute = False
    asks_for = forms.CharField(
        label="What is it for?",
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The council and the peer team read this.",
        error_messages={"required": "Say what the second round is for"},
    )
    closes_on = DayField(label="Until when?", called="The new last day")
    opens = forms.ChoiceField(
        label="What can change?",
        widget=forms.RadioSelect,
        choices=[("all", "Everything"), ("missing", "Only what is not in, or not all of it")],
        error_messages={"required": "Say what can change"},
    )

    def __init__(self, *args, slug, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["opens"].hints = {
            "all": "New versions of what is in can come too. Who has read the old one is told that it changed.",
            "missing": "What the team has read stays as it is.",
        }
        back = reverse("preparation:document_list", args=[slug])
        self.helper = helper("asks_for", "closes_on", "opens", submit="Open a second round", name="open", cancel=back)
