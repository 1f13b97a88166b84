"""A copy of everything kept about a person: for themselves, and by the programme office for somebody who asks."""

import io
import json
import zipfile

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import connection
from django.test.utils import CaptureQueriesContext

from challenges import actions, audit
from challenges.about_people.gathering import ABOUT_A_CHILD, OF_SOMEBODY_ELSE_TOO, WHY_REPLACED, gather
from challenges.about_people.packing import DATA, LOOKS, PAGE
from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import Audience, AuditEvent, Draft, Membership, Opening, User
from challenges.moments import now
from preparation.models import Declaration
from tests.challenges.signing_in import NEEDED, by_password, somebody, with_app
from tests.factories import ChallengeFactory, UserFactory
from tests.feedback.factories import CaseFactory, FindingFactory, NoteFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage=Stage.FEEDBACK)


def told(packed):
    """The zip as (page, data)."""
    with zipfile.ZipFile(io.BytesIO(packed)) as folder:
        assert sorted(folder.namelist()) == sorted([PAGE, DATA, LOOKS])
        return folder.read(PAGE).decode(), json.loads(folder.read(DATA))


def rows(data, heading):
    return [
        row for parts in data["groups"].values() for part in parts if part["heading"] == heading for row in part["rows"]
    ]


def test_one_downloads_it_and_that_is_kept(challenge, person, log_in_as):
    peer = person("peer", challenge, name="The Peer")
    client = log_in_as(peer)

    shown = client.get("/account/data/")
    answer = client.post("/account/data/")

    assert "words about single children, even your own" in shown.text
    assert answer["Content-Disposition"] == 'attachment; filename="everything-kept-about-you.zip"'
    assert answer["Cache-Control"] == "private, no-store"
    page, data = told(answer.content)
    assert "<h1>Everything kept about The Peer</h1>" in page
    assert data["groups"]["Who you are"][0]["rows"][0]["E-mail address"] == peer.email
    assert rows(data, "Roles you hold or held")[0]["Role"] == "Peer"
    assert rows(data, "When you signed in") == []
    event = AuditEvent.objects.get(what="copy.taken")
    assert (event.by_id, event.sentence) == (peer.pk, "took a copy of everything kept about them")


def test_when_they_signed_in_stands_apart_from_what_they_did(challenge):
    peer = somebody()
    by_password()

    _page, data = told(actions.copy_of_everything(peer, by=peer))

    assert [row["What"] for row in rows(data, "When you signed in")] == ["signed in with their password"]
    assert "signed in" not in str(rows(data, "Everything recorded that you did"))


def test_it_needs_the_second_step_whoever_it_is(challenge, person, log_in_as):
    contributor = person("contributor", challenge)
    client = log_in_as(contributor, second_step=False)

    for answer in (client.get("/account/data/"), client.post("/account/data/")):
        assert (answer.status_code, answer.url) == (302, NEEDED)
    assert "or everything kept about you" in client.get(NEEDED).text
    assert not AuditEvent.objects.filter(what="copy.taken").exists()


def test_no_secret_is_in_it(challenge, log_in_as):
    peer = somebody()
    secret = with_app(peer)
    recovery = Authenticator.objects.create(
        user=peer, type="recovery_codes", data={"seed": "the-sealed-seed", "used_mask": 0}
    )
    passkey = {"name": "My passkey", "credential": {"response": "the-public-key"}}
    Authenticator.objects.create(user=peer, type="webauthn", data=passkey)
    claims = {
        "id_token": {"email": "dcs@example.org", "nonce": "the-nonce", "at_hash": "the-hash"},
        "access_token": "the-token",
    }
    SocialAccount.objects.create(user=peer, provider="single-sign-on", uid="uid-1", extra_data=claims)
    client = log_in_as(peer)

    page, data = told(client.post("/account/data/").content)

    everything = page + json.dumps(data)
    sealed = [
        str(each.data.get("secret")) for each in Authenticator.objects.filter(user=peer) if each.data.get("secret")
    ]
    hidden = [
        secret,
        peer.password,
        client.session.session_key,
        "the-sealed-seed",
        "the-public-key",
        "the-nonce",
        "the-hash",
    ]
    assert [each for each in (*hidden, *sealed, "the-token") if each in everything] == []
    assert recovery.pk in [row["Entry"] for row in rows(data, "Second steps (without their secrets)")]
    assert "My passkey" in page
    assert rows(data, "Sign-in of your organisation (without tokens)")[0]["Extra data"]["id_token"] == {
        "email": "dcs@example.org"
    }


def test_own_words_are_in_it_unless_they_are_about_a_child_or_no_longer_only_theirs(challenge, person):
    peer, other = person("peer", challenge), person("peer", challenge)
    mine = {"challenge": challenge, "written_by": peer, "changed_by": peer}
    FindingFactory(**mine, headline="A headline of mine")
    FindingFactory(**{**mine, "changed_by": other}, headline="Changed by another")
    FindingFactory(challenge=challenge, written_by=other, changed_by=other, headline="Another's own")
    NoteFactory(**mine, text="What I heard")
    NoteFactory(**mine, text="From a case", case=CaseFactory(challenge=challenge), session=None)

    draft = {"person": peer, "challenge": challenge, "saved_at": now(), "labels": [["text", "Text"]], "page": "/"}
    Draft.objects.create(**draft, writer="a", fields={"text": ["Not saved yet"]})
    Draft.objects.create(**draft, writer="b", fields={"text": ["Of a child"]}, child_level=True)
    page, data = told(actions.copy_of_everything(peer, by=peer))

    assert [row.get("Headline", row.get("Words")) for row in rows(data, "Findings")] == [
        "A headline of mine",
        OF_SOMEBODY_ELSE_TOO,
    ]
    assert [row.get("Text", row.get("Words")) for row in rows(data, "Evidence notes")] == [
        "What I heard",
        ABOUT_A_CHILD,
    ]
    assert [row.get("Text", row.get("Words")) for row in rows(data, "Drafts")] == ["Not saved yet", ABOUT_A_CHILD]
    assert [each for each in ("Changed by another", "Another's own", "From a case", "Of a child") if each in page] == []


def test_what_they_opened_is_told_without_the_case(challenge, person):
    peer = person("peer", challenge)
    opened = {"at": now(), "by_id": peer.pk, "by_name": peer.name, "challenge_id": challenge.pk, "how": "page"}
    Opening.objects.create(**opened, target_type="casereview.Case", target_id=7, target="Case C-07")
    Opening.objects.create(
        **{**opened, "how": "saved"}, target_type="challenges.StoredFile", target_id=8, target="plan.pdf"
    )

    page, data = told(actions.copy_of_everything(peer, by=peer))

    assert [row["What"] for row in rows(data, "Pages about children and files you opened")] == [
        "A page about a single child",
        "plan.pdf",
    ]
    assert "C-07" not in page


def test_what_was_decided_about_them_as_far_as_they_may_know(challenge, person):
    peer, manager = person("peer", challenge), person("challenge_manager", challenge)
    office = UserFactory(is_programme_office=True)
    membership = Membership.objects.get(user=peer)
    event = {"by": manager, "challenge": challenge, "target": membership, "reason": "A reason of the manager"}
    audit.record("person.noted", "told the council of them", audience=Audience.COUNCIL, **event)
    audit.record("person.noted", "told the LGA of them", audience=Audience.LGA, **event)
    Declaration.objects.create(
        challenge=challenge,
        user=peer,
        number=1,
        asked_at=now(),
        asked_because="joined",
        answered_at=now(),
        family="A cousin works there",
        decision="replace",
        decision_text="Too close",
        changed_at=now(),
        changed_by=manager,
    )

    page, data = told(actions.copy_of_everything(peer, by=peer))
    for_office, of_office = told(actions.copy_of_everything(peer, by=office, reason="Asked by letter"))

    about = "What others did that is about you"
    assert [row["What"] for row in rows(data, about)] == ["told the council of them"]
    assert data["entries_kept_back"] == 1
    assert "1 entry about you was written for the LGA alone." in page
    assert "A reason of the manager" not in page
    assert "Too close" not in page
    assert WHY_REPLACED in page
    assert "A cousin works there" in page
    assert "told the LGA of them" in for_office
    assert "A reason of the manager" in for_office
    assert "Too close" in for_office
    assert "to be looked through before it is handed on" in for_office
    assert of_office["entries_kept_back"] == 0


def test_the_office_takes_one_for_a_person_with_a_reason(challenge, person, log_in_as):
    peer, office = person("peer", challenge), UserFactory(is_programme_office=True)
    client = log_in_as(office)

    without = client.post(f"/people/{peer.pk}/data/")
    answer = client.post(f"/people/{peer.pk}/data/", {"reason": "Asked by letter, called back"})

    assert without["Content-Type"].startswith("text/html")
    assert answer["Content-Type"] == "application/zip"
    event = AuditEvent.objects.get(what="copy.taken")
    assert (event.by_id, event.target_id, event.reason) == (office.pk, peer.pk, "Asked by letter, called back")


def test_nobody_takes_one_of_somebody_else(challenge, person):
    peer, manager = person("peer", challenge), person("challenge_manager", challenge)

    for by, reason in ((manager, "Because"), (UserFactory(is_programme_office=True), " ")):
        with pytest.raises(ActionRefused):
            actions.copy_of_everything(peer, by=by, reason=reason)
    assert not AuditEvent.objects.filter(what="copy.taken").exists()


def test_it_takes_as_many_queries_for_much_as_for_little(challenge, person):
    peer = person("peer", challenge)
    counted = []
    for how_many in (1, 30):
        for _each in range(how_many):
            FindingFactory(challenge=challenge, written_by=peer, changed_by=peer)
            audit.record("thing.done", "did it", by=peer, challenge=challenge, target=challenge)
        fresh = User.objects.get(pk=peer.pk)
        with CaptureQueriesContext(connection) as queries:
            gather(fresh, reader=fresh)
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_words_that_look_like_html_stay_words(challenge, person):
    peer = person("peer", challenge, name="<script>alert(1)</script>")

    page, _data = told(actions.copy_of_everything(peer, by=peer))

    assert "<script" not in page
