"""The bottom app in the matrix of tests/test_visibility_matrix.py; tests/visibility.py says what stands here."""

import uuid

from challenges.lifecycle import Stage
from challenges.models import LGA_ROLES, Draft, OutboundMail, StageEnding, WatchedList
from challenges.moments import now


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


def of_challenge(model):
    return lambda world: [[pk] for pk in model.objects.filter(challenge=world.challenge).values_list("pk", flat=True)]


def memberships(world):
    return [[pk] for pk in world.challenge.memberships.standing().values_list("pk", flat=True)]


STEPS = {Stage.ON_SITE: draft}

READS = {
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
    "challenges.Milestone": "its name is the programme's; the page asks for a permission",
    "challenges.NextAction": "made of the words of other rows; home and overview are doors",
    "challenges.AuditEvent": "made of the words of other rows; the history is a door",
    "challenges.RenderedDocument": "made of the words of other rows; its file is a door",
    "challenges.Opening": "made of the words of other rows; its page is a door",
    "challenges.AgreementText": "read by everyone who is asked to accept it, before they see anything else",
    "challenges.PeerSkill": "a theme of the programme; it stands with the profile",
    "challenges.PeerProfile": "the person's own page and the team's; tests/preparation looks at who reads it",
    "challenges.KeptWords": "why marked words were kept; shown to nobody but in the history, which is a door",
    "challenges.UnfinishedUpload": "answered to its owner alone, to carry on with",
}

CODES = {
    "challenges.User.password": "a hash",
    "challenges.Challenge.slug": "made by us",
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
    "challenges:person_remove": memberships,
    "challenges:person_hand_over": memberships,
    "challenges:observer_decide": memberships,
    "challenges:invitation_send": memberships,
    "challenges:mail_detail": of_challenge(OutboundMail),
    "challenges:mail_settle": of_challenge(OutboundMail),
    "challenges:document_state": lambda world: [[each.pk] for each in world.challenge.rendered_documents.all()],
    "challenges:document_file": lambda world: [[each.pk] for each in world.challenge.rendered_documents.all()],
    "challenges:document_retry": lambda world: [[each.pk] for each in world.challenge.rendered_documents.all()],
    "challenges:draft_discard": of_challenge(Draft),
    "challenges:watched_names_remove": of_challenge(WatchedList),
    "challenges:upload_part": lambda world: [[uuid.UUID(int=0)]],
}

ASKED = {
    "history": ["", "?everything=1", "?before=99999999"],
    "challenges:person_add": ["", "?role=contributor"],
}

# Views outside a challenge: a text says why they show nothing of one; an address is opened.
OUTSIDE = {
    "home": ["/", "/?stage=all", "/?stage=onsite"],
    "health_live": "says ok",
    "health_ready": "says ok",
    "health_scanner": "says ok",
    "accessibility": "the same for everyone",
    "demo_sign_in": "404 but in the demo",
    "challenges:join": "what an invitation says; its link is its permission",
    "challenges:join_ask": "as above",
    "openid_connect_login": "leads to an organisation's own sign-in",
    "openid_connect_callback": "comes back from it",
    "challenges:my_account": "one's own account",
    "challenges:my_details": "one's own name and job title",
    "challenges:second_step_lost": "one's own second step",
    "challenges:second_step_needed": "says why a second step is needed",
    "challenges:profile_edit": "one's own profile",
    "challenges:challenge_add": "of the programme office; names no challenge",
    "challenges:council_add": "of the programme office; names no challenge",
    "challenges:see_as_stop": "changes one's own session",
    "challenges:held_file_list": "of the programme office; tests/challenges looks at it",
    "invitations:invitation": "of the person invited alone; tests/preparation looks at it",
}

NO_LABEL = {
    "history": "it tells what was done, to those who may read the thing; the label stands where the thing stands"
}
PARTS = {f"challenges:document_{what}": "the state of the document" for what in ("retry", "state")}
NEVER_SHOWN = {
    "challenges:invitation_send": "nobody in this world waits for a link; tests/challenges/test_invitation_views.py opens it",
    "challenges:watched_names_remove": "a list of watched names keeps no name",
    "preparation:agreement_withdraw": "the council's own text, which this challenge has not",
}
