"""How the pages of cases find a case, and each other."""

from django.shortcuts import get_object_or_404
from django.urls import reverse

from casereview import queries


def case_of(challenge, pk):
    return get_object_or_404(queries.cases(challenge).select_related("sampled"), pk=pk)


def list_url(challenge):
    return reverse("casereview:case_list", args=[challenge.slug])


def case_url(challenge, case):
    return reverse("casereview:case", args=[challenge.slug, case.pk])


def second_url(challenge, case):
    return reverse("casereview:second_reading", args=[challenge.slug, case.pk])
