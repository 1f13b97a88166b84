"""The columns that point at a person: what a copy shows of their rows, and what becomes of them with the account."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """The parts of a copy, in their order."""

    WHO = "Who you are"
    TOLD = "What you told us about yourself"
    ROLES = "Challenges and roles"
    WROTE = "What you wrote"
    DID = "What you did"
    DECIDED = "What was decided about you"
    FILES = "Files you uploaded"
    MAILS = "Mails sent to you"
    SIGNED_IN = "When you signed in, and what you opened"
    DRAFTS = "Words you have not saved yet"


# When the account is closed.
GOES = "goes"
EMPTIED = "subject and text go, that it was sent stays two years"
ENDS = "ends, and stays on record for two years under “Former …”"
RECORD = "stays as part of the challenge’s record, under “Former …”"
LOG = "stays for six years with the name: nobody can take out who did what, and who opened what about children"


@dataclass(frozen=True)
class Kept:
    """One column that points at a person.

    `shows` are facts of the row, as fields or fields of what it points at ("request.code"); `words` are texts which the
    person of this column wrote themselves. `below` names rows under it and their fields. `challenge` is the way to the
    row's challenge, "" where it has none. `unless` names a column of the same row that tells it already. `about_child`:
    words about a single child, always or where this field is set: they are never copied. `private`: nobody but the person
    reads it, so it is not in a copy that the office makes.
    """

    group: Group
    heading: str
    shows: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    below: tuple[tuple[str, tuple[str, ...]], ...] = ()
    challenge: str = "challenge"
    closed: str = RECORD
    unless: str = ""
    about_child: bool | str = False
    private: bool = False


def did(heading: str, *shows: str, challenge: str = "challenge", closed: str = RECORD, unless: str = "") -> Kept:
    """An act of the person on something that is not about them: that they did it, and when."""
    return Kept(Group.DID, heading, shows, challenge=challenge, closed=closed, unless=unless)


# Of the person themselves: challenges.User. A field is shown, or has a reason here.
NOT_SHOWN_OF_THE_PERSON = {
    "password": "only a hash of it is kept, and it lets nobody sign in",  # nosec B105  # words, not a password
    "id": "shown as the number of the person",
    "is_demo": "an invented person",
}

ACCOUNT: dict[str, Kept] = {
    "account.EmailAddress.user": Kept(
        Group.WHO, "E-mail addresses", ("email", "verified", "primary"), challenge="", closed=GOES
    ),
    "mfa.Authenticator.user": Kept(
        Group.WHO,
        "Second steps (without their secrets)",
        ("type", "data.name", "created_at", "last_used_at"),
        challenge="",
        closed=GOES,
    ),
    "socialaccount.SocialAccount.user": Kept(
        Group.WHO,
        "Sign-in of your organisation (without tokens)",
        ("provider", "uid", "extra_data", "date_joined", "last_login"),
        challenge="",
        closed=GOES,
    ),
    "usersessions.UserSession.user": Kept(
        Group.SIGNED_IN,
        "Where you are signed in",
        ("created_at", "last_seen_at", "ip", "user_agent"),
        challenge="",
        closed=GOES,
    ),
    "admin.LogEntry.user": did("Changes you made in the administration", "action_time", challenge="", closed=GOES),
}

BOTTOM: dict[str, Kept] = {
    "challenges.Membership.user": Kept(
        Group.ROLES, "Roles you hold or held", ("role", "added_at", "agreed_at", "ended_at"), closed=ENDS
    ),
    "challenges.Membership.added_by": did("Roles you gave", "role", "added_at", unless="user"),
    "challenges.Membership.agreed_by": did("Observers you agreed to", "agreed_at", unless="user"),
    "challenges.Membership.ended_by": did("Roles you ended", "role", "ended_at", unless="user"),
    "challenges.Invitation.person": Kept(
        Group.ROLES,
        "Invitations sent to you",
        ("role", "made_at", "expires_on", "used_at", "withdrawn_at", "lapsed_at", "asked_at"),
        closed=ENDS,
    ),
    "challenges.Invitation.made_by": did("Invitations you sent", "role", "made_at", unless="person"),
    "challenges.Challenge.created_by": did("Challenges you set up", "slug", "created_at", challenge="self"),
    "challenges.StageEnding.ended_by": Kept(Group.DID, "Stages you ended", ("stage", "ended_at"), ("override_reason",)),
    "challenges.NextAction.person": Kept(Group.ROLES, "What waits for you", ("sentence", "due_on"), closed=GOES),
    "challenges.AgreementText.written_by": Kept(
        Group.WROTE, "Ground rules and agreements", ("kind", "version", "written_at"), ("text",)
    ),
    "challenges.AgreementText.ended_by": did(
        "Ground rules and agreements you took back", "kind", "version", "ended_at"
    ),
    "challenges.Acceptance.user": Kept(
        Group.TOLD, "Ground rules and agreements you accepted", ("text.kind", "text.version", "accepted_at")
    ),
    "challenges.StoredFile.stored_by": Kept(
        Group.FILES, "Files", ("name", "size", "media_type", "sha256", "stored_at", "state")
    ),
    "challenges.UnfinishedUpload.owner": Kept(
        Group.FILES, "Uploads you have not finished", ("name", "size", "received", "touched_at"), closed=GOES
    ),
    "challenges.RenderedDocument.asked_by": did("Documents you had made", "title", "asked_at"),
    "challenges.Draft.person": Kept(
        Group.DRAFTS,
        "Drafts",
        ("title", "saved_at"),
        ("fields",),
        closed=GOES,
        about_child="child_level",
        private=True,
    ),
    "challenges.OutboundMail.person": Kept(
        Group.MAILS, "Mails", ("subject", "body", "state", "written_at", "sent_at"), closed=EMPTIED
    ),
    "challenges.OutboundMail.written_by": did(
        "Mails sent because of what you did", "kind", "written_at", unless="person"
    ),
    "challenges.PeerProfile.user": Kept(
        Group.TOLD,
        "Your profile as a peer",
        ("profession", "seniority", "council.name", "in_pool_since", "changed_at"),
        ("authority", "about", "training", "earlier_challenges", "availability"),
        below=(("skills", ("theme",)), ("months", ("month",)), ("worked_for", ("name",))),
        challenge="",
        closed=GOES,
    ),
    "challenges.PeerProfile.changed_by": did("Profiles you changed", "changed_at", challenge="", unless="user"),
    "challenges.WatchedList.added_by": did(
        "Lists of names to watch for that you gave", "whose", "how_many", "added_at"
    ),
    "challenges.Programme.made_by": Kept(
        Group.WROTE, "Versions of programmes you made", ("name", "version", "loaded_at"), ("reason",), challenge=""
    ),
    "challenges.ProgrammeDraft.begun_by": did("Edits of programmes you began", "code", "begun_at", challenge=""),
    "challenges.ProgrammeDraft.changed_by": did(
        "Edits of programmes you changed last", "code", "changed_at", challenge="", unless="begun_by"
    ),
    "challenges.Visit.matched_by": did("Councils you matched", "matched_at"),
    "challenges.ChallengeGroup.made_by": did("Triads and events you set up", "shape", "topic", "made_at", challenge=""),
    "challenges.Milestone.done_by": did("Dates of the plan you marked as done", "name"),
    "challenges.SchoolHoliday.entered_by": did("School holidays you entered", "name", "entered_at", challenge=""),
    "challenges.CalendarFeed.person": Kept(
        Group.SIGNED_IN,
        "Addresses for your calendar (only a hash of each is kept)",
        ("made_at", "ended_at", "fetched_at", "fetches"),
        challenge="",
        closed=GOES,
    ),
    "challenges.MutedMail.person": Kept(
        Group.TOLD, "Mails you switched off", ("kind", "since"), challenge="", closed=GOES
    ),
    "challenges.PauseRequest.asked_by": Kept(
        Group.WROTE, "Pauses and withdrawals you asked for", ("kind", "asked_at", "answered_at"), ("because",)
    ),
    "challenges.PauseRequest.answered_by": Kept(
        Group.WROTE, "Pauses and withdrawals you answered", ("kind", "followed", "answered_at"), ("answer",)
    ),
    "challenges.RetentionHold.set_by": Kept(
        Group.WROTE, "Holds you set on deletion", ("set_at", "lifted_at"), ("reason",)
    ),
    "challenges.RetentionHold.lifted_by": did("Holds on deletion you lifted", "lifted_at", unless="set_by"),
    "challenges.KeptWords.kept_by": Kept(
        Group.WROTE, "Why you kept words that the text check had marked", ("kind", "kept_at"), ("reason",)
    ),
}

# Columns that hold a person's number or name without pointing at the row, so that the log outlives what it tells of.
LOGS: dict[str, Kept] = {
    "challenges.AuditEvent.by_id": Kept(
        Group.DID, "Everything recorded that you did", ("at", "sentence"), ("reason",), closed=LOG
    ),
    "challenges.AuditEvent.target_id": Kept(
        Group.DECIDED, "What others did that is about you", ("at", "sentence"), closed=LOG
    ),
    "challenges.Opening.by_id": Kept(
        Group.SIGNED_IN, "Pages about children and files you opened", ("at", "how", "target"), closed=LOG
    ),
    "challenges.RetentionCertificate.by_id": Kept(
        Group.DID, "Deletions you ran", ("at", "title", "challenge_name"), closed=LOG
    ),
    "challenges.Opening.target_id": Kept(Group.SIGNED_IN, "", closed="never a person"),
}

# Where a name, an address or a number may still stand once the account is closed, and why.
STILL_NAMED = {
    "challenges.AuditEvent.by_name": LOG,
    "challenges.AuditEvent.sentence": LOG,
    "challenges.AuditEvent.target": LOG,
    "challenges.AuditEvent.was": "who held a role that was handed over; kept with the log",
    "challenges.AuditEvent.now": "who holds a role that was handed over; kept with the log",
    "challenges.Opening.by_name": LOG,
    "challenges.RetentionCertificate.by_name": "who ran a deletion; certificates are kept with the log",
    "challenges.Opening.seen_as": LOG,
    "challenges.Opening.target": LOG,
    "challenges.StageEnding.missing": "what was still missing when a stage ended, such as a person who had not answered",
    "challenges.RenderedDocument.html": "a document that was issued says who was in the team, as the council received it",
    "scoping.ScopingProposal.scope": "the version that the sponsor agreed says who takes part",
    "scoping.ScopingMeeting.present": "who was there, in the words of whoever wrote it down",
    "challenges.OutboundMail.subject": "a mail to somebody else that names the person; it goes after two years",
    "challenges.OutboundMail.body": "a mail to somebody else that names the person; it goes after two years",
}
