"""Who is on the list for the team, what the council says to it, and what that leaves to do."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.urls import reverse

from challenges.lifecycle import Stage, ToDo
from challenges.models import Challenge, Role, User
from preparation.models import Candidate, CandidateRemark

OPEN = {Stage.PREPARATION, Stage.CASE_REVIEW, Stage.ON_SITE}


@dataclass
class Row:
    """One on the list, with what this reader may read of the remarks about them."""

    candidate: Candidate
    remarks: list[CandidateRemark] = field(default_factory=list)

    @property
    def state(self) -> str:
        """How it stands, in words."""
        each = self.candidate
        if each.invited_as:
            return "In the team" if each.invited_as.state == "accepted" else "Invited"
        if each.answer:
            return (
                "Accepted by the council"
                if each.answer == Candidate.Answer.ACCEPTED
                else "Somebody else, asks the council"
            )
        if self.waits_for_the_lga:
            return "The council asks"
        return "Shown to the council" if each.shown_at else "Not shown to the council yet"

    @property
    def waits_for_the_lga(self) -> bool:
        return any(not remark.answered_at for remark in self.remarks)


def candidate_rows(challenge: Challenge, reader: User) -> list[Row]:
    """Everybody on the list this person may read about, in two queries."""
    standing = Candidate.objects.readable_by(reader, challenge).standing().in_order()
    candidates = list(standing.select_related("user", "invited_as", "added_by", "answered_by"))
    rows = {each.pk: Row(each) for each in candidates}
    remarks = CandidateRemark.objects.readable_by(reader, challenge).filter(candidate__in=list(rows))
    for remark in remarks.select_related("written_by", "answered_by").order_by("pk"):
        rows[remark.candidate_id].remarks.append(remark)
    return list(rows.values())


def remarks_of(candidate: Candidate, reader: User) -> list[CandidateRemark]:
    """What this person may read of the remarks about somebody."""
    rows = CandidateRemark.objects.readable_by(reader, candidate.challenge).filter(candidate=candidate)
    return list(rows.select_related("written_by", "answered_by").order_by("pk"))


def calls_up(challenge: Challenge) -> dict[str, Candidate]:
    """By role, the reserve whose turn it is: the first, once nobody proposed for the role is left to invite. One query."""
    waiting = Candidate.objects.standing().filter(challenge=challenge, invited_as=None)
    rows = list(waiting.exclude(answer=Candidate.Answer.ANOTHER).select_related("user").order_by("-pk"))
    proposed = {each.role for each in rows if not each.is_reserve}
    return {each.role: each for each in rows if each.role not in proposed}


def candidates_left(challenge: Challenge) -> list[ToDo]:
    """What waits for the council, and what the council waits for. It never holds the stage up."""
    if challenge.stage not in OPEN:
        return []
    standing = Candidate.objects.standing().filter(challenge=challenge, invited_as=None, shown_at__isnull=False)
    rows = list(standing.select_related("user").order_by("pk"))
    open_remarks = CandidateRemark.objects.filter(candidate__in=rows, answered_at=None).select_related(
        "candidate__user"
    )
    asked = list(open_remarks.order_by("pk"))
    being_asked = {remark.candidate_id for remark in asked}
    unanswered = [each for each in rows if not each.answer and each.pk not in being_asked]
    page = "preparation:shortlist"
    todos = []
    if unanswered:
        who = str(unanswered[0].user) if len(unanswered) == 1 else f"{len(unanswered)} people"
        todos = [
            ToDo(f"Say whether you accept {who} proposed for the team", page, role, gates=False)
            for role in (Role.SPONSOR, Role.ORGANISER)
        ]
    todos += [
        ToDo(
            f"Answer the council about {remark.candidate.user}",
            page,
            Role.CHALLENGE_MANAGER,
            url=reverse("preparation:candidate", args=[challenge.slug, remark.candidate_id]),
            gates=False,
        )
        for remark in asked
    ]
    return todos
