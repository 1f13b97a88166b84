"""Takes a challenge of any programme through its stages by the real actions, with nothing left out that gates."""

import datetime
from contextlib import contextmanager

import casereview.actions
import casereview.queries
import evaluation.actions
import feedback.actions
import onsite.actions
import onsite.queries
import preparation.actions
import preparation.queries
import reports.actions
import reports.queries
import scoping.actions
import scoping.queries
from casereview.actions import Note
from casereview.sample_lines import CaseLine
from challenges import actions, jobs
from challenges.documents import store_rendered
from challenges.lifecycle import Stage
from challenges.models import Role, User
from challenges.moments import acting_at, today, working_days_from
from preparation.interests import Interests
from reports.actions import Answer
from tests.factories import UserFactory
from tests.preparation.files import upload

LGA_AND_COUNCIL = [Role.CHALLENGE_MANAGER, Role.ADVISER, Role.SPONSOR, Role.ORGANISER]


@contextmanager
def on(day, hour=11):
    with acting_at(datetime.datetime.combine(day, datetime.time(hour), tzinfo=datetime.UTC)):
        yield


class Going:
    """One challenge on its way. Every method ends its stage as the people do, without an override."""

    def __init__(self, challenge, office):
        self.challenge, self.office = challenge, office
        self.people = {}
        for role in LGA_AND_COUNCIL:
            actions.add_person(
                challenge, email=f"{role}-{challenge.pk}@example.org", name=f"{role.label}", role=role, by=office
            )
            self.people[role] = User.objects.get(email=f"{role}-{challenge.pk}@example.org")
            actions.use_invitations(challenge, by=self.people[role])

    @property
    def manager(self):
        return User.objects.get(pk=self.people[Role.CHALLENGE_MANAGER].pk)

    def person(self, role):
        return User.objects.get(pk=self.people[role].pk)

    def reload(self):
        self.challenge.refresh_from_db()
        return self.challenge

    def through(self, stage):
        """Do everything this stage asks for, and end it."""
        {
            Stage.SCOPING: self.scoping,
            Stage.PREPARATION: self.preparation,
            Stage.CASE_REVIEW: self.case_review,
            Stage.ON_SITE: self.on_site,
            Stage.FEEDBACK: self.feedback,
            Stage.REPORTING: self.reporting,
            Stage.EVALUATION: self.evaluation,
        }[stage]()
        return self.reload()

    def scoping(self, formats=()):
        modules = list(scoping.queries.modules(self.challenge))[:1]
        if modules:
            standing = scoping.queries.chosen_themes(self.challenge).filter(kind="module")
            scoping.actions.choose_modules(
                self.challenge, modules=modules, seen=list(standing.values_list("pk", flat=True)), by=self.manager
            )
        words = {
            "question": "How well does help come in time?",
            "already_known": "Most of it does.",
            "outcome_wanted": "To know what to change first.",
            "measure": "Nine in ten on time.",
            "owner": "Head of service",
        }
        scoping.actions.add_key_line(self.challenge, by=self.manager, **words)
        if formats:
            self.choose_formats(formats)
        proposal = scoping.actions.make_proposal(self.challenge, by=self.manager)
        render(proposal.document)
        scoping.actions.send_proposal(proposal, subject="The proposal", body="Here it is.", by=self.office)
        proposal.refresh_from_db()
        scoping.actions.agree_proposal(proposal, by=self.person(Role.SPONSOR))

    def choose_formats(self, formats):
        scoping.actions.set_terms(
            self.challenge,
            peers=None,
            team_needed="",
            formats=formats,
            feedback_to="",
            own_agreement=False,
            confidentiality="",
            responsibilities="",
            version=0,
            by=self.manager,
        )

    def preparation(self):
        number = 0
        for need in preparation.queries.team_needs(self.challenge):
            for _place in range(need.least):
                number += 1
                peer = UserFactory(email=f"peer-{number}-{self.challenge.pk}@example.org", name=f"Peer {number}")
                place = preparation.actions.invite_person(
                    self.challenge,
                    email=peer.email,
                    name=peer.name,
                    role=need.role,
                    place=f"Place {number}",
                    by=self.manager,
                )
                texts = preparation.queries.texts_to_accept(self.challenge, {place.role}, peer)
                preparation.actions.accept_invitation(
                    place, texts=[text.pk for text in texts], interests=Interests(), by=peer
                )
                self.people.setdefault(Role(need.role), peer)
        for row in preparation.queries.declaration_rows(self.challenge):
            if row.newest and not row.newest.decision:
                preparation.actions.decide_interests(
                    row.newest, decision="none", decision_text="", version=row.newest.version, by=self.manager
                )
        for item in self.challenge.document_requests.filter(importance="must_read"):
            preparation.actions.upload_documents(
                item, [upload(f"Item {item.code}.txt", b"What it says.\n")], by=self.person(Role.ORGANISER)
            )
        actions.end_stage(self.challenge, Stage.PREPARATION, by=self.manager)

    def case_review(self):
        strata = self.challenge.programme.plan.case_review.strata
        names = [stratum.name for stratum in strata for _case in range(stratum.cases)]
        lines = [CaseLine(f"C-{number:02}", name, "5 to 9") for number, name in enumerate(names, start=1)]
        casereview.actions.add_cases(self.challenge, lines=lines, by=self.manager)
        readers = list(casereview.queries.readers(self.challenge))
        casereview.actions.share_out_cases(self.challenge, people=readers, by=self.person(Role.LEAD_PEER))
        for row in preparation.queries.declaration_rows(self.challenge):
            if row.asked and row.newest:
                preparation.actions.confirm_interests(self.challenge, by=row.place.user)
        aspects = self.challenge.programme.plan.case_review.aspects
        for case in casereview.queries.cases(self.challenge):
            casereview.actions.save_review(
                case,
                by=case.reviewer,
                version=1,
                words={"headline": "Well known.", "good_practice": "", "question_for_on_site": ""},
                notes={each.code: Note("strength", "Clear.", "") for each in aspects},
                finish=True,
            )
        words = ("overall_messages", "strengths", "areas", "lines_for_on_site")
        written = casereview.actions.write_report(
            self.challenge, by=self.manager, version=1, **dict.fromkeys(words, "Children are known.")
        )
        casereview.actions.share_report(
            self.challenge, by=self.manager, version=written.version, subject="The review", body="Here it is."
        )
        casereview.actions.end_case_review(self.challenge, by=self.manager)

    def on_site(self):
        onsite.actions.fill_timetable(self.challenge, by=self.manager)
        team = list(preparation.queries.team(self.challenge))
        for day in onsite.queries.on_site_days(self.challenge):
            tracks = {
                track: onsite.actions.TrackPlan(people, f"Room {track}")
                for track, people in (("All", []), ("A", team[:1]), ("B", team[1:2]), ("C", team[2:3] or team[1:2]))
            }
            onsite.actions.fill_day(self.challenge, day, tracks=tracks, by=self.manager)
            with on(day, 18):
                onsite.actions.mark_day_held(self.challenge, day, by=self.manager)
                note = onsite.actions.write_daily_note(
                    self.challenge, on_date=day, text="Staff speak openly.", by=self.person(Role.LEAD_PEER)
                )
                onsite.actions.share_daily_note(note, by=self.person(Role.LEAD_PEER))
                onsite.actions.mark_daily_note_seen(note, by=self.person(Role.SPONSOR))
        onsite.actions.end_onsite(self.challenge, by=self.manager)

    def feedback(self):
        lead = self.person(Role.LEAD_PEER)
        session = self.challenge.sessions.exclude(held_at=None).first()
        note = feedback.actions.write_note(
            self.challenge, by=lead, kind="strength", text="Help comes early.", session=session, share=True
        )
        line = scoping.queries.key_lines(self.challenge).first()
        for number, theme in enumerate(scoping.queries.chosen_themes(self.challenge)):
            feedback.actions.write_finding(
                self.challenge,
                by=lead,
                kind="area" if number else "strength",
                headline=f"Finding about theme {theme.code}",
                detail="It shows everywhere.",
                theme=theme,
                key_line=None if number else line,
                evidence=[note],
            )
        feedback.actions.edit_presentation(
            self.challenge, by=lead, version=1, headline_messages="Children are heard.", next_steps="We meet again."
        )
        feedback.actions.give_presentation(self.challenge, by=lead, given_on=self.challenge.ends_on)

    def reporting(self):
        report = reports.actions.make_report(self.challenge, by=self.manager)
        for passage in report.passages.filter(text=""):
            reports.actions.edit_passage(
                passage,
                heading=passage.heading,
                text="What the team was told and saw.",
                version=passage.version,
                by=self.manager,
            )
        reports.actions.send_to_lead_peer(report, by=self.manager)
        reports.actions.agree_report(report, comment="Agreed.", by=self.person(Role.LEAD_PEER))
        for role in self.challenge.programme.plan.report.qa:
            reader = self.office if role == Role.PROGRAMME_MANAGER else self.person(Role(role))
            reports.actions.review_quality(report, comment="Clear.", by=reader)
        reports.actions.send_to_council(report, subject="The draft", text="Here it is.", by=self.manager)
        render(report.versions.first().document)
        answers = {each.pk: Answer(correct=True) for each in reports.queries.unanswered(report)}
        reports.actions.answer_passages(report, answers=answers, by=self.person(Role.SPONSOR))
        reports.actions.finish_answers(report, by=self.person(Role.SPONSOR))
        version = reports.actions.make_final(report, by=self.manager)
        render(version.document)
        version.refresh_from_db()
        reports.actions.issue_report(report, version=version, subject="The report", text="Here it is.", by=self.office)

    def evaluation(self):
        questions = self.challenge.programme.plan.evaluation.questions
        evaluation.actions.record_interview(
            self.challenge,
            held_on=today(),
            spoken_to=self.person(Role.SPONSOR),
            answers={each.code: "It helped." for each in questions},
            version=0,
            by=self.manager,
        )
        evaluation.actions.close_challenge(self.challenge, by=self.manager)


def render(document):
    """The worker's part, without the time it takes to draw a PDF."""
    jobs.run(document.job_id, work=lambda job: b"%PDF-1.7 " + job.document.html_sha256.encode(), finish=store_rendered)


def a_day_in_spring():
    """A Tuesday far enough ahead that nothing has gone by."""
    return working_days_from(datetime.date(2027, 3, 8), 1)
