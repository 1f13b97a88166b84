"""The small Markdown that report passages are written in: paragraphs, lists, bold, italic. Nothing else."""

import nh3
from django import template
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt

register = template.Library()
MARKDOWN = MarkdownIt("zero", {"breaks": True}).enable(["list", "emphasis", "newline", "escape"])
TAGS = {"p", "ul", "ol", "li", "strong", "em", "br"}


@register.filter
def prose(text):
    """Markdown to clean HTML."""
    clean = nh3.clean(MARKDOWN.render(text or ""), tags=TAGS, attributes={})
    return mark_safe(clean)  # noqa: S308  # nosec B308 B703  # cleaned by nh3
