"""Choosing modules and probes."""

from django import forms

from challenges.form_fields import RowsField
from challenges.form_layout import helper
from challenges.models import Probe, Theme
from challenges.typed import row_number


class SeenForm(forms.Form):
    """Carries what stood on the page, so that nobody's choice is lost."""

    use_required_attribute = False
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_seen(self):
        return {row_number(pk) for pk in self.cleaned_data["seen"].split(",")} - {None}


class ModulesForm(SeenForm):
    """Chooses the modules; its page draws them as cards."""

    modules = RowsField(Theme.objects.none(), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, modules, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["modules"].queryset = modules


class ProbesForm(SeenForm):
    """Chooses which probes of a theme are asked."""

    probes = RowsField(
        Probe.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        label="Probes the team keeps in mind",
        help_text="Take out what does not matter here. Fewer probes leave more time for each.",
    )

    def __init__(self, *args, theme, cancel="", **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["probes"].queryset = Probe.objects.filter(theme=theme).order_by("position")
        self.helper = helper("probes", submit="Save probes", cancel=cancel, mark_optional=False)
