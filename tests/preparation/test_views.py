import pytest
from django.urls import reverse

from challenges.models import Membership, Opening, OutboundMail
from challenges.moments import now, today
from preparation import actions
from preparation.models import DocumentRequest, Reading, TeamPlace
from tests.factories import AgreementTextFactory, ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory, TeamPlaceFactory
from tests.preparation.files import PNG, docx, pdf, upload
from tests.preparation.joining import NO_TO_ALL, ticked
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def challenge():
    return ChallengeFactory(stage="preparation")


@pytest.fixture
def as_role(person, log_in_as, challenge):
    """A client signed in as somebody in this role."""
    return lambda role: log_in_as(person(role, challenge))


def at(name, challenge, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])


def in_team(challenge, how_many=1, **fields):
    places = TeamPlaceFactory.create_batch(how_many, challenge=challenge, accepted=True, **fields)
    for place in places:
        Membership.objects.create(
            challenge=challenge, user=place.user, role=place.role, added_at=now(), added_by=challenge.created_by
        )
    return places


# The team


@pytest.mark.parametrize("page", ["team", "document_list", "preparation_end", "place_invite", "document_add"])
def test_a_stranger_learns_of_no_page(as_role, challenge, page):
    assert as_role("stranger").get(at(page, challenge)).status_code == 404


@pytest.mark.parametrize(
    ("page", "role"),
    [
        ("team", "contributor"),
        ("document_list", "moderator"),
        ("place_invite", "peer"),
        ("place_invite", "organiser"),
        ("document_add", "organiser"),
        ("document_add", "co_ordinator"),
        ("preparation_end", "co_ordinator"),
        ("preparation_end", "sponsor"),
    ],
)
def test_who_lacks_the_permission_is_refused(as_role, challenge, page, role):
    assert as_role(role).get(at(page, challenge)).status_code == 403


@pytest.mark.parametrize("how_many", [1, 30])
def test_the_team_page_costs_the_same_for_any_team(as_role, challenge, how_many, django_assert_num_queries):
    in_team(challenge, how_many)
    TeamPlaceFactory.create_batch(how_many, challenge=challenge)
    TeamPlaceFactory.create_batch(how_many, challenge=challenge, state="withdrawn")
    client = as_role("challenge_manager")

    with django_assert_num_queries(13):
        client.get(at("team", challenge))


def test_the_team_page_says_what_is_short(as_role, challenge):
    page = as_role("challenge_manager").get(at("team", challenge))

    assert page.context["short"] == ["The team is 1 lead peer short.", "The team is 3 peers short."]
    assert "The people in the team come here once they accept their place." in page.text


def test_inviting_leads_back_to_the_team(as_role, challenge):
    client = as_role("co_ordinator")
    form = {"role": "peer", "place": "Health peer", "name": "A peer", "email": "peer@example.org"}

    page = client.post(at("place_invite", challenge), form, follow=True)

    assert page.redirect_chain == [(at("team", challenge), 302)]
    assert "A peer is invited. Once they accept, they are in the team." in page.text
    assert OutboundMail.objects.get().person.email == "peer@example.org"


def test_a_refused_invitation_keeps_what_was_typed(as_role, challenge, person):
    organiser = person("organiser", challenge)
    form = {"role": "peer", "place": "Health peer", "brings": "Much", "name": "A name", "email": organiser.email}

    page = as_role("challenge_manager").post(at("place_invite", challenge), form)

    assert page.context["form"].non_field_errors() == [
        f"{organiser} is organiser of this challenge. Nobody joins the peer team of their own council."
    ]
    assert 'value="Much"' in page.text


def test_the_link_of_a_to_do_fills_in_the_role(as_role, challenge):
    page = as_role("challenge_manager").get(at("place_invite", challenge) + "?role=lead_peer")

    assert page.context["form"]["role"].value() == "lead_peer"


def test_withdrawing_asks_first(as_role, challenge):
    (place,) = in_team(challenge)
    client = as_role("challenge_manager")

    asked = client.get(at("place_withdraw", challenge, place.pk))
    client.post(at("place_withdraw", challenge, place.pk))

    assert f"{place.user} leaves the team and no longer sees this challenge" in asked.text
    place.refresh_from_db()
    assert place.state == "withdrawn"
    assert not Membership.objects.current().filter(user=place.user).exists()


def test_a_place_of_another_challenge_is_not_reached(as_role, challenge):
    elsewhere = TeamPlaceFactory()

    assert as_role("challenge_manager").post(at("place_withdraw", challenge, elsewhere.pk)).status_code == 404


# The invitation


@pytest.fixture
def invited(challenge):
    return TeamPlaceFactory(challenge=challenge, place="Housing peer")


def answer_to(place):
    return reverse("invitations:invitation", args=[place.pk])


def test_the_invited_see_their_invitation_and_nothing_else(log_in_as, challenge, invited):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    version = DocumentVersionFactory(request=item)
    client = log_in_as(invited.user)

    invitation = client.get(answer_to(invited))
    others = [
        challenge.get_absolute_url(),
        reverse("history", args=[challenge.slug]),
        reverse("challenges:person_list", args=[challenge.slug]),
        reverse("challenges:milestone_list", args=[challenge.slug]),
        at("team", challenge),
        at("document_list", challenge),
        at("document", challenge, item.pk),
        at("document_file", challenge, version.pk),
    ]

    assert invitation.status_code == 200
    assert {url: client.get(url).status_code for url in others} == dict.fromkeys(others, 404)
    assert client.post(at("document_mark_read", challenge, item.pk)).status_code == 404


@pytest.mark.parametrize("who", ["stranger", "organiser", "sponsor", "contributor"])
def test_nobody_else_sees_an_invitation(as_role, invited, who):
    assert as_role(who).get(answer_to(invited)).status_code == 404


@pytest.mark.parametrize("who", ["challenge_manager", "lead_peer"])
def test_who_sees_open_invitations_is_led_to_the_team(as_role, challenge, invited, who):
    page = as_role(who).get(answer_to(invited))

    assert (page.status_code, page.url) == (302, at("team", challenge))


def test_the_signed_out_are_asked_to_sign_in(client, invited):
    page = client.get(answer_to(invited))

    assert page.url == f"{reverse('account_login')}?next={answer_to(invited)}"


def test_the_invitation_says_what_is_expected(log_in_as, challenge, invited):
    AgreementTextFactory()

    page = log_in_as(invited.user).get(answer_to(invited))

    for text in [str(challenge.council), "9 March 2027", "Housing peer", "I come as a critical friend.", "Invited by"]:
        assert text in page.text
    days = [spec.days.lower() for spec in challenge.programme.plan.team if spec.role == "peer"]
    assert [day for day in days if day in page.text] == days


def test_accepting_leads_to_the_documents(log_in_as, challenge, invited):
    client = log_in_as(invited.user)

    page = client.post(
        answer_to(invited), {"answer": "accept"} | ticked(AgreementTextFactory()) | NO_TO_ALL, follow=True
    )

    assert page.redirect_chain == [(at("document_list", challenge), 302)]
    assert "You are in the team. Next: read what the council has sent." in page.text
    assert client.get(answer_to(invited)).url == challenge.get_absolute_url()


def test_accepting_takes_the_texts_and_a_declaration(log_in_as, invited):
    text = AgreementTextFactory()
    typed = {"answer": "accept", "decline_reason": "Typed by mistake", "family": "yes", "political": "no"}
    typed |= {"political_text": "A party", "neighbour": "no", "personal": "no"}

    page = log_in_as(invited.user).post(answer_to(invited), typed)

    assert page.context["form"].errors == {
        f"text_{text.pk}": ["Tick that you accept the ground rules"],
        "employment": ["Work for this council: say yes or no"],
        "family_text": ["Family or friends: say what it is"],
        "political": ["Political link: you wrote something, so say yes, or take it out"],
    }
    assert "Typed by mistake" in page.text
    invited.refresh_from_db()
    assert invited.state == "invited"


def test_declining_takes_a_reason(log_in_as, invited):
    client = log_in_as(invited.user)

    page = client.post(answer_to(invited), {"answer": "decline"})

    assert page.context["form"].errors == {"decline_reason": ["Say in a few words why you decline"]}


def test_who_declined_sees_that_they_did(log_in_as, challenge, invited):
    client = log_in_as(invited.user)

    page = client.post(answer_to(invited), {"answer": "decline", "decline_reason": "No time"}, follow=True)

    assert page.redirect_chain == [(reverse("home"), 302)]
    assert "You declined this place on" in client.get(answer_to(invited)).text
    assert client.get(challenge.get_absolute_url()).status_code == 404


def test_a_withdrawn_invitation_tells_nothing_of_the_challenge(log_in_as, challenge):
    place = TeamPlaceFactory(challenge=challenge, state=TeamPlace.State.WITHDRAWN)

    page = log_in_as(place.user).get(answer_to(place))

    assert "This invitation no longer stands." in page.text
    assert str(challenge.council) not in page.text


def test_an_invitation_that_cannot_be_accepted_any_more_says_so(log_in_as):
    place = TeamPlaceFactory(challenge=ChallengeFactory(stage="feedback"))
    form = {"answer": "accept"} | NO_TO_ALL | {"family": "yes", "family_text": "A long declaration"}

    page = log_in_as(place.user).post(answer_to(place), form)

    assert page.context["form"].non_field_errors() == [
        "This challenge no longer takes people into its team. Ask the challenge manager."
    ]
    assert "A long declaration" in page.text


def test_the_invited_can_set_a_password_with_the_address_alone(client, challenge, person, mailoutbox):
    actions.invite_person(
        challenge,
        email="peer@example.org",
        name="A peer",
        role="peer",
        place="Health peer",
        by=person("challenge_manager", challenge),
    )

    client.post(reverse("account_reset_password"), {"email": "peer@example.org"})

    assert [mail.to for mail in mailoutbox] == [["peer@example.org"]]


# The document list


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize("asks", ["", "?by=key_line"])
@pytest.mark.parametrize(("role", "queries"), [("organiser", 10), ("peer", 8), ("challenge_manager", 8)])
def test_the_list_costs_the_same_for_any_length(
    as_role, challenge, role, queries, asks, how_many, django_assert_num_queries
):
    lines = KeyLineFactory.create_batch(2, challenge=challenge)
    for item in DocumentRequestFactory.create_batch(how_many, challenge=challenge, is_in=True):
        DocumentVersionFactory(request=item)
        item.key_lines.set(lines)
    client = as_role(role)

    with django_assert_num_queries(queries + bool(asks)):
        client.get(at("document_list", challenge) + asks)


def test_the_list_counts_in_words(as_role, challenge):
    DocumentRequestFactory.create_batch(2, challenge=challenge)
    DocumentRequestFactory(challenge=challenge, is_in=True)
    DocumentRequestFactory(challenge=challenge, is_in=True, state="not_held", not_held_because="None")

    page = as_role("organiser").get(at("document_list", challenge))

    glance = page.context["glance"]
    assert "2 of 4 answered" in page.text
    assert (glance.all_in, glance.not_held, glance.to_come) == (1, 1, 2)


def test_an_empty_list_says_what_comes_here(as_role, challenge):
    page = as_role("organiser").get(at("document_list", challenge))

    assert "What the team asks of the council comes here." in page.text


@pytest.mark.parametrize(
    ("show", "codes"),
    [("", "1 2 3 4"), ("to_come", "1"), ("in", "2 3"), ("not_held", "4"), ("to_read", "3"), ("nonsense", "1 2 3 4")],
)
def test_a_part_of_the_list_can_be_shown(person, log_in_as, challenge, show, codes):
    peer = person("peer", challenge)
    DocumentRequestFactory(challenge=challenge, code="1")
    read = DocumentRequestFactory(challenge=challenge, code="2", is_in=True)
    DocumentRequestFactory(challenge=challenge, code="3", is_in=True)
    DocumentRequestFactory(challenge=challenge, code="4", is_in=True, state="not_held", not_held_because="None")
    actions.mark_read(read, by=peer)

    page = log_in_as(peer).get(at("document_list", challenge) + f"?show={show}")

    shown = [item.code for _label, items in page.context["groups"] for item in items]
    assert shown == codes.split()
    assert "You have 1 must-read document left to read." in page.text


def test_the_list_stands_by_importance(as_role, challenge):
    for importance in ("working", "reference", "must_read", "restricted"):
        DocumentRequestFactory(challenge=challenge, importance=importance)

    page = as_role("organiser").get(at("document_list", challenge))

    assert [label for label, _items in page.context["groups"]] == [
        "Must read",
        "For reference",
        "Restricted",
        "Working paper",
    ]


def test_the_main_button_is_what_is_due_first(as_role, challenge):
    DocumentRequestFactory(challenge=challenge, code="1")
    DocumentRequestFactory(challenge=challenge, code="2", title="ChAT analysis", due_on="2027-02-01")

    page = as_role("organiser").get(at("document_list", challenge))

    assert "Upload item 2: ChAT analysis" in page.text


# One item


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize(("role", "queries"), [("organiser", 12), ("peer", 12)])
def test_an_item_costs_the_same_for_any_number_of_files(
    as_role, challenge, role, queries, how_many, django_assert_num_queries
):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    for number in range(how_many):
        DocumentVersionFactory(request=item, same_name=f"{number}.pdf")
    client = as_role(role)

    with django_assert_num_queries(queries):
        client.get(at("document", challenge, item.pk))


def test_an_item_of_another_challenge_is_not_reached(as_role, challenge):
    elsewhere = DocumentRequestFactory()

    assert as_role("organiser").get(at("document", challenge, elsewhere.pk)).status_code == 404


def test_the_upload_form_says_what_the_script_needs(as_role, challenge, settings):
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").get(at("document", challenge, item.pk))

    form = page.context["form"].helper
    assert form.attrs | {"action": form.form_action} == {
        "novalidate": True,
        "data-upload": "",
        "data-max-bytes": settings.MAX_UPLOAD_BYTES,
        "data-parts-url": reverse("challenges:upload_begin", args=[challenge.slug]),
        "data-done-url": at("document", challenge, item.pk),
        "action": at("document_upload", challenge, item.pk),
    }


def test_several_files_come_in_at_once(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    files = [upload("one.pdf"), upload("two.docx", docx())]

    page = as_role("sponsor").post(
        at("document_upload", challenge, item.pk), {"documents": files, "note": "Read page 3."}, follow=True
    )

    assert page.redirect_chain == [(at("document", challenge, item.pk), 302)]
    assert "2 files are in." in page.text
    assert "Read page 3." in page.text


def test_good_files_are_kept_and_the_bad_one_named(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    files = [upload("one.pdf"), upload("bad.pdf", PNG), upload("two.docx", docx()), upload("empty.pdf", b"")]

    page = as_role("organiser").post(
        at("document_upload", challenge, item.pk), {"documents": files, "note": "A note that was typed"}
    )

    assert page.context["form"].errors["documents"] == [
        "“bad.pdf” ends in .pdf, but its content is something else (image/png).",
        "“empty.pdf” is empty. Check the file, then upload it again.",
    ]
    assert page.context["form"]["note"].value() == "A note that was typed"
    assert [file.newest.file.name for file in page.context["files"]] == ["one.pdf", "two.docx"]


def test_sending_nothing_is_told(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").post(at("document_upload", challenge, item.pk), {"note": " "})

    assert page.context["form"].errors == {"documents": ["Choose at least one file"]}


def test_opening_the_upload_address_leads_to_the_item(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").get(at("document_upload", challenge, item.pk))

    assert page.url == at("document", challenge, item.pk)


def by_script(client, challenge, item, file, **fields):
    return client.post(
        at("document_upload", challenge, item.pk),
        {"documents": file, **fields},
        headers={"X-Requested-With": "upload", "Accept": "application/json"},
    )


def test_the_script_is_answered_file_by_file(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    client = as_role("organiser")

    answers = [
        by_script(client, challenge, item, upload("one.pdf"), note="Read page 3."),
        by_script(client, challenge, item, upload("bad.pdf", PNG), note="Read page 3."),
        by_script(client, challenge, item, upload("two.pdf", pdf("two")), note="Read page 3."),
    ]

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"ok": True, "name": "one.pdf"}),
        (
            400,
            {
                "ok": False,
                "name": "bad.pdf",
                "message": "“bad.pdf” ends in .pdf, but its content is something else (image/png).",
            },
        ),
        (200, {"ok": True, "name": "two.pdf"}),
    ]
    item.refresh_from_db()
    assert (item.note, item.versions.count()) == ("Read page 3.", 2)


def test_the_script_is_told_what_is_wrong_with_the_form(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    answer = by_script(as_role("organiser"), challenge, item, upload(), note="x" * 2001)

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "ok": False,
            "name": "",
            "message": "Ensure this value has at most 2000 characters (it has 2001).",
        },
    )


@pytest.mark.parametrize("role", ["peer", "lead_peer", "challenge_manager", "programme_manager", "observer"])
def test_only_the_council_uploads(as_role, challenge, role):
    item = DocumentRequestFactory(challenge=challenge)

    answer = as_role(role).post(at("document_upload", challenge, item.pk), {"documents": upload()})

    assert answer.status_code == 403
    assert not item.versions.exists()


def test_an_upload_too_large_is_refused_by_name(as_role, challenge, settings):
    settings.MAX_UPLOAD_BYTES = 100
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").post(at("document_upload", challenge, item.pk), {"documents": upload()})

    (refusal,) = page.context["form"].errors["documents"]
    assert refusal.startswith("“data.pdf” is ")


def test_a_name_with_a_path_is_shown_without_it(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    file = upload("../../../etc/<b>data.pdf")

    as_role("organiser").post(at("document_upload", challenge, item.pk), {"documents": file})

    assert item.versions.get().file.name == "bdata.pdf"


# Files


def test_a_download_is_an_attachment_and_is_recorded(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload("תוכנית, data.pdf")], by=challenge.created_by)
    version = item.versions.get()

    answer = as_role("peer").get(at("document_file", challenge, version.pk))

    assert b"".join(answer.streaming_content) == pdf()
    assert answer["Content-Disposition"].startswith("attachment;")
    assert (answer["Content-Type"], answer["Cache-Control"]) == ("application/pdf", "private, no-store")
    assert Opening.objects.values_list("target", "how").get() == ("תוכנית, data.pdf", "saved")


def test_an_older_version_stays_to_be_had(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    for text in ("first", "second"):
        actions.upload_documents(item, [upload("plan.pdf", pdf(text))], by=challenge.created_by)
    older = item.versions.get(number=1)

    answer = as_role("peer").get(at("document_file", challenge, older.pk))

    assert b"".join(answer.streaming_content) == pdf("first")


def test_a_file_of_another_challenge_is_not_reached(as_role, challenge):
    version = DocumentVersionFactory()

    assert as_role("peer").get(at("document_file", challenge, version.pk)).status_code == 404


# Note, not held, reading


def test_changing_the_note(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    as_role("organiser").post(at("document_note", challenge, item.pk), {"note": "Read page 9.", "version": 1})

    item.refresh_from_db()
    assert (item.note, item.version) == ("Read page 9.", 2)


def test_two_notes_at_once_are_both_shown(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    client = as_role("organiser")
    client.post(at("document_note", challenge, item.pk), {"note": "Theirs", "version": 1})

    page = as_role("sponsor").post(at("document_note", challenge, item.pk), {"note": "Mine", "version": 1})

    assert (page.context["form"]["note"].value(), page.context["form"].theirs) == ("Mine", {"note": "Theirs"})
    assert page.context["form"]["version"].value() == "2"


def test_not_held_and_back(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge, code="7")
    client = as_role("organiser")

    empty = client.post(at("document_not_held", challenge, item.pk), {"reason": ""})
    client.post(at("document_not_held", challenge, item.pk), {"reason": "It is being rewritten."})
    read = as_role("peer").get(at("document", challenge, item.pk))
    client.post(at("document_wanted_again", challenge, item.pk))

    assert empty.context["form"].errors == {"reason": ["Say why the council does not hold this"]}
    assert "It is being rewritten." in read.text
    item.refresh_from_db()
    assert item.state == "wanted"


def test_not_held_keeps_its_text_when_someone_was_quicker(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    actions.upload_documents(item, [upload()], by=challenge.created_by)

    page = as_role("organiser").post(at("document_not_held", challenge, item.pk), {"reason": "A long reason"})

    assert page.context["form"].non_field_errors() == ["There are files under this item, so the council holds it."]
    assert "A long reason" in page.text


def test_marking_as_read_without_a_script(person, log_in_as, challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    peer = person("peer", challenge)
    client = log_in_as(peer)

    page = client.post(at("document_mark_read", challenge, item.pk), follow=True)

    assert page.redirect_chain == [(at("document", challenge, item.pk), 302)]
    assert f"Read by: {peer}." in page.text
    assert Reading.objects.get().reader == peer


def test_marking_as_read_answers_with_the_part_that_changes(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    client = as_role("peer")

    read = client.post(at("document_mark_read", challenge, item.pk), headers={"HX-Request": "true"})
    unread = client.post(at("document_mark_unread", challenge, item.pk), headers={"HX-Request": "true"})

    assert [page.text.strip().partition(" data")[0] for page in (read, unread)] == ['<div id="reading"'] * 2
    assert ("Mark as not read" in read.text, "Mark as read" in unread.text) == (True, True)


def test_a_small_action_is_not_opened_by_a_link(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)

    assert as_role("peer").get(at("document_mark_read", challenge, item.pk)).status_code == 405


@pytest.mark.parametrize("role", ["observer", "challenge_manager", "organiser"])
def test_only_peers_mark_as_read(as_role, challenge, role):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)

    assert as_role(role).post(at("document_mark_read", challenge, item.pk)).status_code == 403


# The end


def test_the_end_shows_what_is_missing_and_takes_a_reason(as_role, challenge):
    client = as_role("challenge_manager")

    page = client.get(at("preparation_end", challenge))
    empty = client.post(at("preparation_end", challenge), {"override_reason": ""})

    assert "Invite a lead peer" in page.text
    assert "override_reason" in empty.context["form"].errors
    challenge.refresh_from_db()
    assert challenge.stage == "preparation"


def test_nothing_missing_ends_the_stage(as_role, challenge):
    in_team(challenge, 3)
    in_team(challenge, role="lead_peer")

    page = as_role("challenge_manager").post(at("preparation_end", challenge), {"save": "1"}, follow=True)

    challenge.refresh_from_db()
    assert challenge.stage == "casereview"
    assert "The team and the documents are confirmed. Next: case review." in page.text


def test_a_document_asked_for_in_addition(log_in_as, person):
    day = today()
    challenge = ChallengeFactory(stage="preparation", starts_on=day, ends_on=day)
    client = log_in_as(person("challenge_manager", challenge))
    form = {"title": "Placement map", "why": "To see distances", "importance": "reference"}
    form |= {"due_on_day": day.day, "due_on_month": day.month, "due_on_year": day.year}

    page = client.post(at("document_add", challenge), form, follow=True)

    assert page.redirect_chain == [(at("document_list", challenge), 302)]
    assert DocumentRequest.objects.get().title == "Placement map"
