"""What is typed is made plain before a view sees it, and only what can be a key is one."""

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse

from challenges import typed
from challenges.form_fields import DayField, RowsField
from challenges.models import Theme
from tests.factories import ChallengeFactory


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("a\x00b", "ab"),
        ("line\r\nline\ttab", "line\r\nline\ttab"),
        ("broken by hand\x0bin Word\x0c", "broken by hand in Word "),
        ("\x1b[2J\x7f\x80\x9f\ufffe\uffff", "[2J"),
        ("half \ud800 a letter", "half  a letter"),
        ("Ağrı, عربى \u200f, 🧑‍🤝‍🧑 \x85", "Ağrı, عربى \u200f, 🧑‍🤝‍🧑 \x85"),
    ],
)
def test_characters_nobody_sees_go_and_all_others_stay(text, becomes):
    assert typed.plain(text) == becomes


@pytest.mark.parametrize(
    ("text", "number"),
    [("7", 7), ("0", 0), ("9" * 18, 10**18 - 1), ("9" * 19, None), ("²", None), ("٣", None), ("-1", None), ("", None)],
)
def test_only_what_can_be_a_key_is_one(text, number):
    assert typed.row_number(text) == number


def test_no_key_is_none():
    assert typed.row_number(None) is None


def passed_through(request):
    seen = []
    through = typed.middleware(lambda each: through.process_view(each, None, (), {}) or seen.append(each))
    through(request)
    return seen[0]


def test_a_view_reads_plain_names_and_values_and_whole_files():
    file = SimpleUploadedFile("a.txt", b"a\x00b")
    request = RequestFactory().post("/?q=a%00b&q=c", {"na\x00me": ["one\x00", "two"], "name": "three", "file": file})

    seen = passed_through(request)

    assert seen.GET.getlist("q") == ["ab", "c"]
    assert seen.POST.getlist("name") == ["one", "two", "three"]
    assert seen.FILES["file"].read() == b"a\x00b"
    with pytest.raises(AttributeError, match="immutable"):
        seen.POST["name"] = "four"


def test_what_is_plain_is_left_as_it_is():
    request = RequestFactory().get("/?q=a")
    given = request.GET

    assert passed_through(request).GET is given
    assert given == QueryDict("q=a")


def test_an_address_with_a_control_character_is_not_found(client, db):
    assert client.get("/challenges/a%00b/").status_code == 404
    assert client.get("/%1B[2J").status_code == 404


@pytest.mark.parametrize("number", [10**18, 10**30])
def test_an_address_with_a_number_no_row_has_is_not_found(number, person, log_in_as, db):
    challenge = ChallengeFactory(stage="preparation")
    address = reverse("preparation:pool_person", args=[challenge.slug, number])

    assert log_in_as(person("office")).get(address).status_code == 404


class OneForm(forms.Form):
    day = DayField(required=False)
    themes = RowsField(Theme.objects.none(), required=False)


@pytest.mark.parametrize("key", ["9" * 30, "²", "\x00", "x", "-1"])
def test_what_can_be_no_key_is_no_choice(key, db):
    form = OneForm(QueryDict(f"themes={key}"))

    assert list(form.errors) == ["themes"]


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_a_day_far_off_is_a_slip(year):
    with pytest.raises(ValidationError) as refused:
        DayField(label="Start").clean(["9", "3", f"{year:04}"])

    assert refused.value.messages == ["The year of start must be from 1900 to 2199"]


@pytest.mark.parametrize("year", [1900, 2027, 2199])
def test_other_days_are_days(year):
    assert DayField(label="Start").clean(["9", "3", str(year)]) == datetime.date(year, 3, 9)
