"""Every long field of a challenge page saves itself as a draft: found among the forms and the templates.

tests/browser/test_every_page.py asks the same of every page as it is drawn.
"""

import inspect
import re
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.conf import settings

APPS = ["challenges", "scoping", "preparation", "casereview", "onsite", "feedback", "reports", "evaluation"]
TEMPLATES = Path(settings.BASE_DIR) / "templates"
# Drawn by hand: the view attaches the draft, the template shows it.
BY_HAND = {
    "reports.accuracy_answers.SheetForm",
    "casereview.forms.reviews.CaseReviewForm",
    "casereview.forms.second_readings.BesideForm",
}
# Drawn by no page: the forms below it are, and each of them is asked.
BASES = {"preparation.forms.interests.InterestsForm"}
# Pages that belong to no challenge have no drafts, and templates of boxes stand inside a form of another template.
BOXES = {
    "casereview/_box.html": "casereview/_case_form.html",
    "reports/_answer.html": "reports/accuracy.html",
}


def form_classes():
    modules = {path.parent / path.stem for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")}
    for module in modules:
        if "forms" in module.parts or "forms" in module.name:
            import_module(".".join(module.relative_to(settings.BASE_DIR).parts).removesuffix(".__init__"))
    waiting, found = [forms.BaseForm], set()
    while waiting:
        waiting += (below := waiting.pop().__subclasses__())
        found |= {each for each in below if each.__module__.split(".")[0] in APPS}
    return sorted(found, key=lambda each: (each.__module__, each.__name__))


def has_long_field(form):
    fixed = any(isinstance(each.widget, forms.Textarea) for each in getattr(form, "base_fields", {}).values())
    return fixed or "forms.Textarea" in inspect.getsource(form)


LONG = [each for each in form_classes() if has_long_field(each)]


DRAWN = [each for each in LONG if f"{each.__module__}.{each.__name__}" not in BASES]


def test_the_forms_are_found():
    assert len(LONG) > 20


@pytest.mark.parametrize("base", sorted(BASES))
def test_a_base_is_drawn_by_no_page(base):
    name = base.rpartition(".")[2]
    code = [path.read_text() for app in APPS for path in (Path(settings.BASE_DIR) / app).rglob("*.py")]

    assert not any(re.search(rf"(?<!class )\b{name}\((?!forms\.Form\):)", text) for text in code)
    assert [each for each in DRAWN if name in [above.__name__ for above in each.__mro__]]


@pytest.mark.parametrize("form", DRAWN, ids=lambda each: f"{each.__module__}.{each.__name__}")
def test_every_form_with_a_long_field_keeps_drafts(form):
    ours = [each for each in form.__mro__ if each.__module__.split(".")[0] in APPS]

    by_helper = any(re.search(r"self\.helper = (?:self\.made_)?helper\(", inspect.getsource(each)) for each in ours)

    assert by_helper or f"{form.__module__}.{form.__name__}" in BY_HAND, (
        "lay it out with challenges.form_layout.helper(), which makes its long fields save themselves"
    )


def test_long_fields_drawn_by_hand_stand_in_a_form_that_keeps_drafts():
    drawn = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html") if "<textarea" in path.read_text()}

    assert drawn - set(BOXES) - {"django/forms/widgets/textarea.html"} == set(), (
        "let a form with challenges.form_layout.helper() draw it, or name here the template of its form"
    )
    for page in BOXES.values():
        text = (TEMPLATES / page).read_text()
        for part in ("form.draft.attributes", "govuk/draft.html", "govuk/draft_writers.html"):
            assert part in text, f"{page}: {part} is missing"
