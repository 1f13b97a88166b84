"""The rules that are asked of one challenge say what they say of every challenge at once."""

import pytest
from django.urls import reverse

from challenges.addresses import address_of, addresses
from challenges.models import Acceptance, AgreementText, Audience, Challenge, Role, User, texts_waiting_for
from challenges.moments import now
from peerchallenge.frame import ABOUT, CONTENTS
from reports.models import AccuracyPoint
from tests.factories import AgreementTextFactory, ChallengeFactory
from tests.reports.factories import AccuracyPointFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory()


@pytest.mark.parametrize("role", [role.value for role in Role])
def test_one_challenge_is_read_as_all_of_them_are(person, challenge, role):
    reader, other = person(role, challenge), ChallengeFactory()
    for audience in Audience:
        AccuracyPointFactory(challenge=challenge, audience=audience)
        AccuracyPointFactory(challenge=challenge, audience=audience, written_by=reader)
        AccuracyPointFactory(challenge=other, audience=audience)
    for where in (challenge, other):
        in_one = AccuracyPoint.objects.visible_in(where, reader)
        of_all = AccuracyPoint.objects.filter(challenge=where).visible_to(reader)
        assert set(in_one) == set(of_all)
    held = reader.memberships.get(role=role)
    held.ended_at, held.ended_by = now(), reader
    held.save()
    gone = User.objects.get(pk=reader.pk)
    assert set(AccuracyPoint.objects.visible_in(challenge, gone)) == set(
        AccuracyPoint.objects.filter(challenge=challenge).visible_to(gone)
    )


def test_who_looks_on_reads_nothing_more(person, challenge):
    peer, sponsor = person("peer", challenge), person("sponsor", challenge)
    AccuracyPointFactory(challenge=challenge, audience=Audience.TEAM)
    shared = AccuracyPointFactory(challenge=challenge, audience=Audience.COUNCIL)
    peer.seen_by = sponsor
    assert list(AccuracyPoint.objects.visible_in(challenge, peer)) == [shared]


@pytest.mark.parametrize("own", ["none", "standing", "ended"])
@pytest.mark.parametrize("accepted", ["nothing", "the programme's", "the council's", "elsewhere"])
def test_a_text_waits_where_it_is_in_force_and_not_accepted(person, challenge, own, accepted):
    peer, other = person("peer", challenge), ChallengeFactory(programme=challenge.programme)
    texts = [AgreementTextFactory(kind=kind, programme_code=challenge.programme.code) for kind in AgreementText.Kind]
    of_council = None
    if own != "none":
        ended = {"ended_at": now(), "ended_by": peer} if own == "ended" else {}
        of_council = AgreementTextFactory(kind=texts[0].kind, challenge=challenge, programme_code="", **ended)
    match accepted:
        case "the programme's":
            Acceptance.objects.create(challenge=challenge, user=peer, text=texts[0], accepted_at=now())
        case "the council's" if of_council:
            Acceptance.objects.create(challenge=challenge, user=peer, text=of_council, accepted_at=now())
        case "elsewhere":
            Acceptance.objects.create(challenge=other, user=peer, text=texts[0], accepted_at=now())

    for each in Challenge.objects.annotate(**texts_waiting_for(peer)).select_related("programme"):
        waiting = AgreementText.objects.in_force_in(each).not_accepted_by(peer, each)
        assert {kind for kind in AgreementText.Kind if getattr(each, f"{kind}_waits")} == {
            text.kind for text in waiting
        }


def test_addresses_are_as_reversed(challenge):
    for entry in [*ABOUT, *(each for entries in CONTENTS.values() for each in entries)]:
        assert address_of(entry.page, challenge.slug) == reverse(entry.page, args=[challenge.slug])
    at = addresses("preparation:document", challenge.slug)
    assert [at(key) for key in (1, 70)] == [
        reverse("preparation:document", args=[challenge.slug, key]) for key in (1, 70)
    ]
