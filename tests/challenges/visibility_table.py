"""The bottom app in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import uuid

from django.core.cache import cache
from django.urls import reverse

from challenges import actions
from challenges.lifecycle import Stage
from challenges.models import (
    LGA_ROLES,
    PLAN_ROLES,
    ChallengeGroup,
    Draft,
    Milestone,
    OutboundMail,
    PauseRequest,
    RetentionCertificate,
    RetentionHold,
    Role,
    SchoolHoliday,
    StageEnding,
    Visit,
    WatchedList,
)
from challenges.moments import now
from tests.factories import CouncilFactory


def draft(world):
    page = f"/challenges/{world.slug}/evidence/add/"
    mark = world.say()
    Draft.objects.create(
        person=world.writer,
        challenge=world.challenge,
        page=page,
        title=mark,
        writer="a-tab-of-the-writer",
        fields={"text": [mark]},
        labels=[["text", "What you heard"]],
        saved_at=now(),
    )


def of_challenge_number(model):
    """The rows of a model that knows its challenge by number alone."""
    return lambda world: [
        [pk] for pk in model.objects.filter(challenge_id=world.challenge.pk).values_list("pk", flat=True)
    ]


def of_challenge(model):
    return lambda world: [[pk] for pk in model.objects.filter(challenge=world.challenge).values_list("pk", flat=True)]


def memberships(world):
    return [[pk] for pk in world.challenge.memberships.standing().values_list("pk", flat=True)]


def pause(world):
    """The sponsor asks, and the answer is no; then the challenge is paused, and goes on."""
    for kind in PauseRequest.Kind:
        asked = actions.ask_to_pause(world.challenge, kind=kind, because=world.say(), by=world.sponsor)
        actions.decline_to_pause(asked, answer=world.say(), by=world.programme_manager)
    actions.pause_challenge(world.challenge, because=world.say(), goes_on_when=world.say(), by=world.programme_manager)
    world.remember()
    actions.resume_challenge(world.challenge, by=world.programme_manager)
    world.challenge.refresh_from_db()


def calendar_of(user):
    """A fresh address of this person's calendar; fetched by whoever holds it, without a session."""
    cache.clear()
    return reverse("challenges:calendar_feed", args=[actions.make_calendar_feed(by=user)])


def begin(world):
    pause(world)
    actions.match_visitor(world.challenge, council=CouncilFactory(), because=world.say(), by=world.programme_manager)


def hold_in_a_group(world):
    """Nothing is deleted, whatever its date; and from here on it is one of a triad."""
    actions.hold_back_purge(world.challenge, reason=world.say(), by=world.office)
    world.challenge.group = ChallengeGroup.objects.create(
        shape="triad", topic=world.say(), because=world.say(), made_at=now(), made_by=world.office
    )
    world.challenge.save()


def visits(user, world):
    reads = user.has_perm("challenges.view_visits", world.challenge)
    return world.challenge.visits.all() if reads else []


def group(user, world):
    reads = user.has_perm("challenges.view_group", world.challenge)
    return [world.challenge.group] if reads else []


STEPS = {Stage.SCOPING: begin, Stage.ON_SITE: draft, Stage.FEEDBACK: hold_in_a_group}

READS = {
    "challenges.Visit": {"*": visits},
    "challenges.ChallengeGroup": {"*": group},
    "challenges.RetentionHold": {
        "*": lambda user, world: (
            RetentionHold.objects.filter(challenge=world.challenge)
            if user.has_perm("challenges.view_history", world.challenge)  # and on the page of what is kept
            else []
        )
    },
    "challenges.Challenge": {
        "*": lambda user, world: [world.challenge] if user.roles_in(world.challenge) & PLAN_ROLES else []
    },
    "challenges.PauseRequest": {
        "*": lambda user, world: (
            PauseRequest.objects.filter(challenge=world.challenge)
            if user.roles_in(world.challenge) & (LGA_ROLES | {Role.SPONSOR})
            else []
        )
    },
    "challenges.StageEnding": {
        "*": lambda user, world: (
            StageEnding.objects.filter(challenge=world.challenge)
            if user.roles_in(world.challenge) & LGA_ROLES
            else StageEnding.objects.filter(challenge=world.challenge, ended_by=user)
        )
    },
    "challenges.Draft": {"*": lambda user, world: Draft.objects.visible_to(user)},
    "challenges.OutboundMail": {
        "*": lambda user, world: (
            OutboundMail.objects.filter(challenge=world.challenge)
            if user.has_perm("challenges.view_mail", world.challenge)
            else OutboundMail.objects.filter(challenge=world.challenge, person=user)
        )
    },
}

NO_MARKS = {
    "challenges.User": "names and job titles stand on the pages of people; contact data has tests of its own",
    "challenges.Council": "the frame of every page; strangers have tests of their own",
    "challenges.Programme": "a programme is public",
    "challenges.Theme": "a programme is public",
    "challenges.Probe": "a programme is public",
    "challenges.ProgrammeDraft": "a programme to be; of the programme office alone",
    "challenges.Milestone": "its name is the programme's; the page asks for a permission",
    "challenges.NextAction": "made of the words of other rows; home and overview are doors",
    "challenges.AuditEvent": "made of the words of other rows; the history is a door",
    "challenges.RenderedDocument": "made of the words of other rows; its file is a door",
    "challenges.Opening": "made of the words of other rows; its page is a door",
    "challenges.AgreementText": "read by everyone who is asked to accept it, before they see anything else",
    "challenges.PeerSkill": "a theme of the programme; it stands with the profile",
    "challenges.PeerProfile": "the person's own page and the team's; tests/preparation looks at who reads it",
    "challenges.KeptWords": "why marked words were kept; shown to nobody but in the history, which is a door",
    "challenges.SchoolHoliday": "public facts of the council",
    "challenges.CalendarFeed": "keeps no text but a hash",
    "challenges.MutedMail": "a kind of mail, named by us; it stands on its person's own page",
    "challenges.UnfinishedUpload": "answered to its owner alone, to carry on with",
    "challenges.RetentionCertificate": "made of our words: what went and how much of it, and nobody’s text",
    "challenges.Leftover": "names of places in the storage, made by us",
}

CODES = {
    "challenges.User.password": "a hash",
    "challenges.Challenge.slug": "made by us",
    "challenges.Challenge.withdrawn_because": "nobody withdraws this world; tests/challenges/test_pausing_views.py reads it",
    "challenges.CalendarFeed.digest": "a hash",
    "challenges.ChallengeGroup.theme_code": "the code of a module of the programme",
    "challenges.Draft.page": "an address",
    "challenges.Draft.writer": "made by the browser",
    "challenges.Job.task": "made by us",
    "challenges.Job.claim": "made by us",
    "challenges.Job.reason": "made by us",
    "challenges.OutboundMail.kind": "made by us",
    "challenges.OutboundMail.message_id": "made by us",
    "challenges.OutboundMail.claim": "made by us",
    "challenges.OutboundMail.reason": "made by us",
    "challenges.StoredFile.media_type": "sniffed",
    "challenges.StoredFile.sha256": "a hash",
    "challenges.StoredFile.signature": "the scanner's",
    "challenges.WatchedList.key_check": "a hash",
    "challenges.WatchedName.digest": "a hash",
}

OPENED = {
    "challenges:milestone_edit": of_challenge(Milestone),
    "challenges:milestone_mark": of_challenge(Milestone),
    "challenges:school_holiday_remove": lambda world: [
        [pk] for pk in SchoolHoliday.objects.filter(council=world.challenge.council_id).values_list("pk", flat=True)
    ],
    "challenges:pause_decline": of_challenge(PauseRequest),
    "challenges:person_remove": memberships,
    "challenges:person_hand_over": memberships,
    "challenges:observer_decide": memberships,
    "challenges:invitation_send": memberships,
    "challenges:mail_detail": of_challenge(OutboundMail),
    "challenges:mail_settle": of_challenge(OutboundMail),
    "challenges:document_state": lambda world: [[each.pk] for each in world.challenge.rendered_documents.all()],
    "challenges:document_file": lambda world: [[each.pk] for each in world.challenge.rendered_documents.all()],
    "challenges:document_word": lambda world: [[each.pk] for each in world.challenge.rendered_documents.all()],
    "challenges:document_retry": lambda world: [[each.pk] for each in world.challenge.rendered_documents.all()],
    "challenges:draft_discard": of_challenge(Draft),
    "challenges:certificate": of_challenge_number(RetentionCertificate),
    "challenges:hold_lift": of_challenge(RetentionHold),
    "challenges:watched_names_remove": of_challenge(WatchedList),
    "challenges:visit_end": of_challenge(Visit),
    "challenges:upload_part": lambda world: [[uuid.UUID(int=0)]],
}

ASKED = {
    "history": ["", "?everything=1", "?before=99999999"],
    "challenges:person_add": ["", "?role=contributor"],
}

# Views outside a challenge: a text says why they show nothing of one; an address is opened.
EDITED = ("names", "dates", "theme", "document", "times", "conversation")  # parts of a programme's file
OUTSIDE = {
    "home": ["/", "/?stage=all", "/?stage=onsite"],
    "security_txt": "the same for everyone",
    "health_live": "says ok",
    "health_ready": "says ok",
    "health_scanner": "says ok",
    "accessibility": "the same for everyone",
    "what_we_keep": "the same for everyone",
    "challenges:my_mail": "which mails one gets oneself",
    "challenges:my_data": "one's own rows; tests/challenges/test_copies.py looks at them",
    "challenges:account_close": "one's own account; tests/challenges/test_erasing.py looks at it",
    "challenges:person_find": "of the programme office, which sees every challenge",
    "challenges:person_data": "of the programme office, which sees every challenge",
    "challenges:account_erase": "of the programme office, which sees every challenge",
    "demo_sign_in": "404 but in the demo",
    "challenges:join": "what an invitation says; its link is its permission",
    "challenges:join_ask": "as above",
    "openid_connect_login": "leads to an organisation's own sign-in",
    "openid_connect_callback": "comes back from it",
    "challenges:my_account": "one's own account",
    "challenges:my_details": "one's own name and job title",
    "challenges:my_calendar": "the address of one's own calendar",
    "challenges:calendar_feed": "each opens their own (OWN); tests/challenges/test_calendar_feeds.py looks at it too",
    "challenges:second_step_lost": "one's own second step",
    "challenges:second_step_needed": "says why a second step is needed",
    "challenges:profile_edit": "one's own profile",
    "challenges:challenge_add": "of the programme office; names no challenge",
    "challenges:council_add": "of the programme office; names no challenge",
    "challenges:challenge_add_several": "of the programme office; names no challenge",
    "challenges:council_list": "of the programme office; names no challenge",
    "challenges:council_place": "of the programme office; names no challenge",
    "challenges:programme": "a programme is public",
    **{
        f"challenges:programme_{what}": "of the programme office; counts challenges and names none"
        for what in ("list", "file_take", "edit", *(f"{part}_edit" for part in EDITED))
    },
    **{
        f"challenges:programme_{what}": "of the programme office; names no challenge"
        for what in ("document_add", "document_move", "preview", "edit_bring_over", "edit_discard")
    },
    "challenges:see_as_stop": "changes one's own session",
    "challenges:held_file_list": "of the programme office; tests/challenges looks at it",
    "challenges:certificate_archive": "of the programme office; what went in every challenge, in our words",
    "challenges:certificate_archived": "of the programme office; what went in every challenge, in our words",
    "invitations:invitation": "of the person invited alone; tests/preparation looks at it",
}

OWN = {"challenges:calendar_feed": calendar_of}

NO_LABEL = {
    "history": "it tells what was done, to those who may read the thing; the label stands where the thing stands"
}
PARTS = {f"challenges:document_{what}": "the state of the document" for what in ("retry", "state")}
NEVER_SHOWN = {
    "challenges:people_begin": "everyone it names is there already; tests/challenges/test_programme_pages.py opens it",
    "challenges:invitation_send": "nobody in this world waits for a link; tests/challenges/test_invitation_views.py opens it",
    "challenges:watched_names_remove": "a list of watched names keeps no name",
    "challenges:certificate": "nothing has gone yet in this world; tests/challenges/test_retention_views.py opens one",
    "preparation:agreement_withdraw": "the council's own text, which this challenge has not",
}
