"""What forms need from actions: refusals shown on the form, and both texts when two people saved."""

from contextlib import contextmanager

from django import forms

from challenges.action_tools import ActionRefused, SavedByAnother


@contextmanager
def refusals_shown_on(form):
    """Show an action's refusal in the form's error summary, and keep what was typed.

    When someone else was quicker, `form.theirs` holds their text by field, `form.theirs_by` and `form.theirs_at` who
    and when, and the form's hidden version becomes theirs: saving again is then a choice made with both texts in view.
    """
    try:
        yield
    except SavedByAnother as refusal:
        form.add_error(None, str(refusal))
        form.theirs, form.theirs_by, form.theirs_at = refusal.theirs, refusal.by, refusal.at
        form.data = form.data.copy()
        form.data[form.add_prefix("version")] = str(refusal.version)
    except ActionRefused as refusal:
        form.add_error(None, str(refusal))


class VersionedForm(forms.Form):
    """A form over a written row: carries the version the page was loaded with."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
