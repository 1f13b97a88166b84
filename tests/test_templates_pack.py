"""Forms as people meet them: every error link lands on the box to mend, and nothing typed or saved is lost from view."""

import datetime
import re
from collections import Counter
from html.parser import HTMLParser

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.datastructures import MultiValueDict

from challenges.form_fields import DayField, FilesField, TimeField
from challenges.form_layout import Div, Fieldset, helper, second, warning
from tests.factories import UserFactory


class EveryField(forms.Form):
    """One field of each kind."""

    name = forms.CharField(max_length=80)
    email = forms.EmailField(label="E-mail address", help_text="We send the invitation here.")
    number = forms.IntegerField()
    day = DayField(label="First day", help_text="For example, 9 3 2027")
    time = TimeField()
    council = forms.ChoiceField(choices=[("", "Choose"), ("a", "Northshire")])
    evidence = forms.CharField(widget=forms.Textarea, help_text="Do not name a child.")
    headline = forms.CharField(widget=forms.Textarea, max_length=120)
    kind = forms.ChoiceField(choices=[("strength", "Strength"), ("area", "Area")], widget=forms.RadioSelect)
    themes = forms.MultipleChoiceField(
        choices=[("1", "Leadership"), ("2", "Practice")],
        widget=forms.CheckboxSelectMultiple,
        help_text="All that apply.",
    )
    read = forms.BooleanField(label="I have read the ground rules")
    declaration = forms.FileField()
    documents = FilesField()
    password = forms.CharField(widget=forms.PasswordInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].hints = {"area": "Something to look at."}
        self.helper = helper(*self.fields, submit="Save finding")


class Page(HTMLParser):
    """The elements of a page, in order, each with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.elements = []
        self.words = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data):
        self.words += data.split()

    @property
    def text(self):
        return " ".join(self.words)

    def find(self, tag, **wanted):
        return [attrs for name, attrs in self.elements if name == tag and wanted.items() <= attrs.items()]

    def by_id(self, id_):
        return next((name, attrs) for name, attrs in self.elements if attrs.get("id") == id_)


def drawn(form):
    return Page(render_crispy_form(form))


FIELDS = list(EveryField.base_fields)


@pytest.mark.parametrize("name", FIELDS)
def test_an_error_link_lands_on_something_to_type_or_choose(name):
    page = drawn(EveryField({}))

    links = [attrs["href"] for attrs in page.find("a")]
    tag, attrs = page.by_id(f"id_{name}")

    assert links.count(f"#id_{name}") == 1
    assert (tag in {"input", "select", "textarea"}, attrs.get("type") != "hidden") == (True, True)


@pytest.mark.parametrize("data", [None, {}], ids=["empty", "with errors"])
def test_ids_are_unique_and_every_description_and_label_finds_its_element(data):
    page = drawn(EveryField(data))

    ids = [attrs["id"] for _tag, attrs in page.elements if "id" in attrs]
    named = [id_ for _tag, attrs in page.elements for id_ in attrs.get("aria-describedby", "").split()]
    named += [attrs["for"] for attrs in page.find("label")]

    assert [id_ for id_, times in Counter(ids).items() if times > 1] == []
    assert set(named) - set(ids) == set()
    assert len(named) > len(FIELDS)


def test_every_input_has_a_label():
    page = drawn(EveryField())

    boxes = [
        attrs["id"]
        for tag in ("input", "select", "textarea")
        for attrs in page.find(tag)
        if attrs.get("type") not in {"hidden", "submit"}
    ]

    assert set(boxes) - {attrs["for"] for attrs in page.find("label")} == set()


def test_an_error_can_be_read_alone_and_beside_its_field():
    page = drawn(EveryField({}))

    assert page.text.count("Fill in “Name”") == 2
    assert page.text.count("Choose an answer for “Kind”") == 2
    assert page.text.count("Choose at least one answer for “Themes”") == 2
    assert page.text.count("Tick “I have read the ground rules”") == 2
    assert page.text.count("Choose a file for “Declaration”") == 2
    assert "This field is required" not in page.text


def test_help_and_error_both_describe_a_field():
    page = drawn(EveryField({}))

    assert page.by_id("id_email")[1]["aria-describedby"] == "id_email_helptext id_email_error"
    assert page.by_id("id_headline")[1]["aria-describedby"] == "id_headline_error id_headline-info"
    assert page.find("fieldset", **{"aria-describedby": "id_day_helptext id_day_error"}) != []
    assert page.find("fieldset", **{"aria-describedby": "id_themes_helptext id_themes_error"}) != []


def test_only_the_box_that_is_wrong_is_marked_in_a_day():
    page = drawn(EveryField({"day_day": "9", "day_month": "3"}))

    wrong = [id_ for id_ in ("id_day", "id_day_month", "id_day_year") if "aria-invalid" in page.by_id(id_)[1]]

    assert wrong == ["id_day_year"]
    assert [attrs["href"] for attrs in page.find("a") if "day" in attrs["href"]] == ["#id_day_year"]


def test_the_browser_neither_checks_nor_cuts_what_is_typed():
    page = drawn(EveryField())

    assert "novalidate" in page.find("form")[0]
    assert [attrs for _tag, attrs in page.elements if {"required", "maxlength", "placeholder"} & attrs.keys()] == []


def test_optional_fields_say_so():
    class Form(forms.Form):
        name = forms.CharField()
        notes = forms.CharField(required=False)
        agreed = DayField(required=False)
        urgent = forms.BooleanField(required=False)

    form = Form()
    form.helper = helper(*form.fields)
    plain = Form()
    plain.helper = helper(*plain.fields, mark_optional=False)

    assert drawn(form).text == (
        "Name Notes (optional) Agreed (optional) Day Month Year Urgent Save"  # a box to tick is optional by itself
    )
    assert "(optional)" not in drawn(plain).text


def test_the_hint_of_a_choice_describes_that_choice():
    page = drawn(EveryField())

    assert page.by_id("id_kind_1")[1]["aria-describedby"] == "id_kind_1_hint"
    assert page.by_id("id_kind_1_hint")[1]["class"] == "govuk-hint govuk-radios__hint"


def test_the_parts_of_a_layout():
    class Form(forms.Form):
        name = forms.CharField()
        version = forms.IntegerField(widget=forms.HiddenInput, initial=3)

    form = Form()
    form.helper = helper(
        Fieldset("Who", Div("name", css_class="narrow")),
        submit="Share",
        name="share",
        more=[second("keep", "Keep as a draft"), warning("drop", "Delete")],
        cancel="/back/?a=1&b=2",
        attrs={"data-upload": ""},
    )
    page = drawn(form)

    assert [(attrs["name"], attrs["class"].strip()) for attrs in page.find("button")] == [
        ("share", "govuk-button"),
        ("keep", "govuk-button  govuk-button--secondary"),
        ("drop", "govuk-button  govuk-button--warning"),
    ]
    assert page.find("a", href="/back/?a=1&b=2", **{"class": "govuk-link"}) != []
    assert page.find("input", type="hidden", name="version", value="3") != []
    assert page.find("form")[0] == {"novalidate": None, "data-upload": "", "method": "post"}
    assert page.text == "Who Name Share Keep as a draft Delete Cancel"


def test_both_texts_are_shown_when_two_people_saved():
    class Form(forms.Form):
        text = forms.CharField(widget=forms.Textarea)
        title = forms.CharField()
        other = forms.CharField()

    form = Form({"text": "My <b>words</b>", "title": "T", "other": "O"})
    form.helper = helper(*form.fields)
    form.theirs = {"text": "Their <i>words</i>", "title": ""}
    form.theirs_by = "Alison Okafor"
    form.theirs_at = datetime.datetime(2027, 3, 9, 10, 42, tzinfo=datetime.UTC)
    html = render_crispy_form(form)
    page = Page(html)

    assert "My &lt;b&gt;words&lt;/b&gt;" in html
    assert "<mark>Their &lt;i</mark>&gt;words&lt;/<mark>i</mark>&gt;" in html
    assert page.text.count("Alison Okafor saved this at 10:42 on 9 March 2027:") == 2
    assert page.text.count("They left it empty.") == 1
    assert len(page.find("div", **{"class": "two-texts"})) == 2


def test_errors_without_a_place_stand_in_the_summary():
    class Form(forms.Form):
        version = forms.IntegerField(widget=forms.HiddenInput)

    form = Form({})
    form.helper = helper("version")
    form.add_error(None, "The scope is agreed already.")
    page = drawn(form)

    assert page.find("a") == []
    assert page.text == (
        "There is a problem The scope is agreed already. This page is out of date. Reload it, then try again. Save"
    )


class Day(forms.Form):
    day = DayField(label="First day on site")


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        (("9", "3", "2027"), datetime.date(2027, 3, 9)),
        ((" 09 ", "03", "2027"), datetime.date(2027, 3, 9)),
        (("9", "March", "2027"), datetime.date(2027, 3, 9)),
        (("9", "mar", "2027"), datetime.date(2027, 3, 9)),
        (("29", "2", "2028"), datetime.date(2028, 2, 29)),
    ],
)
def test_a_day_is_read_as_people_write_it(typed, means):
    form = Day(dict(zip(("day_day", "day_month", "day_year"), typed, strict=True)))

    assert (form.is_valid(), form.cleaned_data) == (True, {"day": means})


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        (("", "", ""), "This field is required."),
        (("9", "", "2027"), "First day on site must include a month"),
        (("", "", "2027"), "First day on site must include a day and a month"),
        (("31", "2", "2027"), "First day on site must be a real date"),
        (("9", "13", "2027"), "First day on site must be a real date"),
        (("9", "ma", "2027"), "First day on site must be a real date"),
        (("nine", "3", "2027"), "First day on site must be a real date"),
        (("9", "3", "27"), "The year of first day on site must have 4 numbers"),
        (("9", "³", "2027"), "First day on site must be a real date"),
    ],
)
def test_a_day_that_is_not_one_says_why(typed, sentence):
    form = Day(dict(zip(("day_day", "day_month", "day_year"), typed, strict=True)))

    assert form.errors == {"day": [sentence]}


def test_a_day_keeps_what_was_typed_and_shows_what_was_stored():
    typed = drawn(Day({"day_day": "x", "day_month": "March", "day_year": "27"}))
    stored = drawn(Day(initial={"day": datetime.date(2027, 3, 9)}))

    assert [attrs.get("value") for attrs in typed.find("input", type="text")] == ["x", "March", "27"]
    assert [attrs.get("value") for attrs in stored.find("input", type="text")] == ["9", "3", "2027"]


def test_a_question_is_not_used_as_the_name_of_a_date():
    asked = DayField(label="When did you meet?")
    named = DayField(label="When did you meet?", called="The day you met")

    with pytest.raises(forms.ValidationError, match="The date must be a real date"):
        asked.clean(["31", "2", "2027"])
    with pytest.raises(forms.ValidationError, match="The day you met must be a real date"):
        named.clean(["31", "2", "2027"])


def test_an_optional_day_may_be_left_empty():
    assert DayField(required=False).clean(["", "", ""]) is None
    assert DayField(required=False).clean(None) is None


@pytest.mark.parametrize(
    ("typed", "means"),
    [
        ("9:30", (9, 30)),
        ("09.30", (9, 30)),
        ("0930", (9, 30)),
        ("9", (9, 0)),
        ("9am", (9, 0)),
        ("12 am", (0, 0)),
        ("2:15 PM", (14, 15)),
        ("midday", (12, 0)),
    ],
)
def test_a_time_is_read_as_people_write_it(typed, means):
    assert TimeField().clean(typed) == datetime.time(*means)


@pytest.mark.parametrize("typed", ["half nine", "25:00", "9:75", "13pm", "0am", "9:3", "-1"])
def test_a_time_that_is_not_one_says_how_to_write_it(typed):
    with pytest.raises(forms.ValidationError, match="Enter a time, like 9:30 or 2:15pm"):
        TimeField().clean(typed)


def test_several_files_come_as_a_list():
    class Form(forms.Form):
        documents = FilesField()

    files = [SimpleUploadedFile("a.txt", b"a"), SimpleUploadedFile("b.txt", b"b")]
    form = Form({}, MultiValueDict({"documents": files}))

    assert (form.is_valid(), form.cleaned_data) == (True, {"documents": files})
    assert Form({}, MultiValueDict()).errors == {"documents": ["This field is required."]}
    assert FilesField(required=False).clean([]) == []


@pytest.mark.parametrize("state", ["queued", "rendering", "ready", "failed"])
def test_a_document_asks_again_only_while_it_is_being_made(state):
    document = {
        "state": state,
        "title": "Draft report",
        "status_url": "/state/",
        "download_url": "/file/",
        "retry_url": "/again/",
        "reason": "Too long.",
        "size_text": "214 KB",
    }
    page = Page(render_to_string("_document_state.html", {"document": document}))

    assert bool(page.find("div", **{"hx-get": "/state/"})) is (state in {"queued", "rendering"})
    assert bool(page.find("a", href="/file/")) is (state == "ready")
    assert bool(page.find("form", action="/again/")) is (state == "failed")
    assert ("Too long." in page.text) is (state == "failed")


def test_error_pages_stand_alone():
    server_error = Page(render_to_string("500.html"))
    not_found = Page(render_to_string("404.html"))
    refused = Page(render_to_string("403.html"))

    assert "There is a problem with this page" in server_error.text
    assert "Page not found" in not_found.text
    assert "You cannot open this page" in refused.text


@pytest.mark.django_db
def test_a_forgotten_password_is_replaced_by_mail(client, mailoutbox):
    user = UserFactory(email="priya@example.org", is_active=True)
    user.set_password("what I have forgotten")
    user.save()

    asked = client.post(reverse("account_reset_password"), {"email": "priya@example.org"}, follow=True)
    link = re.search(r"http://[^/]+(/\S+)", mailoutbox[0].body)[1]
    page = client.get(link, follow=True)
    used = client.post(
        page.request["PATH_INFO"], {"password1": "nine green boats", "password2": "nine green boats"}, follow=True
    )
    again = client.get(link, follow=True)

    assert mailoutbox[0].subject == "Choose a new password for Peer challenge"
    assert "Check your e-mail" in Page(asked.text).text
    assert "New password again" in Page(page.text).text
    assert "Your password is changed" in Page(used.text).text
    assert "This link no longer works" in Page(again.text).text
    assert client.login(email="priya@example.org", password="nine green boats")


@pytest.mark.django_db
def test_a_new_password_that_will_not_do_says_why(client, mailoutbox):
    UserFactory(email="priya@example.org")
    client.post(reverse("account_reset_password"), {"email": "priya@example.org"})
    page = client.get(re.search(r"http://[^/]+(/\S+)", mailoutbox[0].body)[1], follow=True)

    refused = Page(client.post(page.request["PATH_INFO"], {"password1": "short", "password2": ""}).text)

    assert [attrs["href"] for attrs in refused.find("a") if attrs["href"].startswith("#id_")][-1] == "#id_password2"
    assert "Fill in “New password again”" in refused.text
    assert refused.text.startswith("Error: Choose a new password")


@pytest.mark.django_db
def test_sign_in_offers_no_sign_up(client):
    page = Page(client.get(reverse("account_login")).text)
    refused = Page(client.post(reverse("account_login"), {}).text)
    closed = Page(client.get(reverse("account_signup")).text)

    assert page.find("a", href=reverse("account_signup")) == []
    assert page.find("a", href=reverse("account_reset_password")) != []
    assert refused.text.count("Fill in “E-mail address”") == 2
    assert "You need an invitation" in closed.text


@pytest.mark.django_db
def test_account_pages_speak_as_the_others_do(client):
    user = UserFactory(email="priya@example.org")
    user.set_password("what I know now")
    user.save()
    newcomer = UserFactory()  # has no password yet
    pages = {}
    for name, person in [("change", user), ("set", newcomer)]:
        client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
        pages[name] = Page(client.get(reverse("account_change_password"), follow=True).text)
    leave = Page(client.get(reverse("account_logout")).text)
    left = Page(client.post(reverse("account_logout"), follow=True).text)

    assert "The password you have now New password" in pages["change"].text
    assert "New password again Save the password" in pages["change"].text
    assert "Password again Save the password" in pages["set"].text
    assert "Stay signed in" in leave.text
    assert "You are signed out." in left.text
