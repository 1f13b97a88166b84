"""What was kept in the places of the team goes to the tables of its own: texts accepted, interests declared."""

from django.contrib.auth.hashers import make_password
from django.db import migrations

# The text that was version 1 of the ground rules, and is in the programme files: challenges/programmes/.
GROUND_RULES = """\
- I come as a critical friend. A peer challenge is not an inspection, and I do not behave as if it were.
- I am open and honest, and I hold to “no surprises”: what the team finds is told to the council as we go along.
- What I read, hear and see is for this challenge only. I pass nothing on to my own council, another body or the press.
- I name no person in my notes.
- Children are known to me by a code. I copy no child's details out of the council's systems or out of this service.
- I open documents and cases only for the work of this challenge, on a safe device, and delete my copies afterwards.
- If I hear or see that a child may be at risk of harm now, I tell the challenge manager at once, outside my notes.
- I tell the challenge manager as soon as an interest of mine changes, or when someone I know turns up in the work."""
NONE = {"none", "no", "nothing", "nil", "n/a"}


def move(apps, schema_editor):
    TeamPlace = apps.get_model("preparation", "TeamPlace")
    Declaration = apps.get_model("preparation", "Declaration")
    Acceptance = apps.get_model("challenges", "Acceptance")
    AgreementText = apps.get_model("challenges", "AgreementText")
    places = TeamPlace.objects.exclude(ground_rules_version=None).exclude(answered_at=None)
    numbers, accepted = {}, set()
    for place in places.select_related("challenge__programme").order_by("pk"):
        code = place.challenge.programme.code
        text = AgreementText.objects.filter(programme_code=code, kind="ground_rules", version=1).first()
        if text is None:
            text = AgreementText.objects.create(
                kind="ground_rules",
                programme_code=code,
                version=1,
                text=GROUND_RULES,
                derived=True,
                written_at=place.answered_at,
                written_by=_clock(apps),
            )
        key = place.challenge_id, place.user_id
        if key not in accepted:
            accepted.add(key)
            Acceptance.objects.create(
                challenge_id=place.challenge_id, user_id=place.user_id, text=text, accepted_at=place.answered_at
            )
        numbers[key] = numbers.get(key, 0) + 1
        words = place.declaration.strip()
        Declaration.objects.create(
            challenge_id=place.challenge_id,
            user_id=place.user_id,
            number=numbers[key],
            asked_at=place.answered_at,
            asked_because="joined the team",
            answered_at=place.answered_at,
            anything_else="" if words.casefold().rstrip(". ") in NONE else words,
        )


def _clock(apps):
    User = apps.get_model("challenges", "User")
    clock, _made = User.objects.get_or_create(
        email="clock@peerchallenge.invalid",
        defaults={"name": "The clock", "is_active": False, "password": make_password(None)},
    )
    return clock


class Migration(migrations.Migration):
    dependencies = [("preparation", "0003_declarations")]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
