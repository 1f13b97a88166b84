"""The pages of the programmes: the list, one version to read, the edit with its preview, and setting a challenge up."""

import datetime
import tomllib

import pytest
from django.core import mail
from django.urls import reverse

from challenges import actions, programme_files
from challenges.models import Challenge, Membership, Programme, ProgrammeDraft, User
from challenges.programme_files import parts
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory

CODE = "lga-childrens-services"
DAY = {"starts_on_day": "9", "starts_on_month": "3", "starts_on_year": "2027"}


@pytest.fixture
def five(db):
    for file in programme_files.files():
        text = file.read_text(encoding="utf-8")
        actions.load_programme(tomllib.loads(text), programme_files.parse(text), by=User.objects.clock())
    return {each.code: each for each in Programme.objects.newest()}


@pytest.fixture
def office(person):
    return person("office", name="Office Person")


@pytest.fixture
def client(office, log_in_as):
    return log_in_as(office)


def at(name, *more, code=CODE):
    return reverse(f"challenges:{name}", args=[code, *more])


def posted(part, version=1, **changed):
    """What the form of a part would post, as it stands."""
    draft = ProgrammeDraft.objects.filter(code=CODE).first()
    content = draft.content if draft else Programme.objects.newest().get(code=CODE).content
    values = parts.values(content, part) | {"version": version} | changed
    return {name: value for name, value in values.items() if value is not False}


# Reading


def test_each_of_the_five_can_be_read_by_whoever_is_signed_in(five, person, log_in_as):
    client = log_in_as(person("stranger"))

    for code, programme in five.items():
        page = client.get(at("programme", programme.version, code=code))
        assert page.status_code == 200
        for theme in programme.plan.themes:
            assert theme.probes[0].code in page.text
        assert "Edit</a>" not in page.text


def test_the_list_says_who_made_each_version_and_how_many_challenges_run_on_it(five, client, office):
    old = five[CODE]
    ChallengeFactory(programme=old)
    ChallengeFactory(programme=old, stage="closed")
    client.post(at("programme_names_edit"), posted("labels", report="Letter"))
    draft = ProgrammeDraft.objects.get()
    actions.make_version(draft, reason="Asked for by councils.", seen=programme_files.hash_of(draft.content), by=office)

    row = next(
        each
        for each in client.get(reverse("challenges:programme_list")).context["programmes"]
        if each["newest"].code == CODE
    )

    assert (row["newest"].version, row["newest"].made_by, row["newest"].running) == (5, office, 0)
    assert [(each.version, each.is_edited, each.running, each.in_all) for each in row["earlier"]] == [(4, False, 1, 2)]
    assert row["waiting"] is None


@pytest.mark.parametrize("how_many", [1, 3])
def test_the_list_costs_the_same_with_many_versions(how_many, client, django_assert_num_queries):
    for version in range(1, how_many + 1):
        ProgrammeFactory(version=version)
    where = reverse("challenges:programme_list")
    client.get(where)

    with django_assert_num_queries(4):
        client.get(where)


def test_the_frame_of_a_challenge_leads_to_its_version(five, person, log_in_as):
    challenge = ChallengeFactory(programme=five["seslip-topical"])

    page = log_in_as(person("sponsor", challenge)).get(challenge.get_absolute_url())

    frame = page.context["frame"]
    assert frame["programme_url"] == at("programme", 1, code="seslip-topical")
    assert "Case review" not in [each["label"] for each in frame["stages"]]


def test_the_contents_are_called_as_the_programme_calls_them(five, person, log_in_as):
    challenge = ChallengeFactory(programme=five[CODE], stage="evaluation")

    frame = log_in_as(person("challenge_manager", challenge)).get(challenge.get_absolute_url()).context["frame"]

    labels = [entry["label"] for chapter in frame["contents"] for entry in chapter["entries"]]
    assert {"Feedback presentation", "Feedback report"} <= set(labels)


# Editing


def test_an_edit_goes_from_the_list_to_a_new_version(five, client, office):
    client.post(at("programme_theme_edit", "C1"), posted("theme:C1", probes="C1.1 Is it clear?\r\nIs it shared?"))
    client.post(at("programme_dates_edit"), posted("dates", days_documents_due=15))
    preview = client.get(at("programme_preview"), {**DAY})
    documents = next(row for row in preview.context["dates"] if row["milestone"].code == "documents_due")
    shown = client.get(at("programme_edit"))

    made = client.post(
        at("programme_preview"), {"reason": "The probes came.", "seen": preview.context["form"]["seen"].value()}
    )

    assert preview.context["starts_on"] == datetime.date(2027, 3, 9)
    assert (documents["was"], documents["becomes"], documents["differs"]) == (
        datetime.date(2027, 2, 9),
        datetime.date(2027, 2, 16),
        True,
    )
    assert ("Probe C1.9", "", "Is it shared?") in [
        (each.place, each.was, each.becomes) for each in preview.context["changes"]
    ]
    assert [touched for theme, touched in shown.context["themes"] if theme.code == "C1"] == [True]
    assert made.url == at("programme", 5)
    assert Programme.objects.newest().get(code=CODE).made_by == office


def test_a_new_version_needs_a_reason(five, client):
    client.post(at("programme_names_edit"), posted("labels", report="Letter"))

    page = client.post(at("programme_preview"), {"reason": " ", "seen": "x"})

    assert page.context["form"].errors["reason"] == ["This field is required."]
    assert Programme.objects.filter(code=CODE).count() == 1


def test_the_second_to_save_sees_both_and_loses_neither(five, client, person, log_in_as):
    client.post(at("programme_names_edit"), posted("labels", report="Letter"))

    page = log_in_as(person("office")).post(at("programme_names_edit"), posted("labels", report="Short letter"))

    form = page.context["form"]
    assert form["report"].value() == "Short letter"
    assert form.theirs["report"] == "Letter"
    assert form["version"].value() == "2"
    assert "Office Person saved this while you were writing." in page.text


def test_a_date_saved_by_another_meanwhile_is_told_in_words(five, client, person, log_in_as):
    client.post(at("programme_dates_edit"), posted("dates", owner_documents_due="sponsor"))

    page = log_in_as(person("office")).post(at("programme_dates_edit"), posted("dates", owner_documents_due="adviser"))

    assert "Office Person saved: Peer challenge sponsor" in page.text


@pytest.mark.parametrize("days", ["", "many", "-3", "401"])
def test_a_number_of_days_nobody_can_count_is_refused(days, five, client):
    page = client.post(at("programme_dates_edit"), posted("dates", days_documents_due=days))

    assert list(page.context["form"].errors) == ["days_documents_due"]
    assert not ProgrammeDraft.objects.exists()


def test_a_document_is_added_changed_moved_and_taken_out(five, client):
    client.post(
        at("programme_document_add"),
        {"version": 1, "title": "Policy", "why": "We read it.", "importance": "reference", "days_before": 20},
    )
    client.post(at("programme_document_edit", "30"), posted("document:30", version=2, title="Family policy"))
    client.post(at("programme_document_move", "30"), {"where": "earlier"})
    client.post(at("programme_document_move", "29"), {"where": "out"})

    documents = ProgrammeDraft.objects.get().content["documents"]
    assert [each["code"] for each in documents][-2:] == ["28", "30"]
    assert documents[-1]["title"] == "Family policy"
    gone = client.get(at("programme_document_edit", "29"))
    assert gone.status_code == 404


def test_an_edit_is_thrown_away_after_a_question(five, client):
    client.post(at("programme_names_edit"), posted("labels", report="Letter"))

    asked = client.get(at("programme_edit_discard"))
    client.post(at("programme_edit_discard"))

    assert [each.place for each in asked.context["changes"]] == ["Report"]
    assert not ProgrammeDraft.objects.exists()


def test_an_edit_behind_a_newer_version_is_brought_over_before_it_is_made_one(five, client):
    client.post(at("programme_names_edit"), posted("labels", report="Letter"))
    content = programme_files.read(CODE) | {"version": 5, "summary": "Another summary."}
    actions.load_programme(content, programme_files.from_dict(content), by=User.objects.clock())

    before = client.get(at("programme_preview"))
    client.post(at("programme_edit_bring_over"))
    after = client.get(at("programme_preview"))

    assert before.context["form"] is None
    assert [each.place for each in after.context["changes"]] == ["Report"]
    assert after.context["form"] is not None


def test_a_newer_file_is_compared_and_taken_with_a_reason(five, client, office, monkeypatch):
    client.post(at("programme_names_edit"), posted("labels", report="Letter"))
    draft = ProgrammeDraft.objects.get()
    actions.make_version(draft, reason="Councils asked.", seen=programme_files.hash_of(draft.content), by=office)
    content = programme_files.read(CODE) | {"version": 5}
    newer = programme_files.Shipped(content, programme_files.from_dict(content))
    monkeypatch.setattr(programme_files, "shipped", lambda: {CODE: newer})

    listed = client.get(reverse("challenges:programme_list"))
    compared = client.get(at("programme_file_take"))
    client.post(at("programme_file_take"), {"reason": "An update.", "seen": programme_files.hash_of(content)})

    assert "A newer file waits" in listed.text
    assert [(each.was, each.becomes) for each in compared.context["changes"]] == [("Letter", "Feedback report")]
    taken = Programme.objects.newest().get(code=CODE)
    assert (taken.version, taken.file_version, taken.reason) == (6, 5, "An update.")


def test_without_a_newer_file_there_is_nothing_to_take(five, client):
    assert client.get(at("programme_file_take")).url == reverse("challenges:programme_list")


# Setting up


def test_setting_up_offers_the_five_with_what_they_are_for(five, client):
    page = client.get(reverse("challenges:challenge_add"))

    for programme in five.values():
        assert programme.name.replace("'", "&#x27;") in page.text
    assert "2 days on site" in page.text
    assert "A team of 4 to 6 people" in page.text
    assert "Scoping → Preparation → On site → Feedback → Evaluation" in page.text
    assert [(programme.code, shape.code) for programme, shape in page.context["several"]] == [
        ("regional-sector-led", "triad"),
        ("regional-sector-led", "event"),
    ]


def test_the_dates_are_shown_before_anything_is_set_up(five, client):
    said = {"council": CouncilFactory().pk, "programme": five["seslip-topical"].pk, **DAY, "show_dates": "1"}

    page = client.post(reverse("challenges:challenge_add"), said)

    assert not Challenge.objects.exists()
    dates = {spec.code: due_on for spec, due_on, _who in page.context["planned"]["dates"]}
    assert (dates["first_day"], dates["presentation"]) == (datetime.date(2027, 3, 9), datetime.date(2027, 3, 10))
    assert page.context["form"]["council"].value() == str(said["council"])


def test_who_begins_is_named_on_one_page(five, client, office, django_capture_on_commit_callbacks):
    challenge = actions.create_challenge(
        council=CouncilFactory(), programme=five[CODE], starts_on=datetime.date(2027, 3, 9), by=office
    )
    where = reverse("challenges:people_begin", args=[challenge.slug])
    said = {
        "sponsor_name": "Director",
        "sponsor_email": "director@example.org",
        "organiser_name": "Organiser",
        "organiser_email": "organiser@example.org",
        "myself": "on",
    }

    answer = client.post(where, said)

    held = dict(Membership.objects.filter(challenge=challenge).values_list("role", "user__name"))
    assert held == {
        "programme_manager": "Office Person",
        "sponsor": "Director",
        "organiser": "Organiser",
        "challenge_manager": "Office Person",
    }
    assert answer.url == challenge.get_absolute_url()
    invited = challenge.invitations.unused().values_list("person__name", flat=True)
    assert sorted(invited) == ["Director", "Organiser"]
    assert client.get(where).url == reverse("challenges:person_list", args=[challenge.slug])
    assert mail.outbox == []


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"sponsor_name": "Director"}, "sponsor_email", "Give the e-mail address of Director"),
        ({"sponsor_email": "d@example.org"}, "sponsor_name", "Give the name of whoever reads d@example.org"),
        ({"save": "1"}, "__all__", "Name at least one of them, or do this later."),
    ],
)
def test_half_a_person_is_not_named(said, field, sentence, five, client, office):
    challenge = ChallengeFactory(programme=five[CODE])

    page = client.post(reverse("challenges:people_begin", args=[challenge.slug]), said)

    assert page.context["form"].errors[field] == [sentence]


def test_one_who_cannot_be_named_leaves_all_unnamed(five, client, office, person):
    challenge = ChallengeFactory(programme=five[CODE])
    peer = person("peer", challenge)
    said = {
        "sponsor_name": "Director",
        "sponsor_email": "director@example.org",
        "organiser_name": peer.name,
        "organiser_email": peer.email,
    }

    page = client.post(reverse("challenges:people_begin", args=[challenge.slug]), said)

    assert page.context["form"].non_field_errors() == [
        f"Organiser: {peer.name} is in the peer team. Nobody in the peer team speaks for the council."
    ]
    assert not challenge.memberships.filter(role="sponsor").exists()
