"""What the council says of an item besides its files, and what the list makes of it."""

import datetime
from dataclasses import replace

import pytest
from django.urls import reverse

from challenges import actions as people_actions
from challenges.action_tools import ActionRefused
from challenges.models import AuditEvent, Membership
from challenges.moments import today
from preparation import actions, queries
from preparation.models import DocumentRequest
from tests.factories import ChallengeFactory
from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory
from tests.preparation.files import pdf, upload
from tests.scoping.factories import KeyLineFactory

pytestmark = pytest.mark.django_db
A_DAY = datetime.timedelta(days=1)
Outlook = DocumentRequest.Outlook


@pytest.fixture
def challenge():
    day = today()
    return ChallengeFactory(
        stage="preparation", starts_on=day + datetime.timedelta(days=40), ends_on=day + datetime.timedelta(days=43)
    )


@pytest.fixture
def organiser(person, challenge):
    return person("organiser", challenge)


@pytest.fixture
def item(challenge):
    return DocumentRequestFactory(challenge=challenge, code="3", title="Self-evaluation", due_on=today() + A_DAY)


def at(name, challenge, *args):
    return reverse(f"preparation:{name}", args=[challenge.slug, *args])


# How it looks


def test_how_a_paper_looks_is_said_and_shown_in_words(log_in_as, person, challenge, item, organiser):
    page = log_in_as(organiser).post(
        at("document_outlook", challenge, item.pk),
        {"outlook": "at_risk", "because": "The data team is one short.", "seen_at": ""},
        follow=True,
    )
    seen = log_in_as(person("peer", challenge)).get(at("document_list", challenge))

    assert "The data team is one short." in page.text
    assert "At risk" in seen.text
    assert seen.context["glance"].at_risk == 1
    event = AuditEvent.objects.get(what="document.outlook_said")
    assert (event.sentence, event.audience) == ("said of item 3. Self-evaluation: at risk", "council")


def test_what_comes_in_has_no_outlook_any_more(item, organiser):
    actions.say_outlook(item, outlook="some_doubt", because="", seen_at=None, by=organiser)

    actions.upload_documents(item, [upload()], by=organiser)

    item.refresh_from_db()
    assert (item.outlook, item.outlook_at) == ("", None)
    with pytest.raises(ActionRefused, match="^Nothing is to come under this item"):
        actions.say_outlook(item, outlook="at_risk", because="", seen_at=None, by=organiser)


def test_two_who_say_it_at_once_both_see_it(log_in_as, person, challenge, item, organiser):
    sponsor = person("sponsor", challenge)
    address = at("document_outlook", challenge, item.pk)
    actions.say_outlook(item, outlook="at_risk", because="Nobody writes it.", seen_at=None, by=sponsor)

    late = log_in_as(organiser).post(address, {"outlook": "on_its_way", "because": "Half done.", "seen_at": ""})
    seen_at = late.context["form"]["seen_at"].value()
    item.refresh_from_db()
    stood = item.outlook
    log_in_as(organiser).post(address, {"outlook": "on_its_way", "because": "Half done.", "seen_at": seen_at})

    assert late.context["form"].non_field_errors() == [
        f"{sponsor} said “At risk: Nobody writes it.” while you were here. To replace that with yours, save again."
    ]
    assert late.context["form"]["because"].value() == "Half done."
    item.refresh_from_db()
    assert (stood, item.outlook) == ("at_risk", "on_its_way")


def test_it_can_be_taken_back(item, organiser):
    said = actions.say_outlook(item, outlook="at_risk", because="So.", seen_at=None, by=organiser)

    actions.say_outlook(item, outlook="", because="So.", seen_at=said.outlook_at, by=organiser)

    item.refresh_from_db()
    assert (item.outlook, item.outlook_because, item.outlook_by) == ("", "", None)


def test_a_council_s_word_names_no_child(item, organiser):
    with pytest.raises(ActionRefused):
        actions.say_outlook(item, outlook="at_risk", because="Ring 07700 900123.", seen_at=None, by=organiser)


# Partly in


def test_partly_in_with_a_rest_is_to_come_and_gates(log_in_as, challenge, item, organiser):
    actions.upload_documents(item, [upload()], by=organiser)
    until = today() + 3 * A_DAY
    typed = {
        "missing": "March is not closed yet.",
        "comes": "yes",
        "rest_due_on_day": until.day,
        "rest_due_on_month": until.month,
        "rest_due_on_year": until.year,
    }

    page = log_in_as(organiser).post(at("document_partly", challenge, item.pk), typed, follow=True)

    item.refresh_from_db()
    assert (item.missing_part, item.rest_due_on, item.next_due_on) == ("March is not closed yet.", until, until)
    assert "March is not closed yet." in page.text
    (todo,) = [each for each in queries.left_to_do(challenge) if each.sentence.startswith("Upload")]
    assert (todo.sentence, todo.due_on, todo.gates) == ("Upload the rest of item 3, self-evaluation", until, True)


def test_partly_in_without_a_rest_is_an_answer(item, challenge, organiser):
    actions.upload_documents(item, [upload()], by=organiser)

    actions.mark_partly_in(item, missing="We keep two years only.", rest_due_on=None, by=organiser)

    item.refresh_from_db()
    assert (item.is_partly_in, item.is_to_come) == (True, False)
    assert [todo.sentence for todo in queries.left_to_do(challenge) if "item 3" in todo.sentence] == []


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({"comes": "no"}, {"missing": ["Say what is missing, and why"]}),
        ({"missing": "March."}, {"comes": ["Say whether the rest comes"]}),
        ({"missing": "March.", "comes": "yes"}, {"rest_due_on": ["Say when the rest comes"]}),
    ],
)
def test_partly_in_says_what_is_needed(log_in_as, challenge, item, organiser, typed, errors):
    actions.upload_documents(item, [upload()], by=organiser)

    page = log_in_as(organiser).post(at("document_partly", challenge, item.pk), typed)

    assert page.context["form"].errors == errors


def test_nothing_can_be_partly_in_before_something_is(item, organiser):
    with pytest.raises(ActionRefused, match="^Nothing is in under this item yet"):
        actions.mark_partly_in(item, missing="All.", rest_due_on=None, by=organiser)
    with pytest.raises(ActionRefused, match="^This is not marked as partly in"):
        actions.mark_all_in(item, by=organiser)


def test_the_rest_comes_in_time(item, organiser):
    actions.upload_documents(item, [upload()], by=organiser)

    with pytest.raises(ActionRefused, match="^The rest must come from today on"):
        actions.mark_partly_in(item, missing="March.", rest_due_on=today() - A_DAY, by=organiser)


# Who sees to it


def test_an_item_is_given_to_a_person_or_a_post(log_in_as, person, challenge, item, organiser):
    sponsor = person("sponsor", challenge)
    client, address = log_in_as(organiser), at("document_owner", challenge, item.pk)

    both = client.post(address, {"owned_by": sponsor.pk, "owner": "Head of Quality Assurance"})
    client.post(address, {"owned_by": "", "owner": "Head of Quality Assurance"})
    item.refresh_from_db()
    post = item.owner_in_words
    client.post(address, {"owned_by": sponsor.pk, "owner": ""})
    item.refresh_from_db()

    assert both.context["form"].errors == {"owner": ["Choose a person or give a job title, not both"]}
    assert (post, item.owner_in_words) == ("Head of Quality Assurance", str(sponsor))
    upload_it = [each for each in queries.left_to_do(challenge) if each.sentence.startswith("Upload item 3")]
    assert [each.person_id for each in upload_it] == [sponsor.pk]


def test_only_people_of_the_council_see_to_items(person, challenge, item, organiser):
    with pytest.raises(ActionRefused, match="^Choose somebody who takes part for the council"):
        actions.give_item(item, owner="", owned_by=person("peer", challenge), by=organiser)


def test_a_contributor_who_sees_to_an_item_knows_it(person, challenge, item, organiser):
    contributor = person("contributor", challenge)

    actions.give_item(item, owner="", owned_by=contributor, by=organiser)

    assert list(DocumentRequest.objects.readable_by(contributor, challenge)) == [item]
    with pytest.raises(ActionRefused, match="sees to this item. Say first who does so now"):
        actions.ask_contributors(item, contributors=[], by=organiser)


def test_who_leaves_sees_to_nothing(person, challenge, item, organiser):
    sponsor = person("sponsor", challenge)
    actions.give_item(item, owner="", owned_by=sponsor, by=organiser)
    membership = Membership.objects.get(challenge=challenge, user=sponsor)

    people_actions.end_membership(membership, by=organiser, reason="On leave.")

    item.refresh_from_db()
    assert item.owned_by is None
    event = AuditEvent.objects.get(what="document.let_go")
    assert event.sentence == f"gave 1 item of {sponsor} back to the organiser"


def test_a_contributor_is_not_told_who_sees_to_what(log_in_as, person, challenge, item, organiser):
    contributor = person("contributor", challenge)
    actions.ask_contributors(item, contributors=[contributor], by=organiser)
    actions.give_item(item, owner="Head of Secret Affairs", owned_by=None, by=organiser)
    client = log_in_as(contributor)

    pages = [client.get(at("document_list", challenge)), client.get(at("document", challenge, item.pk))]

    assert [("Head of Secret Affairs" in page.text) for page in pages] == [False, False]
    assert [page.status_code for page in pages] == [200, 200]


# Where to look


def test_where_to_look_goes_on_with_the_next_version(log_in_as, person, challenge, item, organiser):
    actions.upload_documents(item, [upload()], by=organiser)
    version = item.versions.get()

    log_in_as(organiser).post(
        at("document_signpost", challenge, version.pk), {"signpost": "section 4, pages  12-18", "seen": ""}
    )
    actions.upload_documents(item, [upload(content=pdf("newer"))], by=organiser)

    assert list(item.versions.order_by("number").values_list("signpost", flat=True)) == ["section 4, pages 12-18"] * 2
    page = log_in_as(person("peer", challenge)).get(at("document", challenge, item.pk))
    assert "section 4, pages 12-18" in page.text


def test_two_signposts_at_once_are_both_seen(log_in_as, person, challenge, item, organiser):
    version = DocumentVersionFactory(request=item)
    actions.write_signpost(version, signpost="page 3", seen="", by=person("sponsor", challenge))

    page = log_in_as(organiser).post(at("document_signpost", challenge, version.pk), {"signpost": "page 9", "seen": ""})

    assert page.context["form"].non_field_errors() == [
        "It was changed to “page 3” while you were here. To replace that, save again."
    ]
    version.refresh_from_db()
    assert version.signpost == "page 3"
    assert page.context["form"]["seen"].value() == "page 3"


# Key lines


def test_key_lines_are_chosen_from_the_item_and_from_the_key_line(log_in_as, person, challenge, item):
    first, second = KeyLineFactory.create_batch(2, challenge=challenge)
    other = DocumentRequestFactory(challenge=challenge)
    client = log_in_as(person("challenge_manager", challenge))

    client.post(at("document_link", challenge, item.pk), {"key_lines": [first.pk, second.pk]})
    client.post(at("key_line_link", challenge, second.pk), {"items": [other.pk]})

    assert (list(item.key_lines.all()), list(other.key_lines.all())) == ([first], [second])
    page = log_in_as(person("peer", challenge)).get(at("document_list", challenge) + "?by=key_line")
    assert _under(page) == [(first.pk, [item]), (second.pk, [other])]
    assert page.context["under_none"] == []


def _under(page):
    """The items under each key line, by its key."""
    return [(each["line"].pk, [row.item for row in each["rows"]]) for each in page.context["under"]]


def test_key_lines_of_another_challenge_are_no_choice(log_in_as, person, challenge, item):
    elsewhere = KeyLineFactory()

    page = log_in_as(person("challenge_manager", challenge)).post(
        at("document_link", challenge, item.pk), {"key_lines": [elsewhere.pk]}
    )

    assert list(page.context["form"].errors) == ["key_lines"]
    with pytest.raises(ActionRefused, match="^Choose key lines of this challenge"):
        actions.link_key_lines(item, key_lines=[elsewhere], by=challenge.created_by)
    with pytest.raises(ActionRefused, match="^Choose items of this challenge"):
        actions.link_documents(challenge, elsewhere, items=[item], by=challenge.created_by)


def test_a_contributor_reads_no_key_line(log_in_as, person, challenge, item, organiser):
    line = KeyLineFactory(challenge=challenge, question="What do we hide?")
    contributor = person("contributor", challenge)
    actions.ask_contributors(item, contributors=[contributor], by=organiser)
    actions.link_key_lines(item, key_lines=[line], by=challenge.created_by)
    client = log_in_as(contributor)

    pages = [
        client.get(at("document_list", challenge) + "?by=key_line"),
        client.get(at("document", challenge, item.pk)),
    ]

    assert [("What do we hide?" in page.text, "Key line" in page.text) for page in pages] == [(False, False)] * 2


# The list as somebody asks for it


def test_a_part_of_the_list_by_state_owner_and_mine(person, challenge, organiser):
    late = DocumentRequestFactory(challenge=challenge, code="1", due_on=today() - A_DAY)
    given = DocumentRequestFactory(challenge=challenge, code="2", owner="Head of Data", due_on=today())
    own = DocumentRequestFactory(challenge=challenge, code="3", owned_by=organiser, due_on=today())
    DocumentRequestFactory(challenge=challenge, code="4", is_in=True)
    items = list(queries.document_list(challenge, organiser))
    mine = queries.theirs(items, organiser, challenge)

    def codes(**asked):
        chosen = queries.chosen_from(asked, names={"Head of Data", queries.whose(late)})
        return [item.code for item in queries.part_of(items, chosen, mine=mine)]

    assert codes() == ["1", "2", "3", "4"]
    assert codes(show="to_come") == ["1", "2", "3"]
    assert codes(show="to_come", owner="Head of Data") == ["2"]
    assert codes(owner="The organiser") == ["1", "4"]
    assert codes(mine="1", show="to_come") == ["1", "3"]
    assert codes(show="nonsense", owner="Nobody") == ["1", "2", "3", "4"]
    glance = queries.glance_at(items, day=today())
    turns = [(turn.who, len(turn.items), turn.overdue) for turn in glance.turns]
    assert turns[0] == ("The organiser", 1, 1)
    assert set(turns[1:]) == {("Head of Data", 1, 0), (str(organiser), 1, 0)}
    assert replace(glance, turns=[]) == queries.Glance(
        total=4,
        all_in=1,
        partly=0,
        not_held=0,
        wanted=3,
        to_come=3,
        overdue=1,
        on_its_way=0,
        some_doubt=0,
        at_risk=0,
        not_said=3,
        turns=[],
    )
    assert (own.pk in mine, given.pk in mine) == (True, False)
