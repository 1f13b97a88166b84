"""What the crispy template pack "govuk" needs to draw a field. Used by templates/govuk/ only."""

from django import forms, template
from django.utils.html import conditional_escape, escape, format_html_join
from django.utils.safestring import mark_safe

from challenges.form_fields import DayWidget
from challenges.word_diff import plain, whole

register = template.Library()

KINDS = [  # the first that fits
    ("hidden", forms.HiddenInput),
    ("checkboxes", forms.CheckboxSelectMultiple),
    ("radios", forms.RadioSelect),
    ("checkbox", forms.CheckboxInput),
    ("select", forms.Select),
    ("textarea", forms.Textarea),
    ("file", forms.FileInput),
    ("day", DayWidget),
]
CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "input": "govuk-input",
    "checkbox": "govuk-checkboxes__input",
}
EMPTY = {  # what to do about a required field that is empty
    "checkbox": "Tick “{}”",
    "checkboxes": "Choose at least one answer for “{}”",
    "radios": "Choose an answer for “{}”",
    "select": "Choose an answer for “{}”",
    "file": "Choose a file for “{}”",
    "hidden": "This page is out of date. Reload it, then try again.",
}


@register.filter
def kind(field):
    """How the field is drawn: one of KINDS, or "input"."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    return next((name for name, widget_class in KINDS if isinstance(widget, widget_class)), "input")


@register.filter
def sentences(field):
    """The errors of a field, each of which can be read alone at the top of the page."""
    empty = EMPTY.get(kind(field), "Fill in “{}”").format(str(field.label).rstrip(":"))
    plain = str(forms.Field.default_error_messages["required"])
    return [empty if text == plain else text for text in field.errors]


@register.filter
def called(field, label):
    """The field under a label of ours, for forms that are not ours."""
    field.label = label
    return field


@register.filter
def theirs(field):
    """What somebody else saved in this field meanwhile, or None."""
    return (getattr(field.form, "theirs", None) or {}).get(field.name)


@register.filter
def typed(field):
    """What stands in the field now, where that is a text."""
    value = field.value()
    return value if isinstance(value, str) else None


@register.simple_tag
def marked(ours, theirs):
    """Their text; what ours does not say is marked."""
    if not ours:
        return with_lines(escape(plain(theirs)))
    found = [each for each in whole(plain(ours), plain(theirs)) if each.kind != "removed"]
    return with_lines(_runs((each.text, "mark" if each.kind == "added" else "") for each in found))


@register.simple_tag
def differences(ours, theirs):
    """Both texts in one: struck out what only ours says, underlined what only theirs says."""
    tags = {"same": "", "removed": "del", "added": "ins"}
    return with_lines(_runs((each.text, tags[each.kind]) for each in whole(plain(ours), plain(theirs))))


def _runs(runs):
    """Runs of text, each with its tag; the space after a run stays outside its tag."""
    runs = [part for text, tag in runs for part in ((text.rstrip(), tag), (text[len(text.rstrip()) :], ""))]
    opened = {"": ""} | {tag: f"<{tag}>" for tag in ("mark", "del", "ins")}
    closed = {"": ""} | {tag: f"</{tag}>" for tag in ("mark", "del", "ins")}
    # Tags of ours, written above.
    begin = {tag: mark_safe(words) for tag, words in opened.items()}  # noqa: S308  # nosec B308 B703
    end = {tag: mark_safe(words) for tag, words in closed.items()}  # noqa: S308  # nosec B308 B703
    return format_html_join("", "{}{}{}", ((begin[tag], text, end[tag]) for text, tag in runs))


def with_lines(html):
    """The same with its lines; what is not HTML yet is escaped."""
    lines = conditional_escape(html).replace("\n", "<br>")
    return mark_safe(lines)  # noqa: S308  # nosec B308 B703  # escaped above


@register.filter
def longest(field):
    """The length a long text may have. It is counted for the writer; nothing typed is ever cut off."""
    return getattr(field.field, "max_length", None)


@register.simple_tag
def widget(field, described_by=""):
    """The input, select or textarea of a field, with the classes and the descriptions it needs."""
    field.form.use_required_attribute = False
    own = field.field.widget
    drawn = kind(field)
    classes = [CLASSES.get(drawn, ""), own.attrs.get("class", "")]
    if field.errors and drawn in CLASSES and drawn != "checkbox":
        classes.append(f"{CLASSES[drawn]}--error")
    attrs = {"maxlength": False, "placeholder": False} if drawn in ("input", "textarea") else {}
    if drawn in CLASSES:
        attrs["class"] = " ".join(name for name in classes if name)
    if described_by:
        attrs["class"] += " govuk-js-character-count"
        attrs["aria-describedby"] = " ".join(filter(None, [field.aria_describedby, described_by]))
    return field.as_widget(attrs=attrs)


@register.simple_tag
def options(field):
    """The radios or checkboxes of a field; the first has the id of the field, so that links to the field land on it."""
    field.form.use_required_attribute = False
    name = "checkboxes" if kind(field) == "checkboxes" else "radios"
    hints = getattr(field.field, "hints", {})
    drawn = []
    for index, option in enumerate(field.subwidgets):
        attrs = option.data["attrs"]
        attrs.pop("aria-invalid", None)
        attrs["class"] = f"govuk-{name}__input"
        if field.auto_id:
            attrs["id"] = field.auto_id if index == 0 else f"{field.auto_id}_{index}"
        hint = hints.get(getattr(option.data["value"], "value", option.data["value"]), "")
        if hint and field.auto_id:
            attrs["aria-describedby"] = f"{attrs['id']}_hint"
        drawn.append({"input": option.tag(), "label": option.choice_label, "id": attrs.get("id", ""), "hint": hint})
    return drawn


@register.simple_tag
def boxes(field):
    """The day, month and year boxes of a date."""
    wrong = parts_in_error(field)
    drawn = field.field.widget
    context = drawn.get_context(field.html_name, field.value(), {"id": field.auto_id} if field.auto_id else {})
    found = []
    for part, box in zip(drawn.parts, context["widget"]["subwidgets"], strict=True):
        width = 4 if part == "year" else 2
        error = " govuk-input--error" if part in wrong else ""
        box["attrs"]["class"] = f"govuk-input govuk-date-input__input govuk-input--width-{width}{error}"
        box["attrs"].pop("aria-invalid", None)
        if error:
            box["attrs"]["aria-invalid"] = "true"
        drawn = field.form.renderer.render(box["template_name"], {"widget": box})
        html = mark_safe(drawn)  # noqa: S308  # nosec B308 B703  # Django's own template, which escapes
        found.append({"input": html, "label": part.capitalize(), "id": box["attrs"].get("id", "")})
    return found


@register.filter
def parts_in_error(field):
    """Which boxes of a day are wrong: all of them, unless the error says."""
    parts = [part for error in field.errors.as_data() for part in (error.params or {}).get("parts", ())]
    if field.errors and not parts:
        return ["day", "month", "year"]
    return parts


@register.simple_tag
def error_entries(form):
    """Every error of the form, with the id of what to mend; None where there is no one place."""
    entries = [{"id": None, "text": text} for text in form.non_field_errors()]
    for field in form:
        target = None if kind(field) == "hidden" else field.auto_id
        if target and kind(field) == "day":
            parts = parts_in_error(field)
            target = target if not parts or parts[0] == "day" else f"{target}_{parts[0]}"
        entries += [{"id": target, "text": text} for text in sentences(field)]
    return entries
