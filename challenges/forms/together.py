"""What people may type about councils that challenge each other."""

from __future__ import annotations

from typing import Any

from django import forms

from challenges.form_fields import DayField, RowsField
from challenges.form_layout import Fieldset, helper
from challenges.models import AuthorityType, Challenge, Council, Region
from challenges.programme_files import ProgrammeFile, ShapeSpec

OWN_WORDS = "own_words"
WHY_REGIONS = "Why councils of several regions"


class GroupForm(forms.Form):
    """Sets a triad or an event up in one step."""

    use_required_attribute = False
    theme_code = forms.ChoiceField(label="Topic", widget=forms.RadioSelect)
    topic = forms.CharField(label="The topic in your own words", max_length=200, required=False)
    because = forms.CharField(
        label=WHY_REGIONS,
        max_length=300,
        required=False,
        help_text="Only where they are not all of one region. The councils read it.",
    )

    def __init__(self, *args: Any, plan: ProgrammeFile, shape: ShapeSpec, cancel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shape = shape
        self.names = {theme.code: theme.name for theme in plan.themes if theme.kind == "module"}
        self.fields["theme_code"].choices = [*self.names.items(), (OWN_WORDS, "Another topic")]  # type: ignore[attr-defined]
        councils = by_region()
        layout: list[Any] = [Fieldset("What they challenge each other on", "theme_code", "topic")]
        for number in range(1, shape.councils + 1):
            self.fields[f"council_{number}"] = council_field("Which council", councils)
            layout.append(Fieldset(f"Council {number}", f"council_{number}"))
            if shape.code == "triad":
                self.fields[f"starts_on_{number}"] = DayField(
                    label="First day of the visit to it", called=f"The first day of council {number}"
                )
                layout[-1].fields.append(f"starts_on_{number}")
        if shape.code == "event":
            self.fields["starts_on"] = DayField(label="First day of the event")
            layout.append("starts_on")
        if plan.peers_from == "same_region":
            layout.append("because")
        else:
            del self.fields["because"]
        self.helper = helper(*layout, submit=f"Set up {shape.label[0].lower() + shape.label[1:]}", cancel=cancel)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("theme_code") == OWN_WORDS and not said.get("topic", "").strip():
            self.add_error("topic", "Say what the councils challenge each other on")
        return said

    @property
    def said(self) -> dict[str, Any]:
        """As actions.set_up_group takes it."""
        said = self.cleaned_data
        hosts = [
            (said[f"council_{number}"], said.get(f"starts_on_{number}") or said.get("starts_on"))
            for number in range(1, self.shape.councils + 1)
        ]
        own = said["theme_code"] == OWN_WORDS
        return {
            "hosts": hosts,
            "topic": said["topic"].strip() or self.names[said["theme_code"]],
            "theme_code": "" if own else said["theme_code"],
            "because": said.get("because", ""),
        }


class VisitForm(forms.Form):
    """Names a visiting council; those of the host's region come first."""

    use_required_attribute = False
    because = forms.CharField(
        label="Why a council of another region",
        max_length=300,
        required=False,
        help_text="Only where it is not of the host’s region. The host reads it.",
    )

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = [challenge.council_id, *challenge.visits.values_list("council", flat=True)]
        own = challenge.council.region
        regional = challenge.programme.plan.peers_from == "same_region"
        self.fields = {
            "council": council_field("Visiting council", by_region(first=own, without=taken)),
            **({"because": self.fields["because"]} if regional else {}),
        }
        self.helper = helper(*self.fields, submit="Name the visiting council")


class PlaceForm(forms.Form):
    """In which region a council lies, what kind it is, and which councils are next to it."""

    use_required_attribute = False
    region = forms.ChoiceField(choices=[("", "Choose a region"), *Region.choices])
    kind = forms.ChoiceField(
        label="Type of authority", required=False, choices=[("", "Not given"), *AuthorityType.choices]
    )
    neighbours = RowsField(
        Council.objects.none(),
        required=False,
        label="Councils next to it",
        widget=forms.CheckboxSelectMultiple,
        help_text="A peer from one of them comes only with a reason.",
    )

    def __init__(self, *args: Any, cancel: str, council: Council | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Council.objects.exclude(pk=council.pk) if council else Council.objects.all()
        self.fields["neighbours"].queryset = others  # type: ignore[attr-defined]
        self.fields["neighbours"].small = True  # type: ignore[attr-defined]
        self.helper = helper("region", "kind", "neighbours", submit="Save", cancel=cancel)


def council_field(label: str, councils: list[Any]) -> forms.ModelChoiceField:
    field = forms.ModelChoiceField(Council.objects.all(), label=label, empty_label="Choose a council")
    field.choices = [("", "Choose a council"), *councils]
    return field


def by_region(*, first: str = "", without: list[int] | None = None) -> list[tuple[str, list[tuple[int, str]]]]:
    """Councils as a select shows them: region by region, one of them first, those without a region last."""
    grouped: dict[str, list[tuple[int, str]]] = {}
    for pk, name, region in Council.objects.exclude(pk__in=without or []).values_list("pk", "name", "region"):
        grouped.setdefault(region, []).append((pk, name))
    order = sorted(grouped, key=lambda region: (region != first or not first, not region, region))
    return [(region or "Region not given", grouped[region]) for region in order]
