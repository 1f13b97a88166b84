"""What the sponsor said stays with the LGA and the sponsor."""

import datetime

import pytest
import time_machine
from django.urls import reverse

from evaluation import actions, queries
from tests.evaluation.factories import IssuedReportFactory

pytestmark = pytest.mark.django_db


@time_machine.travel(datetime.datetime(2027, 6, 2, 9, tzinfo=datetime.UTC))
def test_words_about_the_team_stay_with_the_lga_and_the_sponsor(person, log_in_as):
    challenge = IssuedReportFactory().challenge
    sponsor, manager = person("sponsor", challenge), person("challenge_manager", challenge)
    for version, text in enumerate(["Outspoken at first", "Outspoken later"]):
        actions.record_interview(
            challenge,
            held_on=datetime.date(2027, 6, 1),
            spoken_to=sponsor,
            answers={"team": text},
            version=version,
            by=manager,
        )
    assert queries.interview_of(challenge).version == 2
    interview, history = (reverse(name, args=[challenge.slug]) for name in ["evaluation:interview", "history"])
    told = log_in_as(person("adviser", challenge)).get(history).content.decode()
    assert 'Outspoken <del><span class="govuk-visually-hidden">[taken out: </span>at first<' in told
    assert "[put in: </span>later<" in told
    assert "Outspoken later" in log_in_as(sponsor).get(interview).content.decode()

    for role in ["lead_peer", "peer", "observer", "organiser", "contributor", "moderator"]:
        client = log_in_as(person(role, challenge))
        assert client.get(interview).status_code == 403
        assert "Outspoken" not in client.get(history).content.decode()
