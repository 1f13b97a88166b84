"""Bringing files in, by the form and by the script."""

import pytest
from django.urls import reverse

from tests.preparation.factories import DocumentRequestFactory, DocumentVersionFactory
from tests.preparation.files import PNG, docx, pdf, upload
from tests.preparation.pages import at

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("how_many", [1, 30])
@pytest.mark.parametrize(("role", "queries"), [("organiser", 12), ("peer", 13)])
def test_an_item_costs_the_same_for_any_number_of_files(
    as_role, challenge, role, queries, how_many, django_assert_num_queries
):
    item = DocumentRequestFactory(challenge=challenge, is_in=True)
    for number in range(how_many):
        DocumentVersionFactory(request=item, same_name=f"{number}.pdf")
    client = as_role(role)

    with django_assert_num_queries(queries):
        client.get(at("document", challenge, item.pk))


def test_an_item_of_another_challenge_is_not_reached(as_role, challenge):
    elsewhere = DocumentRequestFactory()

    assert as_role("organiser").get(at("document", challenge, elsewhere.pk)).status_code == 404


def test_the_upload_form_says_what_the_script_needs(as_role, challenge, settings):
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").get(at("document", challenge, item.pk))

    form = page.context["form"].helper
    assert form.attrs | {"action": form.form_action} == {
        "novalidate": True,
        "data-upload": "",
        "data-max-bytes": settings.MAX_UPLOAD_BYTES,
        "data-parts-url": reverse("challenges:upload_begin", args=[challenge.slug]),
        "data-done-url": at("document", challenge, item.pk),
        "action": at("document_upload", challenge, item.pk),
    }


def test_several_files_come_in_at_once(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    files = [upload("one.pdf"), upload("two.docx", docx())]

    page = as_role("sponsor").post(
        at("document_upload", challenge, item.pk), {"documents": files, "note": "Read page 3."}, follow=True
    )

    assert page.redirect_chain == [(at("document", challenge, item.pk), 302)]
    assert "2 files are in." in page.text
    assert "Read page 3." in page.text


def test_good_files_are_kept_and_the_bad_one_named(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    files = [upload("one.pdf"), upload("bad.pdf", PNG), upload("two.docx", docx()), upload("empty.pdf", b"")]

    page = as_role("organiser").post(
        at("document_upload", challenge, item.pk), {"documents": files, "note": "A note that was typed"}
    )

    assert page.context["form"].errors["documents"] == [
        "“bad.pdf” ends in .pdf, but its content is something else (image/png).",
        "“empty.pdf” is empty. Check the file, then upload it again.",
    ]
    assert page.context["form"]["note"].value() == "A note that was typed"
    assert [row.name for row in page.context["file_rows"]] == ["one.pdf", "two.docx"]


def test_sending_nothing_is_told(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").post(at("document_upload", challenge, item.pk), {"note": " "})

    assert page.context["form"].errors == {"documents": ["Choose at least one file"]}


def test_opening_the_upload_address_leads_to_the_item(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").get(at("document_upload", challenge, item.pk))

    assert page.url == at("document", challenge, item.pk)


def by_script(client, challenge, item, file, **fields):
    return client.post(
        at("document_upload", challenge, item.pk),
        {"documents": file, **fields},
        headers={"X-Requested-With": "upload", "Accept": "application/json"},
    )


def test_the_script_is_answered_file_by_file(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    client = as_role("organiser")

    answers = [
        by_script(client, challenge, item, upload("one.pdf"), note="Read page 3."),
        by_script(client, challenge, item, upload("bad.pdf", PNG), note="Read page 3."),
        by_script(client, challenge, item, upload("two.pdf", pdf("two")), note="Read page 3."),
    ]

    assert [(answer.status_code, answer.json()) for answer in answers] == [
        (200, {"ok": True, "name": "one.pdf"}),
        (
            400,
            {
                "ok": False,
                "name": "bad.pdf",
                "message": "“bad.pdf” ends in .pdf, but its content is something else (image/png).",
            },
        ),
        (200, {"ok": True, "name": "two.pdf"}),
    ]
    item.refresh_from_db()
    assert (item.note, item.versions.count()) == ("Read page 3.", 2)


def test_the_script_is_told_what_is_wrong_with_the_form(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)

    answer = by_script(as_role("organiser"), challenge, item, upload(), note="x" * 2001)

    assert (answer.status_code, answer.json()) == (
        400,
        {
            "ok": False,
            "name": "",
            "message": "Ensure this value has at most 2000 characters (it has 2001).",
        },
    )


@pytest.mark.parametrize("role", ["peer", "lead_peer", "challenge_manager", "programme_manager", "observer"])
def test_only_the_council_uploads(as_role, challenge, role):
    item = DocumentRequestFactory(challenge=challenge)

    answer = as_role(role).post(at("document_upload", challenge, item.pk), {"documents": upload()})

    assert answer.status_code == 403
    assert not item.versions.exists()


def test_an_upload_too_large_is_refused_by_name(as_role, challenge, settings):
    settings.MAX_UPLOAD_BYTES = 100
    item = DocumentRequestFactory(challenge=challenge)

    page = as_role("organiser").post(at("document_upload", challenge, item.pk), {"documents": upload()})

    (refusal,) = page.context["form"].errors["documents"]
    assert refusal.startswith("“data.pdf” is ")


def test_a_name_with_a_path_is_shown_without_it(as_role, challenge):
    item = DocumentRequestFactory(challenge=challenge)
    file = upload("../../../etc/<b>data.pdf")

    as_role("organiser").post(at("document_upload", challenge, item.pk), {"documents": file})

    assert item.versions.get().file.name == "bdata.pdf"
