"""Write a section of the position statement, say who writes which, hand it over."""

from __future__ import annotations

from django import forms
from django.template.loader import render_to_string
from django.utils.html import format_html

from challenges.form_layout import helper
from challenges.form_tools import VersionedForm
from challenges.text_check.forms import TextChecked
from challenges.typed import row_number
from preparation.forms.places import in_words
from preparation.models import Box

# What each box asks for, in plain words.
HELP = {
    Box.DOING: "What is in place for children and families today, and since when. Name the service or the step, "
    "rather than the strategy behind it.",
    Box.HOW_WELL: "What works, and what does not yet, as you see it. The team looks with you: what you say here it does "
    "not spend its week finding out.",
    Box.HOW_WE_KNOW: "The figures, audits and feedback this rests on, and where they are: item 4, page 3.",
    Box.NEXT_STEPS: "What you will do about it, by when, and who sees to it. If nothing is planned, say so.",
}


class SaveOnEnter:
    """A first button nobody sees, so that the enter key saves, rather than presses the first of the others."""

    def render(self, form, context, template_pack=None, **kwargs):
        return format_html('<button hidden name="save" value="">{}</button>', "Save")


class LastTime:
    """What was written in a box last time, below it; each answer can come into the box while that is empty."""

    def __init__(self, box):
        self.box = box

    def render(self, form, context, template_pack=None, **kwargs):
        earlier = form.earlier
        told = {
            "box": self.box,
            "label": self.box.label,
            "when": earlier.when if earlier else "",
            "answers": earlier.in_box(self.box) if earlier else [],
            "is_empty": not str(form[self.box].value() or "").strip(),
        }
        return render_to_string("preparation/_last_time.html", told)


class SectionForm(TextChecked, VersionedForm):
    """The four boxes of a section. Nothing typed is ever cut off: what is too long is saved, and told."""

    use_required_attribute = False
    doing = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 7}))
    how_well = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 7}))
    how_we_know = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 7}))
    next_steps = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 7}))
    ready = forms.BooleanField(required=False, label="This section is ready for the sponsor to read")

    def __init__(self, *args, limit, brought, earlier, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.earlier = earlier
        layout = [SaveOnEnter()]
        for box in Box:
            field = self.fields[box.value]
            field.label, field.help_text, field.most_words = box.label, HELP[box], limit
            layout.append(box.value)
            if box.value in brought:
                when = brought[box.value]
                self.fields[f"holds_{box.value}"] = forms.BooleanField(
                    required=False,
                    label=f"“{box.label}” still holds as it stands",
                    help_text=f"Brought forward from {when}. Edit it above, or tick this once you have read it.",
                )
                layout.append(f"holds_{box.value}")
            layout.append(LastTime(box))
        self.helper = helper(*layout, "ready", submit="Save", cancel=cancel, mark_optional=False)

    def clean(self):
        cleaned = super().clean()
        cleaned["texts"] = {box.value: cleaned.pop(box.value, "") for box in Box}
        cleaned["holds"] = [box.value for box in Box if cleaned.pop(f"holds_{box.value}", False)]
        box, _dot, number = str(self.data.get("bring", "")).partition(".")
        cleaned["bring"] = None
        if box in Box.values and self.earlier:
            earlier = {each.pk: each for each in self.earlier.sections}
            if found := earlier.get(row_number(number) or 0):
                cleaned["bring"] = (box, found)
        return cleaned


class WritersForm(forms.Form):
    """Which contributors write which section."""

    use_required_attribute = False

    def __init__(self, *args, rows, people, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.rows = rows
        self.people = {person.pk: person for person in people}  # asked for once, however many sections there are
        for row in rows:
            field = forms.TypedMultipleChoiceField(
                label=f"Key line {row.line.number}: {row.line.question}",
                required=False,
                choices=[(pk, in_words(person)) for pk, person in self.people.items()],
                coerce=int,
                widget=forms.CheckboxSelectMultiple,
                initial=[person.pk for person in row.writers],
            )
            field.small = True
            self.fields[f"line_{row.line.pk}"] = field
        self.helper = helper(*self.fields, submit="Save", cancel=cancel, mark_optional=False)

    def writers(self):
        """[(key line, the people chosen), ...]"""
        chosen = {row.line: self.cleaned_data[f"line_{row.line.pk}"] for row in self.rows}
        return [(line, [self.people[pk] for pk in keys]) for line, keys in chosen.items()]


class HandOverForm(forms.Form):
    """Confirms handing over what was read."""

    seen = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, number, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("seen", submit=f"Hand over version {number}", cancel=cancel)
