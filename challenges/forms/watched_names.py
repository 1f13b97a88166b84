"""What the council gives to watch for in texts. Nothing of it is kept as it is typed, also not as a draft."""

from django import forms

from challenges.form_layout import helper
from challenges.models import WatchedList
from challenges.text_check.name_lists import decoded, names_in

MOST_BYTES = 2_000_000


class WatchedNamesForm(forms.Form):
    """A list of names: pasted, or a text or CSV file."""

    use_required_attribute = False
    keeps_no_draft = True  # names must not lie about as unsaved words
    whose = forms.ChoiceField(label="Whose names are they?", choices=WatchedList.Whose, widget=forms.RadioSelect)
    names = forms.CharField(
        label="Names (optional)",
        required=False,
        help_text="One full name on each line, such as First Last or Last, First. You can paste from a spreadsheet.",
        widget=forms.Textarea(attrs={"rows": 8, "autocomplete": "off", "spellcheck": "false"}),
    )
    file = forms.FileField(
        label="Or a file (optional)",
        required=False,
        allow_empty_file=True,
        help_text="A text or CSV file. With a header, only the columns of first names and surnames are read. The file is not kept.",
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = helper("whose", "names", "file", submit="Watch for these names", mark_optional=False)

    def clean(self):
        cleaned = super().clean()
        file = cleaned.pop("file", None)
        found = names_in(cleaned.get("names", ""))
        if file and file.size > MOST_BYTES:
            self.add_error(
                "file", "The file is larger than 2 MB. Save only the columns of names, then choose it again."
            )
        elif file:
            content = file.read()
            if b"\0" in content:
                self.add_error("file", "This is not a text or CSV file. Save the sheet as CSV, then choose it again.")
            found += names_in(decoded(content))
        if not found and not self.errors:
            self.add_error("names", "Paste at least one name, or choose a file")
        return {"whose": cleaned.get("whose"), "names": found}
