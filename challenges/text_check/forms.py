"""The text check on a page: which fields of a form are checked, for whom, and the reasons given for keeping words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse

from challenges import actions
from challenges.actions.kept_words import Reason
from challenges.form_tools import refusals_shown_on
from challenges.models import Audience, Challenge, KeptWords
from challenges.text_check import telling
from challenges.text_check.marks import Kind
from challenges.text_check.reasons import problem_with
from challenges.text_check.sharing import Found, NotClean, found_in

LONGEST = 50_000  # characters that are looked at while someone types
AROUND = 45  # characters shown before and after marked words
SHOWN = 30  # marks of one text on a page: who mends these sees the next
KEEP = "keep"  # keep:council:phone:<hash> is the name of a box for a reason


@dataclass(frozen=True)
class Excerpt:
    """One mark as a page shows it: the words with what stands around them, why, and what can be done."""

    id: str
    before: str
    words: str
    after: str
    start: int
    called: str  # An NHS number
    why: str
    name: str  # of the box for the reason
    reason: str  # as typed so far
    kept: KeptWords | None


@dataclass(frozen=True)
class Checked:
    """A field with what is marked in it, and where the page asks again while someone types."""

    field: str
    id: str
    url: str
    audience: str
    all_kinds: bool  # words of judgement too
    excerpts: list[Excerpt]
    more: int  # marks that are not shown
    notice: str = ""  # why not everything is marked

    @property
    def open(self) -> int:
        """How many are neither mended nor kept."""
        return sum(each.kept is None for each in self.excerpts) + self.more


if TYPE_CHECKING:
    _Form = forms.Form
else:
    _Form = object


class TextChecked(_Form):
    """Mixed into a form: its long texts are checked. Views save it under `words_checked(form, request)`."""

    checked_for: str = Audience.COUNCIL  # the widest audience its texts may come to; words are kept for that
    also_checked: tuple[str, ...] = ()  # fields of one line
    points_out_judgement = False  # in findings and reports, never in what is noted from cases

    def checked_fields(self) -> list[str]:
        return [
            name
            for name, field in self.fields.items()
            if name in self.also_checked or isinstance(field.widget, forms.Textarea)
        ]

    def clean(self) -> dict[str, Any] | None:
        cleaned = super().clean()
        for name in self.data:
            problem = problem_with(str(self.data[name])) if name.startswith(f"{KEEP}:") else ""
            if problem:
                self.add_error(None, problem)
        return cleaned

    def checked_text(self, name: str) -> str:
        value = self[name].value()
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    def text_checks(self, request: HttpRequest) -> dict[str, Checked]:
        """What is marked in each field, by its name. Worked out once for a page."""
        if not hasattr(self, "_text_checks"):
            names = self.checked_fields()
            challenge = request.challenge  # type: ignore[attr-defined]  # set by challenge_view
            everything = found_in(
                challenge, {name: self.checked_text(name) for name in names}, audience=self.checked_for
            )
            found, left_out = telling.tellable(request, everything)
            self._text_checks = {
                name: checked(
                    challenge,
                    [each for each in found if each.field == name],
                    field=name,
                    field_id=self[name].id_for_label or f"id_{name}",
                    text=self.checked_text(name),
                    audience=self.checked_for,
                    all_kinds=self.points_out_judgement,
                    typed=self.data,
                    notice=telling.TOO_MANY_NAMES if left_out else "",
                )
                for name in names
            }
        return self._text_checks


def checked(
    challenge: Challenge,
    found: list[Found],
    *,
    field: str,
    field_id: str,
    text: str,
    audience: str,
    all_kinds: bool,
    typed: Mapping[str, Any],
    notice: str = "",
) -> Checked:
    """What a page shows of the marks in one text."""
    shown = [each for each in found if all_kinds or each.mark.kind.is_identifier]
    shown.sort(key=lambda each: (each.kept is not None, each.mark))
    return Checked(
        field=field,
        id=field_id,
        url=reverse("challenges:text_check", args=[challenge.slug]),
        audience=audience,
        all_kinds=all_kinds,
        excerpts=[_excerpt(each, n, field_id, text, audience, typed) for n, each in enumerate(shown[:SHOWN])],
        more=sum(each.kept is None for each in shown[SHOWN:]),
        notice=notice,
    )


def _excerpt(found: Found, number: int, field_id: str, text: str, audience: str, typed: Mapping[str, Any]) -> Excerpt:
    mark = found.mark
    before, after = text[max(0, mark.start - AROUND) : mark.start], text[mark.end : mark.end + AROUND]
    name = f"{KEEP}:{audience}:{mark.kind}:{found.digest}"
    words = mark.kind.words
    return Excerpt(
        id=f"{field_id}-mark-{number}",
        before=("…" if mark.start > AROUND else "") + before,
        words=mark.words,
        after=after + ("…" if mark.end + AROUND < len(text) else ""),
        start=mark.start,
        called=words[0].upper() + words[1:],
        why=mark.why,
        name=name,
        reason=str(typed.get(name, "")),
        kept=found.kept,
    )


def keep_reasons(request: HttpRequest) -> None:
    """Keep the reasons that were typed beside marked words, whatever form they came with."""
    if request.POST.get("by_itself"):  # the page saves itself while someone types: a reason counts with a button
        return
    reasons = [
        Reason(audience=parts[1], kind=parts[2], digest=parts[3], reason=reason)
        for parts, reason in ((name.split(":"), str(reason).strip()) for name, reason in request.POST.items())
        if reason and len(parts) == 4 and parts[0] == KEEP and _is_sound(*parts[1:])
    ]
    if reasons:
        challenge = request.challenge  # type: ignore[attr-defined]  # set by challenge_view
        actions.keep_words(challenge, reasons=reasons, by=request.user)  # type: ignore[arg-type]


def _is_sound(audience: str, kind: str, digest: str) -> bool:
    return audience in Audience.values and kind in set(Kind) and len(digest) == 32


@contextmanager
def words_checked(form: TextChecked, request: HttpRequest) -> Iterator[None]:
    """As `refusals_shown_on`, for a form whose texts are checked.

    Reasons given beside marked words are kept first; words that stand in the way of sharing are told at their field.
    """
    with refusals_shown_on(form):
        try:
            with refusals_shown_on(
                form
            ):  # a reason that cannot be kept: the words then stand in the way, or stay marked
                keep_reasons(request)
            yield
        except NotClean as refusal:
            by_field = dict.fromkeys(each.field for each in refusal.found)
            if not by_field.keys() <= form.fields.keys():
                raise
            for name in by_field:
                form.add_error(name, refusal.of(name, called=str(form[name].label)))
