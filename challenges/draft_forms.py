"""What a page shows of the drafts of its form: the words in their fields, and a notice that says so."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.conf import settings
from django.forms.utils import flatatt
from django.http import HttpRequest, QueryDict
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils.safestring import SafeString

from challenges import drafts
from challenges.models import Draft
from challenges.word_diff import plain


@dataclass(frozen=True)
class Difference:
    """A field whose unsaved words are not what is saved."""

    name: str
    label: str
    yours: str
    saved: str
    is_text: bool


@dataclass(frozen=True)
class Another:
    """Further unsaved words for the same page, from another tab or machine."""

    saved_at: datetime.datetime
    texts: list[tuple[str, str]]
    show_url: str
    discard_url: str


@dataclass(frozen=True)
class Notice:
    """What is said above a form that shows unsaved words."""

    saved_at: datetime.datetime | None
    discard_url: str = ""
    differences: list[Difference] = field(default_factory=list)
    saved_since: bool = False  # somebody saved the text after these words were begun
    others: list[Another] = field(default_factory=list)


@dataclass(frozen=True)
class Shown:
    """What the template needs: attributes of the form element, its hidden `draft` fields, the notice."""

    attributes: SafeString
    writers: list[str]
    notice: Notice | None = None


def attach(form: forms.BaseForm, request: HttpRequest | None, *, always: bool = False) -> None:
    """Give a form of a challenge page its drafts: `form.draft`, and the words of the newest in its fields.

    One query. Does nothing outside a challenge and, unless `always`, for a form without a long field.
    """
    if request is None or getattr(request, "challenge", None) is None or getattr(form, "draft", None):
        return
    if getattr(request.user, "seen_by", None):  # whoever looks on as somebody else types nothing, and gets no key
        return
    if getattr(form, "keeps_no_draft", False):
        return
    if getattr(request, "see_as", None):  # nothing is typed, and the browser gets no key to what its owner typed
        return
    if not always and not any(isinstance(each.widget, forms.Textarea) for each in form.fields.values()):
        return
    page = getattr(form, "draft_page", request.path)  # a form may post to another address than its page's
    if form.is_bound:
        writers = drafts.writers_posted(request)
        mine = next((each for each in of_page(request, page) if each.writer in writers[-1:]), None) if writers else None
        form.draft = Shown(attributes(request, page, mine), writers)  # type: ignore[attr-defined]
        return
    found = of_page(request, page)
    shown = chosen(request, found)
    if shown is None:
        form.draft = Shown(attributes(request, page, None), [])  # type: ignore[attr-defined]
        return
    differences = bring_back(form, shown)
    stale = shown.version is not None and str(shown.version) != str(form.initial.get("version", shown.version))
    if stale:
        form.theirs = {each.name: each.saved for each in differences if each.is_text}  # type: ignore[attr-defined]
    notice = Notice(
        saved_at=shown.saved_at if differences else None,
        discard_url=_discard_url(shown),
        differences=differences,
        saved_since=stale and bool(differences),
        others=others(found, shown),
    )
    said = notice if notice.saved_at or notice.others else None
    form.draft = Shown(attributes(request, page, shown), [shown.writer], said)  # type: ignore[attr-defined]


def of_page(request: HttpRequest, page: str) -> list[Draft]:
    """This person's unsaved words for this page, the newest first."""
    mine = Draft.objects.visible_to(request.user).unsaved()  # type: ignore[arg-type]  # a signed-in person
    challenge = request.challenge  # type: ignore[attr-defined]
    found = list(mine.filter(challenge=challenge).of_page(page))
    for each in found:
        each.challenge = challenge
    return found


def chosen(request: HttpRequest, found: list[Draft]) -> Draft | None:
    """The one to show: the newest, unless the address names another."""
    return next((each for each in found if str(each.pk) == request.GET.get("draft")), found[0] if found else None)


def others(found: list[Draft], shown: Draft) -> list[Another]:
    """Those not shown whose words differ from those that are."""
    return [
        Another(each.saved_at, each.texts, f"{each.page}?draft={each.pk}", _discard_url(each))
        for each in found
        if each.pk != shown.pk and each.fields != shown.fields and each.texts
    ]


def attributes(request: HttpRequest, page: str, shown: Draft | None) -> SafeString:
    """What drafts.js reads off the form element."""
    challenge, person = request.challenge, request.user  # type: ignore[attr-defined]
    told: dict[str, Any] = {
        "data-draft": reverse("challenges:draft_save", args=[challenge.slug]),
        "data-draft-page": page,
        "data-draft-person": person.pk,
        "data-draft-key": drafts.browser_key(person),  # type: ignore[arg-type]
        "data-draft-sign-in": resolve_url(settings.LOGIN_URL),
        "data-draft-typed": request.method == "POST",  # came back with what was typed: not saved yet
    }
    if shown:
        told |= {"data-draft-after": shown.writer, "data-draft-after-step": shown.revision}
    return flatatt(told)


def bring_back(form: forms.BaseForm, draft: Draft) -> list[Difference]:
    """Put the draft's words into the fields of an unbound form. Returns where they are not what is saved."""
    typed = as_posted(draft)
    found = []
    for name, each in form.fields.items():
        bound = form[name]
        hidden = each.widget.is_hidden or isinstance(each.widget, forms.FileInput | forms.PasswordInput)
        if hidden or each.widget.value_omitted_from_data(typed, {}, bound.html_name):
            continue
        value = each.widget.value_from_datadict(typed, {}, bound.html_name)
        saved = bound.initial
        if not differs(each, saved, value):
            continue
        label = str(bound.label)
        is_text = isinstance(value, str) and not hasattr(each, "choices")
        found.append(Difference(name, label, in_words(each, value), in_words(each, saved), is_text))
        form.initial[name] = value
        bound.__dict__.pop("initial", None)  # Django keeps it once it was asked for
    return found


def differs(each: forms.Field, saved: Any, value: Any) -> bool:
    """Whether what was typed is not what is saved."""
    if not isinstance(value, str):
        return each.has_changed(saved, value)
    if isinstance(each.widget, forms.widgets.Input | forms.Textarea):
        saved = each.widget.format_value(each.prepare_value(saved))
    else:
        saved = each.prepare_value(saved)
    return plain(saved) != plain(value)


def as_posted(draft: Draft) -> QueryDict:
    """The draft's fields as a form would have posted them."""
    typed = QueryDict(mutable=True)
    for name, values in draft.fields.items():
        typed.setlist(name, values)
    return typed


def in_words(each: forms.Field, value: Any) -> str:
    """A field's value for people."""
    choices = {str(key): str(label) for key, label in getattr(each, "choices", [])}
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list | tuple | set):
        return ", ".join(choices.get(str(getattr(one, "pk", one)), str(one)) for one in value if one)
    if isinstance(value, datetime.date):
        return f"{value:%-d %B %Y}"
    return choices.get(str(getattr(value, "pk", value)), str(value))


def _discard_url(draft: Draft) -> str:
    return reverse("challenges:draft_discard", args=[draft.challenge.slug, draft.pk])
