import datetime

import pytest

from challenges import actions, programme_files
from challenges.action_tools import ActionRefused
from challenges.lifecycle import Stage
from challenges.models import AuditEvent, Challenge, Membership, Milestone, OutboundMail, Programme, StageEnding, User
from challenges.moments import is_working_day, now
from tests.factories import ChallengeFactory, CouncilFactory, ProgrammeFactory, UserFactory

pytestmark = pytest.mark.django_db
TUESDAY = datetime.date(2027, 3, 9)


def refusal(function, *args, **kwargs):
    with pytest.raises(ActionRefused) as refused:
        function(*args, **kwargs)
    return str(refused.value)


def test_a_new_challenge_is_planned_back_from_its_first_day_in_working_days(person):
    office = person("office")

    challenge = actions.create_challenge(
        council=CouncilFactory(), programme=ProgrammeFactory(), starts_on=TUESDAY, by=office
    )

    dates = dict(Milestone.objects.filter(challenge=challenge).values_list("code", "due_on"))
    assert challenge.stage == Stage.SCOPING
    assert challenge.ends_on == datetime.date(2027, 3, 12)
    assert all(is_working_day(day) for day in dates.values())
    assert max(dates.values()) > challenge.ends_on
    assert min(dates.values()) < TUESDAY - datetime.timedelta(weeks=12)
    assert list(challenge.memberships.values_list("user", "role")) == [(office.pk, "programme_manager")]


@pytest.mark.parametrize("day", [datetime.date(2027, 3, 6), datetime.date(2027, 3, 26)])
def test_a_challenge_begins_on_a_working_day(day, person):
    council, programme, office = CouncilFactory(), ProgrammeFactory(), person("office")

    said = refusal(actions.create_challenge, council=council, programme=programme, starts_on=day, by=office)

    assert said == "The first on-site day must be a working day in England. Choose another date."
    assert not Challenge.objects.exists()


def test_a_challenge_keeps_the_programme_version_it_started_with(person):
    programme = ProgrammeFactory()
    challenge = ChallengeFactory(programme=programme)
    content = programme.content | {"version": programme.version + 1, "name": "Renamed"}

    newer = actions.load_programme(content, programme_files.from_dict(content), by=User.objects.clock())

    challenge.refresh_from_db()
    assert challenge.programme == programme
    assert list(Programme.objects.newest()) == [newer]


def test_a_loaded_version_never_changes(person):
    clock = User.objects.clock()
    content = programme_files.read("lga-childrens-services")
    actions.load_programme(content, programme_files.from_dict(content), by=clock)
    changed = content | {"summary": "Something else"}

    again = actions.load_programme(content, programme_files.from_dict(content), by=clock)
    said = refusal(actions.load_programme, changed, programme_files.from_dict(changed), by=clock)

    assert again is None
    assert said.endswith("is loaded already and differs. Give the changed file a new version.")


def test_a_person_is_known_by_address_and_keeps_their_name(person):
    challenge = ChallengeFactory()
    office = person("office")
    UserFactory(email="dcs@example.org", name="The director")

    membership = actions.add_person(challenge, email="DCS@Example.org", name="Another name", role="sponsor", by=office)

    assert membership.user.name == "The director"
    assert (
        refusal(actions.add_person, challenge, email="dcs@example.org", name="", role="sponsor", by=office)
        == "This person already has this role here."
    )


def test_a_new_person_has_no_password_until_they_choose_one(person):
    challenge = ChallengeFactory()

    membership = actions.add_person(
        challenge, email="new@example.org", name="New", role="organiser", by=person("office")
    )

    assert not membership.user.has_usable_password()


def test_a_role_ends_once_and_stays_in_the_history(person):
    challenge = ChallengeFactory()
    by = person("office")
    membership = actions.add_person(challenge, email="a@example.org", name="A", role="adviser", by=by)

    actions.end_membership(membership, by=by)

    assert not Membership.objects.current().exists()
    assert refusal(actions.end_membership, membership, by=by) == "This has ended already."
    assert set(AuditEvent.objects.filter(challenge_id=challenge.pk).values_list("what", flat=True)) == {
        "person.added",
        "invitation.withdrawn",
        "person.removed",
    }


def test_only_moves_of_the_table_are_made():
    challenge = ChallengeFactory(stage=Stage.SCOPING)

    said = refusal(actions.move_to_stage, challenge, Stage.EVALUATION, by=challenge.created_by)

    assert said == "This stands at “Scoping” and cannot become “Evaluation”."


def test_a_stage_with_something_missing_ends_only_with_a_reason_which_is_kept():
    challenge = ChallengeFactory(stage=Stage.SCOPING)
    by = challenge.created_by

    said = refusal(actions.end_stage, challenge, Stage.SCOPING, by=by)
    actions.end_stage(challenge, Stage.SCOPING, by=by, override_reason="Agreed by telephone.")

    ending = StageEnding.objects.get()
    challenge.refresh_from_db()
    assert said.startswith("Something is still missing: ")
    assert challenge.stage == Stage.PREPARATION
    assert ending.override_reason == "Agreed by telephone."
    assert ending.missing != []


def test_a_stage_ends_only_while_the_challenge_stands_in_it():
    challenge = ChallengeFactory(stage=Stage.FEEDBACK)

    said = refusal(actions.end_stage, challenge, Stage.SCOPING, by=challenge.created_by, override_reason="Why not")

    assert said == "The challenge is at “Feedback”, not at “Scoping”."


def test_an_uncertain_mail_is_settled_once():
    challenge = ChallengeFactory()
    mail = OutboundMail.objects.create(
        challenge=challenge,
        kind="note",
        person=challenge.created_by,
        due_on=TUESDAY,
        subject="A note",
        message_id="<one@example.org>",
        state="uncertain",
        written_at=now(),
        written_by=challenge.created_by,
    )

    settled = actions.settle_mail(mail, by=challenge.created_by, send_again=False)

    assert settled.state == OutboundMail.State.NOT_NEEDED
    assert refusal(actions.settle_mail, mail, by=challenge.created_by, send_again=True) == (
        "This mail stands at “No longer needed”. There is nothing to settle."
    )


def test_a_report_left_out_and_taken_in_again_has_its_dates_again(person):
    office = person("office")
    challenge = actions.create_challenge(
        council=CouncilFactory(), programme=ProgrammeFactory(), starts_on=datetime.date(2027, 3, 9), by=office
    )
    before = list(challenge.milestones.order_by("position").values_list("code", "due_on"))

    actions.settle_report(challenge, written=False, by=office)
    left = set(challenge.milestones.values_list("stage", flat=True))
    actions.settle_report(challenge, written=True, by=office)

    assert "reports" not in left
    assert list(challenge.milestones.order_by("position").values_list("code", "due_on")) == before


def test_a_report_begun_is_not_left_out_any_more(person):
    challenge = ChallengeFactory(stage="reports")

    settled = actions.settle_report(challenge, written=False, by=person("office"))

    assert not settled.without_report
