"""The sample, and who reads it."""

from django import forms
from django.core.validators import MaxValueValidator

from casereview.sample_lines import read
from challenges.form_layout import helper


class CaseLinesForm(forms.Form):
    """Adds cases, one per line; every wrong line is told, and nothing is kept until all are right."""

    use_required_attribute = False
    lines = forms.CharField(
        label="Cases",
        help_text="One case per line: code, part of the sample, age band. The age band may be left out.",
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
    )

    def __init__(self, *args, strata, taken, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.strata, self.taken = strata, taken
        self.helper = helper("lines", submit="Add cases", cancel=cancel)

    def clean_lines(self):
        found, wrong = read(self.cleaned_data["lines"], strata=self.strata, taken=self.taken)
        if wrong:
            raise forms.ValidationError(wrong)
        if not found:
            raise forms.ValidationError("Enter at least one case.")
        return found


class ReadersForm(forms.Form):
    """Who takes part when cases are shared out."""

    readers = forms.MultipleChoiceField(required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, team, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        self.fields["readers"].choices = [(key, person.name) for key, person in self.team.items()]

    def clean_readers(self):
        return [person for key, person in self.team.items() if key in self.cleaned_data["readers"]]


class SecondReadersForm(ReadersForm):
    """Who reads cases again, and how many cases are read twice in all."""

    how_many = forms.IntegerField(min_value=0, error_messages={"required": "Enter a number"})

    def __init__(self, *args, most, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["how_many"].validators.append(
            MaxValueValidator(most, f"There are {most} cases. Enter a number from 0 to {most}.")
        )


class AssignForm(forms.Form):
    """Changes who reads one case."""

    use_required_attribute = False
    reviewer = forms.ChoiceField(label="Who reads this case?", widget=forms.RadioSelect)
    hand_over = forms.BooleanField(required=False)

    def __init__(self, *args, team, writer, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        choices = [(key, person.name) for key, person in self.team.items()]
        if writer:
            self.fields["hand_over"].label = f"Hand over what {writer} has written so far"
        else:
            del self.fields["hand_over"]
            choices.append(("nobody", "Nobody for now"))
        self.fields["reviewer"].choices = choices
        self.helper = helper(*self.fields, submit="Save", name="first", cancel=cancel)

    def clean_reviewer(self):
        return self.team.get(self.cleaned_data["reviewer"])


class SecondReaderForm(forms.Form):
    """Changes who reads one case again."""

    use_required_attribute = False
    reader = forms.ChoiceField(label="Who reads this case again?", widget=forms.RadioSelect)
    let_go = forms.BooleanField(required=False)

    def __init__(self, *args, team, chooser, cancel, **kwargs):
        super().__init__(*args, **kwargs)
        self.team = {str(person.pk): person for person in team}
        self.fields["reader"].choices = [
            *((key, person.name) for key, person in self.team.items()),
            ("nobody", "Nobody: it is read once"),
        ]
        if chooser:
            self.fields["let_go"].label = f"Let go of what {chooser} has chosen so far"
        else:
            del self.fields["let_go"]
        self.helper = helper(*self.fields, submit="Save the second reader", name="second", cancel=cancel)

    def clean_reader(self):
        return self.team.get(self.cleaned_data["reader"])
