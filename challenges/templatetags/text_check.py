"""Marks of the text check below a field."""

from django import template

register = template.Library()


@register.inclusion_tag("_text_check.html", takes_context=True)
def text_check(context, form, name):
    """What is marked in this field of a form whose texts are checked; nothing for any other form or field."""
    request = context.get("request")
    if not hasattr(request, "challenge") or not hasattr(form, "text_checks"):
        return {"checked": None}
    return {"checked": form.text_checks(request).get(name)}
