import datetime
import threading

import pytest
from django.core.files.storage import default_storage
from django.db import connection

from challenges.action_tools import ActionRefused, SavedByAnother
from challenges.actions import end_stage, move_to_stage
from challenges.invitation_links import PLACE_OF_THE_LINK
from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Membership, OutboundMail, Role, StoredFile, User
from challenges.moments import today, working_days_from
from preparation import actions
from preparation.models import DocumentRequest, DocumentVersion, Reading, TeamPlace
from scoping.models import ChosenTheme
from tests.factories import AgreementTextFactory, ChallengeFactory, UserFactory
from tests.preparation.factories import DocumentRequestFactory, ReadingFactory, TeamPlaceFactory
from tests.preparation.files import PNG, docx, pdf, upload, zipped
from tests.preparation.joining import join

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def manager(person, challenge):
    return person("challenge_manager", challenge)


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


def invite(challenge, by, **fields):
    offer = {"email": "peer@example.org", "name": "A peer", "role": "peer", "place": "Health peer"}
    return actions.invite_person(challenge, by=by, **offer | fields)


# Entering the stage


def test_entering_preparation_asks_for_the_programme_s_documents(manager):
    challenge = ChallengeFactory()
    plan = challenge.programme.plan

    move_to_stage(challenge, Stage.PREPARATION, by=manager)

    asked = list(challenge.document_requests.values_list("code", "due_on"))
    assert asked == [
        (spec.code, working_days_from(challenge.starts_on, spec.working_days))
        for spec in plan.documents
        if not spec.themes
    ]


def test_a_chosen_theme_brings_its_documents(manager):
    challenge = ChallengeFactory()
    spec = next(spec for spec in challenge.programme.plan.documents if spec.themes)
    theme = challenge.programme.themes.get(code=spec.themes[0])
    ChosenTheme.objects.create(challenge=challenge, theme=theme, chosen_at="2027-01-01T10:00Z", chosen_by=manager)

    move_to_stage(challenge, Stage.PREPARATION, by=manager)

    assert challenge.document_requests.filter(code=spec.code).exists()


def test_the_list_is_laid_out_once(challenge, manager):
    first = actions.lay_out_documents(challenge, by=manager)

    assert (bool(first), actions.lay_out_documents(challenge, by=manager)) == (True, [])


# The team


def test_inviting_makes_the_person_known_but_not_part_of_the_challenge(challenge, manager):
    place = invite(challenge, manager)

    user = User.objects.get(email="peer@example.org")
    assert (place.user, place.state, user.has_usable_password()) == (user, "invited", False)
    assert not Membership.objects.filter(user=user).exists()


@pytest.mark.parametrize("has_password", [False, True])
def test_inviting_writes_one_mail_with_the_way_in(has_password, challenge, manager, settings):
    settings.SITE_URL = "https://peerchallenge.example.org"
    if has_password:
        User.objects.create_user("peer@example.org", "three words together", name="A peer")

    place = invite(challenge, manager)

    mail = OutboundMail.objects.get()
    assert (mail.kind.partition(":")[0], mail.person, mail.state) == ("challenges.invitation", place.user, "due")
    assert mail.subject == f"Invitation to the peer challenge of {challenge.council}"
    address = f"https://peerchallenge.example.org/invitations/{place.pk}/"
    assert (address if has_password else PLACE_OF_THE_LINK) in mail.body.splitlines()


def test_a_person_is_invited_once(challenge, manager):
    invite(challenge, manager)

    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager)

    assert str(refusal.value) == "This person has been invited already."


def test_nobody_joins_the_team_of_their_own_council(challenge, manager, organiser):
    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager, email=organiser.email)

    assert str(refusal.value) == (
        f"{organiser} is organiser of this challenge. Nobody joins the peer team of their own council."
    )


def test_who_is_in_the_team_is_not_invited_again(challenge, manager, person):
    peer = person("peer", challenge)

    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager, email=peer.email)

    assert str(refusal.value) == f"{peer} is in the peer team already."


def test_a_team_has_one_lead_peer(challenge, manager):
    invite(challenge, manager, role="lead_peer", place="Lead peer")

    with pytest.raises(ActionRefused) as refusal:
        invite(challenge, manager, email="other@example.org", role="lead_peer", place="Lead peer")

    assert str(refusal.value) == "There is a lead peer already, or one is invited. Withdraw that place first."
    assert not User.objects.filter(email="other@example.org").exists()


def test_accepting_brings_the_person_into_the_challenge(challenge):
    place = TeamPlaceFactory(challenge=challenge, role="lead_peer")

    text = AgreementTextFactory()

    join(place, family=" A cousin ")

    place.refresh_from_db()
    declared = challenge.declarations.get()
    assert (place.state, place.user.acceptances.get().text, declared.family) == ("accepted", text, "A cousin")
    assert place.user.roles_in(challenge) == {Role.LEAD_PEER}
    assert set(AuditEvent.objects.values_list("what", "by_role")) == {
        ("agreement.accepted", Role.LEAD_PEER),
        ("interests.declared", Role.LEAD_PEER),
        ("place.accepted", Role.LEAD_PEER),
    }


def test_accepting_takes_every_text_as_it_stands(challenge):
    place = TeamPlaceFactory(challenge=challenge)
    rules, _confidentiality = AgreementTextFactory(), AgreementTextFactory(kind="confidentiality")

    with pytest.raises(ActionRefused) as refusal:
        actions.accept_invitation(place, texts=[rules.pk], interests=actions.Interests(), by=place.user)

    assert str(refusal.value) == (
        "A text has changed since you opened this page, or is not ticked. Read it, then accept it."
    )
    assert not Membership.objects.filter(user=place.user).exists()


def test_declining_takes_a_reason(challenge):
    place = TeamPlaceFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.decline_invitation(place, reason="", by=place.user)

    assert str(refusal.value) == "Say in a few words why you decline."


def test_the_reason_for_declining_is_for_the_lga(challenge):
    place = TeamPlaceFactory(challenge=challenge)

    actions.decline_invitation(place, reason="My own council is being inspected.", by=place.user)

    place.refresh_from_db()
    assert (place.state, place.decline_reason) == ("declined", "My own council is being inspected.")
    assert not place.user.memberships.exists()
    assert AuditEvent.objects.get().audience == "lga"


def test_only_the_person_invited_answers(challenge, manager):
    place = TeamPlaceFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.accept_invitation(place, texts=[], interests=actions.Interests(), by=manager)

    assert str(refusal.value) == "Only the person invited can answer."


def test_an_invitation_is_answered_once(challenge):
    place = TeamPlaceFactory(challenge=challenge)
    join(place)

    with pytest.raises(ActionRefused) as refusal:
        actions.decline_invitation(place, reason="Changed my mind", by=place.user)

    assert str(refusal.value) == "This stands at “Accepted” and cannot become “Declined”."


def test_nobody_joins_after_the_week_on_site(challenge):
    place = TeamPlaceFactory(challenge=ChallengeFactory(stage="feedback"))

    with pytest.raises(ActionRefused) as refusal:
        join(place)

    assert str(refusal.value) == ("This challenge no longer takes people into its team. Ask the challenge manager.")


def test_withdrawing_an_accepted_place_ends_the_membership(challenge, manager):
    place = TeamPlaceFactory(challenge=challenge)
    join(place)

    actions.withdraw_place(place, by=manager)

    place.refresh_from_db()
    assert (place.state, challenge.declarations.count()) == ("withdrawn", 1)
    assert not place.user.memberships.current().exists()


def test_what_is_withdrawn_stays_withdrawn(challenge, manager):
    place = TeamPlaceFactory(challenge=challenge, state=TeamPlace.State.WITHDRAWN)

    with pytest.raises(ActionRefused) as refusal:
        actions.withdraw_place(place, by=manager)

    assert str(refusal.value) == "This stands at “Withdrawn” and cannot become “Withdrawn”."


# Uploads


def test_an_upload_answers_the_item(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    uploaded = actions.upload_documents(item, [upload("data.pdf")], by=organiser, note="Read page 3.")

    item.refresh_from_db()
    assert uploaded == actions.Uploaded(kept=["data.pdf"], refusals=[])
    assert (item.state, item.answered_by, item.note) == ("in", organiser, "Read page 3.")
    version = item.versions.get()
    with version.file.content.open("rb") as stored:
        assert (version.number, version.is_newest, stored.read()) == (1, True, pdf())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("data.pdf", pdf()),
        ("plan.docx", docx()),
        ("picture.png", PNG),
        ("figures.csv", b"measure,value\ncontacts,34\n"),
        ("note.txt", "Caseloads fell – see page 3".encode()),
    ],
)
def test_good_files_come_in(challenge, organiser, name, content):
    item = DocumentRequestFactory(challenge=challenge)

    uploaded = actions.upload_documents(item, [upload(name, content)], by=organiser)

    assert uploaded == actions.Uploaded(kept=[name], refusals=[])


@pytest.mark.parametrize(
    ("name", "content", "refusal"),
    [
        ("empty.pdf", b"", "“empty.pdf” is empty. Check the file, then upload it again."),
        ("large.pdf", pdf("x" * 4000), "“large.pdf” is 4.4\xa0KB. A file can be at most 3.9\xa0KB."),
        (
            "picture.pdf",
            PNG,
            "“picture.pdf” ends in .pdf, but its content is something else (image/png).",
        ),
        (
            "zip.docx",
            zipped({"readme.txt": "not a Word file"}),
            "“zip.docx” ends in .docx, but its content is something else (application/zip).",
        ),
        (
            "sheet.docx",
            zipped({"xl/workbook.xml": "<workbook/>"}),
            (
                "“sheet.docx” ends in .docx, but its content is something else "
                "(application/vnd.openxmlformats-officedocument.spreadsheetml.sheet)."
            ),
        ),
        (
            "tool.exe",
            b"MZ",
            (
                "“tool.exe” is not a kind of file we take. Upload PDF, Word (.docx), Excel (.xlsx), "
                "PowerPoint (.pptx), text, CSV, PNG or JPEG."
            ),
        ),
        (
            "no ending",
            pdf(),
            (
                "“no ending” is not a kind of file we take. Upload PDF, Word (.docx), Excel (.xlsx), "
                "PowerPoint (.pptx), text, CSV, PNG or JPEG."
            ),
        ),
    ],
)
def test_bad_files_are_refused_by_name(challenge, organiser, settings, name, content, refusal):
    settings.MAX_UPLOAD_BYTES = 4000
    item = DocumentRequestFactory(challenge=challenge)

    uploaded = actions.upload_documents(item, [upload(name, content)], by=organiser, note="Read page 3.")

    item.refresh_from_db()
    assert uploaded == actions.Uploaded(kept=[], refusals=[refusal])
    assert (item.state, item.note, StoredFile.objects.count()) == ("wanted", "", 0)


def test_good_files_are_kept_when_another_is_refused(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    files = [upload("one.pdf"), upload("bad.pdf", PNG), upload("two.docx", docx())]

    uploaded = actions.upload_documents(item, files, by=organiser, note="Read page 3.")

    item.refresh_from_db()
    assert uploaded == actions.Uploaded(
        kept=["one.pdf", "two.docx"],
        refusals=["“bad.pdf” ends in .pdf, but its content is something else (image/png)."],
    )
    assert (item.state, item.note, item.versions.count()) == ("in", "Read page 3.", 2)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\a person\\data.pdf", "data.pdf"),
        ("n" * 300 + ".pdf", "n" * 146 + ".pdf"),
        ("plan\u202efdp.pdf", "planfdp.pdf"),
        ("תוכנית.pdf", "תוכנית.pdf"),
        ("plan\x00\r\n.pdf", "plan.pdf"),
    ],
)
def test_a_name_is_kept_plain(challenge, organiser, sent, kept):
    item = DocumentRequestFactory(challenge=challenge)
    file = upload("data.pdf")
    file._name = sent  # as a hostile client sends it, past what Django cleans

    actions.upload_documents(item, [file], by=organiser)

    stored = item.versions.get().file
    assert stored.name == kept
    assert default_storage.exists(stored.content.name)
    assert kept not in stored.content.name


def test_the_same_name_is_a_new_version(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    for name, text in [("Plan.pdf", "first"), ("plan.PDF", "second"), ("other.pdf", "third")]:
        actions.upload_documents(item, [upload(name, pdf(text))], by=organiser)

    versions = item.versions.order_by("pk").values_list("file__name", "number", "is_newest")
    assert list(versions) == [("Plan.pdf", 1, False), ("plan.PDF", 2, True), ("other.pdf", 1, True)]


def test_a_name_written_on_a_mac_is_the_same_name(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    actions.upload_documents(item, [upload("café.pdf", pdf("first"))], by=organiser)
    actions.upload_documents(item, [upload("cafe\u0301.pdf", pdf("second"))], by=organiser)

    assert list(item.versions.order_by("pk").values_list("number", flat=True)) == [1, 2]


def test_the_same_file_sent_again_is_no_new_version(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=organiser)
    item.refresh_from_db()
    answered_at = item.answered_at

    uploaded = actions.upload_documents(item, [upload()], by=organiser)

    item.refresh_from_db()
    assert uploaded.kept == ["data.pdf"]
    assert (item.versions.count(), item.answered_at) == (1, answered_at)


def test_notes_of_several_uploads_are_added_once_each(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    for name, note in [("a.pdf", "Read page 3."), ("b.pdf", "Read page 3."), ("c.pdf", "And page 9."), ("d.pdf", "")]:
        actions.upload_documents(item, [upload(name)], by=organiser, note=note)

    item.refresh_from_db()
    assert (item.note, item.version) == ("Read page 3.\n\nAnd page 9.", 3)


def test_a_note_alone_does_not_answer_the_item(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    actions.upload_documents(item, [], by=organiser, note="It comes on Monday.")

    item.refresh_from_db()
    assert (item.state, item.note) == ("wanted", "It comes on Monday.")


@pytest.mark.parametrize(("importance", "audience"), [("must_read", "council"), ("restricted", "lga")])
def test_what_the_history_tells_is_no_wider_than_the_item(challenge, organiser, importance, audience):
    item = DocumentRequestFactory(challenge=challenge, importance=importance)

    actions.upload_documents(item, [upload()], by=organiser)

    event = AuditEvent.objects.get(what="document.uploaded")
    assert (event.audience, event.sentence) == (audience, f"put “data.pdf” under item {item}")


@pytest.mark.django_db(transaction=True)
def test_two_uploads_of_one_name_at_once_give_two_versions(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    together = threading.Barrier(2)

    def send(text):
        try:
            together.wait(timeout=20)
            actions.upload_documents(item, [upload("plan.pdf", pdf(text))], by=organiser)
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=[text]) for text in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)

    versions = item.versions.order_by("number").values_list("number", "is_newest")
    assert list(versions) == [(1, False), (2, True)]


# Notes, not held, added items


def test_the_second_to_save_a_note_sees_both(challenge, organiser, person):
    item = DocumentRequestFactory(challenge=challenge)
    sponsor = person("sponsor", challenge)
    actions.write_note(item, note="Read page 3.", version=1, by=sponsor)

    with pytest.raises(SavedByAnother) as refusal:
        actions.write_note(item, note="Read page 9.", version=1, by=organiser)

    assert refusal.value.theirs == {"note": "Read page 3."}
    item.refresh_from_db()
    assert item.note == "Read page 3."


def test_not_held_takes_a_reason(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        actions.mark_not_held(item, reason=" ", by=organiser)

    assert str(refusal.value) == "Say why the council does not hold this."


def test_not_held_is_said_once(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.mark_not_held(item, reason="There is none.", by=organiser)

    with pytest.raises(ActionRefused) as refusal:
        actions.mark_not_held(item, reason="There is none.", by=organiser)

    assert str(refusal.value) == "This is marked as not held already."


def test_what_has_files_is_held(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=organiser)

    with pytest.raises(ActionRefused) as refusal:
        actions.mark_not_held(item, reason="There is none.", by=organiser)

    assert str(refusal.value) == "There are files under this item, so the council holds it."


def test_uploading_takes_not_held_back(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.mark_not_held(item, reason="There is none.", by=organiser)

    actions.upload_documents(item, [upload()], by=organiser)

    item.refresh_from_db()
    assert (item.state, item.not_held_because) == ("in", "")


def test_not_held_can_be_taken_back(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.mark_not_held(item, reason="There is none.", by=organiser)

    actions.want_again(item, by=organiser)

    item.refresh_from_db()
    assert (item.state, item.not_held_because, item.answered_at) == ("wanted", "", None)


def test_only_not_held_can_be_taken_back(challenge, organiser):
    with pytest.raises(ActionRefused) as refusal:
        actions.want_again(DocumentRequestFactory(challenge=challenge), by=organiser)

    assert str(refusal.value) == "This is not marked as not held."


def ask(challenge, by, **fields):
    wanted = {"title": "Placement map", "why": "To see distances", "importance": "reference", "due_on": today()}
    return actions.add_document(challenge, by=by, **wanted | fields)


def test_an_added_item_takes_the_next_number(manager):
    challenge = ChallengeFactory(stage="preparation", starts_on=today(), ends_on=today())
    DocumentRequestFactory(challenge=challenge, code="29", position=28)

    item = ask(challenge, manager)

    assert (item.code, item.position, item.state) == ("30", 29, "wanted")


def test_the_programme_limits_what_must_be_read(manager):
    challenge = ChallengeFactory(stage="preparation", starts_on=today(), ends_on=today())
    most = challenge.programme.plan.limits.must_read
    DocumentRequestFactory.create_batch(most, challenge=challenge)

    with pytest.raises(ActionRefused) as refusal:
        ask(challenge, manager, importance="must_read")

    assert str(refusal.value) == (
        f"The list has {most} must-read items, which is the most. Ask for this one for reference."
    )


@pytest.mark.parametrize("days", [-1, 1])
def test_an_added_item_is_due_before_the_team_leaves(manager, days):
    challenge = ChallengeFactory(stage="preparation", starts_on=today(), ends_on=today())

    with pytest.raises(ActionRefused) as refusal:
        ask(challenge, manager, due_on=today() + datetime.timedelta(days=days))

    assert str(refusal.value) == "The due date must be from today on, and no later than the last on-site day."


# Reading


def test_reading_is_each_peer_s_own(challenge, person):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    one, other = person("peer", challenge), person("peer", challenge)
    ReadingFactory(request=item, reader=other)

    actions.mark_read(item, by=one)
    actions.mark_read(item, by=one)
    actions.mark_unread(item, by=other)

    assert list(Reading.objects.values_list("reader", flat=True)) == [one.pk]


def test_there_must_be_something_to_read(challenge, person):
    with pytest.raises(ActionRefused) as refusal:
        actions.mark_read(DocumentRequestFactory(challenge=challenge), by=person("peer", challenge))

    assert str(refusal.value) == "There is nothing to read under this item yet."


# The end


def test_preparation_does_not_end_with_something_missing(challenge, manager):
    DocumentRequestFactory(challenge=challenge, code="4")

    with pytest.raises(ActionRefused) as refusal:
        end_stage(challenge, Stage.PREPARATION, by=manager)

    assert str(refusal.value) == (
        "Something is still missing: Invite a lead peer; Invite 3 peers; "
        "Upload item 4, performance data, last six months. Mend it, or say why it can wait."
    )


def test_an_override_keeps_its_reason(challenge, manager):
    end_stage(challenge, Stage.PREPARATION, by=manager, override_reason="The team is agreed by telephone.")

    challenge.refresh_from_db()
    ending = challenge.stage_endings.get()
    assert challenge.stage == "casereview"
    assert (ending.missing, ending.override_reason) == (
        ["Invite a lead peer", "Invite 3 peers"],
        "The team is agreed by telephone.",
    )


def test_every_upload_is_stored_once_per_version(challenge, organiser):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=organiser)

    assert DocumentVersion.objects.count() == StoredFile.objects.count() == 1
    assert DocumentRequest.objects.get().versions.get().file.stored_by == organiser


def test_a_stranger_is_known_by_address_only(challenge, manager):
    known = UserFactory(email="known@example.org", name="Known by name")

    place = invite(challenge, manager, email="KNOWN@example.org", name="Another name")

    assert (place.user, place.user.name) == (known, "Known by name")
