"""What forms need from actions: refusals shown on the form, and both texts when two people saved."""

from contextlib import contextmanager

from django import forms

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.word_diff import plain


@contextmanager
def refusals_shown_on(form):
    """Show an action's refusal in the form's error summary, and keep what was typed.

    When someone else was quicker, `form.theirs` holds their text by field where it differs, `form.theirs_by` and
    `form.theirs_at` who and when, and the form's hidden version becomes theirs: saving again is then a choice made with
    both texts in view.
    """
    try:
        yield
    except SavedByAnother as refusal:
        form.add_error(None, str(refusal))
        form.theirs = {name: value for name, value in refusal.theirs.items() if not same(form, name, value)}
        form.theirs_by, form.theirs_at = refusal.by, refusal.at
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(refusal.version)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))


def same(form, name, value):
    """Whether what somebody else saved in a field is what was typed here."""
    typed = getattr(form, "cleaned_data", {}).get(name)
    if isinstance(value, str) and isinstance(typed, str):
        return name in form.fields and plain(value) == plain(typed)
    return name in form.fields and value == typed


class VersionedForm(forms.Form):
    """A form over a written row: carries the version the page was loaded with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
