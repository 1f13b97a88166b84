"""How a form is laid out: one helper, so that every form has its error summary, its buttons and no surprises."""

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Field, Fieldset, Layout, Submit
from django.utils.html import format_html

from challenges import draft_forms

__all__ = ["Buttons", "Div", "Field", "Fieldset", "Link", "Submit", "helper", "second", "warning"]


class Helper(FormHelper):
    """Draws a form; one with a long field keeps what is typed as a draft (challenges/draft_forms.py)."""

    def render_layout(self, form, context, template_pack="govuk"):
        if self.form_method == "post":
            draft_forms.attach(form, context.get("request"))
        return super().render_layout(form, context, template_pack=template_pack)


def helper(
    *layout,
    submit="Save",
    name="save",
    more=(),
    cancel="",
    cancel_text="Cancel",
    action="",
    method="post",
    css_class="",
    attrs=None,
    mark_optional=True,
):
    """A FormHelper for `{% crispy form %}`: error summary, the fields of the layout, then the buttons.

    `submit` is the text of the button and `name` what it posts; `submit=""` leaves the buttons out. `more` are further
    buttons (`second`, `warning`), `cancel` the address of a cancel link. `attrs` are attributes of the form element, such
    as {"data-upload": ""} or {"hx-post": url}. Hidden fields need no mention in the layout.
    """
    made = Helper()
    made.form_method = method
    made.form_action = action
    made.form_class = css_class
    made.attrs = {"novalidate": True, **(attrs or {})}
    made.render_hidden_fields = True
    made.mark_optional = mark_optional
    buttons = [Submit(name, submit), *more] if submit else [*more]
    if cancel:
        buttons.append(Link(cancel, cancel_text))
    made.layout = Layout(*layout, *([Buttons(*buttons)] if buttons else []))
    return made


def second(name, text, **kwargs):
    """A button that is not the main one."""
    return Submit(name, text, css_class="govuk-button--secondary", **kwargs)


def warning(name, text, **kwargs):
    """A button for what cannot be undone."""
    return Submit(name, text, css_class="govuk-button--warning", **kwargs)


class Buttons(Div):
    """Buttons and links in one line."""

    css_class = "govuk-button-group"


class Link:
    def __init__(self, address, text):
        self.address = address
        self.text = text

    def render(self, form, context, template_pack=None, **kwargs):
        return format_html('<a class="govuk-link" href="{}">{}</a>', self.address, self.text)
