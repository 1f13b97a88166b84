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
    return mark_safe(nh3.clean(MARKDOWN.render(text or ""), tags=TAGS, attributes={}))  # noqa: S308  # cleaned by nh3
