"""Which mails a person gets."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from challenges import audit
from challenges.action_tools import ActionRefused
from challenges.mail_choices import OPTIONAL, muted_by
from challenges.models import MutedMail, User
from challenges.moments import now


@transaction.atomic
def choose_mail(person: User, *, wanted: Collection[str], by: User) -> None:
    """Switch the mails that can be on or off: these kinds come, the others do not."""
    if person != by:
        raise ActionRefused("Everyone chooses their own mail.")
    person = User.objects.select_for_update().get(pk=person.pk)
    off = set(OPTIONAL) - set(wanted)
    was = muted_by(person)
    if off == was:
        return
    MutedMail.objects.filter(person=person).exclude(kind__in=off).delete()
    MutedMail.objects.bulk_create(MutedMail(person=person, kind=kind, since=now()) for kind in sorted(off - was))
    audit.record(
        "mail.chosen",
        "chose which mails they get",
        by=by,
        challenge=None,
        target=person,
        was={"switched_off": sorted(was)},
        becomes={"switched_off": sorted(off)},
    )
