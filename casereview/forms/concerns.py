"""Immediate concerns: what worries somebody, what the council did, and who is told besides the sponsor."""

from django import forms

from challenges.form_layout import helper
from challenges.text_check.forms import TextChecked

TEN_SECONDS = '{"timeout": 10000}'  # on a poor connection the page says soon that nothing went out


class ConcernForm(TextChecked, forms.Form):
    """One text. Where it was come across is known on a case page, and otherwise a line that may stay empty."""

    use_required_attribute = False
    also_checked = ("place",)
    words = forms.CharField(
        label="What worries you",
        help_text="What you saw or heard, and when. Codes only: no name, date of birth or address, of a child, a "
        "family or a worker. The council finds the child by the code.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say what worries you"},
    )
    place = forms.CharField(
        required=False,
        max_length=200,
        label="Where you came across it",
        help_text="Such as a document, a conversation or a session.",
    )

    def __init__(self, *args, case, address, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        if case:
            del self.fields["place"]
        in_place = {"hx-target": "#main-content", "hx-select": "#main-content", "hx-swap": "outerHTML show:window:top"}
        self.helper = helper(
            *self.fields,
            submit="Tell them now",
            cancel=cancel,
            attrs={"hx-post": address, "hx-request": TEN_SECONDS, "data-not-sent": "not-sent", **in_place},
        )


class AnswerForm(TextChecked, forms.Form):
    use_required_attribute = False
    points_out_judgement = True  # the report may quote it
    done = forms.CharField(
        label="What the council did",
        help_text="In a sentence or two, and when. No code and nothing that leads to a child, a family or a worker.",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say what the council did"},
    )

    def __init__(self, *args, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("done", submit="Send", cancel=cancel)


class SafeguardingLeadForm(forms.Form):
    use_required_attribute = False
    person = forms.ChoiceField(
        label="Who is the safeguarding lead?",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who is told"},
    )

    def __init__(self, *args, people, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.pk): person for person in people}
        titled = {key: f", {each.job_title}" if each.job_title else "" for key, each in self.people.items()}
        self.fields["person"].choices = [(key, f"{each.name}{titled[key]}") for key, each in self.people.items()]
        self.helper = helper("person", submit="Name as safeguarding lead", cancel=cancel)

    def clean_person(self):
        return self.people[self.cleaned_data["person"]]
