"""What people may type in the evaluation."""

from django import forms

from challenges.form_fields import DayField
from challenges.form_layout import Fieldset, helper, second
from challenges.form_tools import VersionedForm
from challenges.models import User
from challenges.text_check.forms import TextChecked


class InterviewForm(TextChecked, VersionedForm):
    """What the sponsor said, one text for each question of the programme."""

    use_required_attribute = False
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)  # 0: not recorded yet
    held_on = DayField(label="When was the interview held?", called="The date of the interview")
    spoken_to = forms.ModelChoiceField(
        User.objects.none(), label="Who did you speak to?", widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args, sponsors, questions, **kwargs):
        super().__init__(*args, **kwargs)
        self.questions = questions
        self.fields["spoken_to"].queryset = sponsors
        for each in questions:
            self.fields[f"answer_{each.code}"] = forms.CharField(
                label=each.text, help_text=each.hint, required=False, widget=forms.Textarea(attrs={"rows": 5})
            )
        self.helper = helper(
            Fieldset("The interview", "held_on", "spoken_to"),
            Fieldset("What was said", *(f"answer_{each.code}" for each in questions)),
            more=[second("close", "Record and close the challenge")],
            mark_optional=False,
        )

    def recorded(self):
        """What was typed, as the action takes it."""
        data = self.cleaned_data
        return {
            "held_on": data["held_on"],
            "spoken_to": data["spoken_to"],
            "version": data["version"],
            "answers": {each.code: data[f"answer_{each.code}"] for each in self.questions},
        }
