"""Only my part of the permission table, with the lead's test."""
import pytest
from challenges.models import Role
from tests.factories import ChallengeFactory
from tests.scoping.permission_table import MATRIX as A
from tests.evaluation.permission_table import MATRIX as B
@pytest.mark.django_db
@pytest.mark.parametrize(("permission","stage","allowed"), A+B)
def test_who_may(permission, stage, allowed, person):
    challenge = ChallengeFactory(stage=stage)
    assert {r for r in [*Role.values,"stranger"] if person(r, challenge).has_perm(permission, challenge)} == set(allowed.split())
