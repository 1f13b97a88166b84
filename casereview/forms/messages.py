"""Messages across cases, and the talk with the sponsor."""

from django import forms

from casereview.models import AspectNote, CaseMessage
from casereview.queries import pair_key
from challenges.form_fields import DayField, RowsField
from challenges.form_layout import helper
from challenges.form_tools import VersionedForm
from challenges.text_check.forms import TextChecked
from scoping.queries import key_lines


class KeyLinesField(RowsField):
    widget = forms.CheckboxSelectMultiple
    small = True

    def label_from_instance(self, line):
        return f"{line.number}. {line.question}"


class MessageForm(TextChecked, forms.Form):
    """What many cases say together, without any child in it."""

    points_out_judgement = True
    use_required_attribute = False
    kind = forms.ChoiceField(
        label="What kind of message is it?", choices=CaseMessage.Kind.choices, widget=forms.RadioSelect
    )
    text = forms.CharField(
        label="Message",
        help_text="One paragraph, as it may stand in the report. No case code and nothing about one child.",
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    key_lines = KeyLinesField(None, label="Key lines of enquiry it speaks to", required=False)

    def __init__(self, *args, challenge, cancel="", submit="Save the message", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].small = True
        self.fields["key_lines"].queryset = lines = key_lines(challenge)
        if not lines:
            del self.fields["key_lines"]
        self.helper = helper(*(name for name in self.fields if name != "version"), submit=submit, cancel=cancel)


class MessageEditForm(VersionedForm, MessageForm):
    """The same, over a message that stands."""


class FilterForm(forms.Form):
    """Narrows the cases offered by what was noted in them."""

    aspect = forms.ChoiceField(required=False, widget=forms.Select(attrs={"class": "govuk-select"}))
    tag = forms.ChoiceField(
        label="Tag",
        required=False,
        widget=forms.Select(attrs={"class": "govuk-select"}),
        choices=[("", "Any tag"), *AspectNote.Tag.choices],
    )

    def __init__(self, *args, aspects, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["aspect"].choices = [
            ("", "Any aspect"),
            *((each.code, f"{each.code} {each.name}") for each in aspects),
        ]

    @property
    def chosen(self):
        """The aspect and the tag; what is none of ours counts as not chosen."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in ("aspect", "tag")}


class BehindForm(forms.Form):
    """Ticks the cases that stand behind a message: those that do, and those offered."""

    stay = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)
    add = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, behind, offered, aspect, **kwargs):
        super().__init__(*args, **kwargs)
        self.behind = {str(each.row.pk): each for each in behind}
        self.offered = {pair_key(case.pk, aspect): (case, aspect) for case in offered}
        self.fields["stay"].choices = [(key, str(each.case)) for key, each in self.behind.items()]
        self.fields["add"].choices = [(key, str(case)) for key, (case, _aspect) in self.offered.items()]

    @property
    def added(self):
        return [self.offered[key] for key in self.cleaned_data["add"]]

    @property
    def taken_away(self):
        return [each.row for key, each in self.behind.items() if key not in self.cleaned_data["stay"]]


class SponsorSummaryForm(TextChecked, VersionedForm):
    """What was said when the sponsor was told, at the end of the reading."""

    points_out_judgement = True
    use_required_attribute = False
    also_checked = ("present",)
    met_on = DayField(label="When did you meet?", called="the day of the talk")
    present = forms.CharField(
        label="Who was there", max_length=300, help_text="Job titles are enough, such as: director, lead peer."
    )
    told = forms.CharField(
        label="What we told the sponsor",
        help_text="It starts from the overall messages. Change it to what was said.",
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    heard = forms.CharField(label="What the sponsor said", required=False, widget=forms.Textarea(attrs={"rows": 5}))
    agreed = forms.CharField(label="What we agreed", required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("met_on", "present", "told", "heard", "agreed", submit="Save the record")
