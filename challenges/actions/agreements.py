"""Ground rules and confidentiality agreements: their versions, and who accepts them."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.db.models import Max

from challenges import audit, next_actions
from challenges.action_tools import ActionRefused, SavedByAnother, check_clean, locked
from challenges.models import Acceptance, AgreementText, Audience, Challenge, Membership, Programme, User
from challenges.moments import now
from challenges.programme_files import AgreementSpec

Kind = AgreementText.Kind


@transaction.atomic
def load_texts(programme: Programme, *, by: User) -> list[AgreementText]:
    """Keep the texts of a programme file where they are new. They hold for running challenges too, at once."""
    kept = [text for spec in programme.plan.agreements if (text := _load(programme, spec, by=by))]
    missing = [
        kind.label.lower()
        for kind in Kind
        if not AgreementText.objects.standing().filter(programme_code=programme.code, kind=kind).exists()
    ]
    if missing:
        raise ActionRefused(
            f"“{programme}” needs a text for: {', '.join(missing)}. People accept it before they come in."
        )
    for text in kept:
        audit.record(
            "agreement.loaded",
            f"loaded {text.called} of the {text.get_kind_display().lower()} of “{programme}”",
            by=by,
            challenge=None,
            target=text,
        )
    if kept:
        _ask_again(programme.code)
    return kept


def _load(programme: Programme, spec: AgreementSpec, *, by: User) -> AgreementText | None:
    versions = AgreementText.objects.filter(programme_code=programme.code, kind=spec.kind)
    same = versions.filter(version=spec.version).first()
    if same and same.text != spec.text.strip():
        raise ActionRefused(
            f"Version {spec.version} of the {same.get_kind_display().lower()} of “{programme}” is loaded already and "
            "differs. People accepted it as it is: give the changed text a new version."
        )
    if same or versions.filter(version__gt=spec.version).exists():
        return None
    _end(versions, by=by)
    return AgreementText.objects.create(
        kind=spec.kind,
        programme_code=programme.code,
        version=spec.version,
        text=spec.text.strip(),
        derived=spec.derived,
        written_at=now(),
        written_by=by,
    )


def _end(versions, *, by: User) -> int:
    return versions.standing().update(ended_at=now(), ended_by=by)


def _ask_again(programme_code: str) -> None:
    """Everyone in an open challenge of the programme who has to accept has a next action for it."""
    concerned = Membership.objects.holding(*AgreementText.ACCEPTING_ROLES).values("challenge")
    for challenge in Challenge.objects.open().filter(programme__code=programme_code, pk__in=concerned):
        next_actions.work_out_after_commit(challenge)


@transaction.atomic
def write_own_text(challenge: Challenge, *, kind: str, text: str, version: int, by: User) -> AgreementText:
    """Put the council's own text in the place of the programme's; a changed one is a new version.

    `version` is the council's own version its writer began with, 0 where there was none.
    """
    challenge = locked(challenge)
    versions = AgreementText.objects.filter(challenge=challenge, kind=kind)
    text = text.replace("\r\n", "\n").strip()
    last = versions.aggregate(last=Max("version"))["last"] or 0
    standing = versions.standing().select_related("written_by").first()
    if standing and standing.text == text:
        return standing
    if last != version and standing:
        raise SavedByAnother(standing, ["text"])
    written = AgreementText(
        kind=kind, challenge=challenge, version=last + 1, text=text, written_at=now(), written_by=by
    )
    _end(versions, by=by)
    check_clean(written)
    written.save()
    audit.record(
        "agreement.written",
        f"put the council’s own {written.get_kind_display().lower()} in place (version {written.version}); "
        "those who come from outside are asked to accept it",
        by=by,
        challenge=challenge,
        target=written,
        audience=Audience.COUNCIL,
        was={"text": standing.text if standing else ""},
        becomes={"text": written.text},
    )
    return written


@transaction.atomic
def withdraw_own_text(challenge: Challenge, *, kind: str, by: User) -> None:
    """Take the council's own text back: the programme's stands again, and with it who has accepted that."""
    challenge = locked(challenge)
    standing = AgreementText.objects.standing().filter(challenge=challenge, kind=kind).first()
    if standing is None:
        raise ActionRefused("The programme’s text stands already.")
    _end(AgreementText.objects.filter(pk=standing.pk), by=by)
    audit.record(
        "agreement.withdrawn",
        f"took the council’s own {standing.get_kind_display().lower()} back; the programme’s stands again",
        by=by,
        challenge=challenge,
        target=standing,
        audience=Audience.COUNCIL,
    )


@transaction.atomic
def accept_texts(challenge: Challenge, *, texts: Collection[int], roles: Collection[str], by: User) -> list[Acceptance]:
    """Accept what stands in this challenge for someone with these roles, having read the texts with these ids.

    All of it or nothing: a text that changed since the page was loaded is to be read first.
    """
    challenge = locked(challenge)
    in_force = [
        text
        for text in AgreementText.objects.in_force_in(challenge).not_accepted_by(by, challenge)
        if AgreementText.ACCEPTED_BY[Kind(text.kind)] & set(roles)
    ]
    if {text.pk for text in in_force} - set(texts):
        raise ActionRefused("A text has changed since you opened this page, or is not ticked. Read it, then accept it.")
    accepted = [
        Acceptance.objects.create(challenge=challenge, user=by, text=text, accepted_at=now()) for text in in_force
    ]
    if accepted:
        audit.record(
            "agreement.accepted",
            f"accepted {_in_words(in_force)}",
            by=by,
            challenge=challenge,
            target=accepted[0],
            audience=Audience.COUNCIL,
            becomes={text.kind: text.called for text in in_force},
        )
    return accepted


def _in_words(texts: list[AgreementText]) -> str:
    return " and ".join(f"the {text.get_kind_display().lower()} ({text.called})" for text in texts)
