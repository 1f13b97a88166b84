"""What we ship for the browser: nothing licensed to gov.uk only, nothing without its licence, nothing from elsewhere."""

import io
import re
from pathlib import Path

import pikepdf
import pytest

from challenges import documents

ROOT = Path(__file__).parent.parent
STATIC = ROOT / "static"
VENDOR = STATIC / "vendor"
TEMPLATES = ROOT / "templates"
ALONE = {"copy.css"}  # goes out with a copy of one's data, where no other file is
OURS = sorted(path for folder in ("css", "js") for path in (STATIC / folder).rglob("*") if path.is_file())
TEXTS = sorted(path for path in STATIC.rglob("*") if path.suffix in {".css", ".js", ".svg"})


def name(path):
    return str(path.relative_to(STATIC))


@pytest.mark.parametrize("path", TEXTS, ids=name)
def test_nothing_is_left_of_gov_uk_itself(path):
    text = path.read_text()

    found = [word for word in ("GDS Transport", "crest", "gov.uk/", "sourceMappingURL") if word in text]

    assert found == [], "run tools/vendor_assets.py, which takes these out"


def test_no_file_of_gov_uk_itself_is_shipped():
    found = [name(path) for path in STATIC.rglob("*") if re.search(r"crest|crown|gov\.?uk-?logo|transport", path.name)]

    assert found == []


@pytest.mark.parametrize("folder", sorted(path for path in VENDOR.iterdir() if path.is_dir()), ids=name)
def test_every_vendored_folder_has_its_licence(folder):
    licences = [path for path in folder.iterdir() if path.stem == "LICENSE"]

    assert [bool(path.read_text().strip()) for path in licences] == [True]


@pytest.mark.parametrize("path", OURS, ids=name)
def test_our_files_name_no_other_site(path):
    addresses = re.findall(r"https?://[^\s'\")]+|[\"'(]//[^\s'\")]+", path.read_text())

    assert [address for address in addresses if address != "http://www.w3.org/2000/svg"] == []


@pytest.mark.parametrize("path", [path for path in OURS if path.suffix == ".css"], ids=name)
def test_every_file_a_stylesheet_names_is_there(path):
    names = re.findall(r'url\("(?!data:|#)([^")]+)"\)', path.read_text())
    fonts = {font.name for font in VENDOR.rglob("*.woff2")}

    lost = [
        each
        for each in names
        if not (each.removeprefix("font:") in fonts if each.startswith("font:") else (path.parent / each).is_file())
    ]

    assert (bool(names) or path.name in ALONE, lost) == (True, [])


def test_every_pattern_a_stylesheet_names_is_drawn_in_a_template():
    names = {
        name for path in OURS if path.suffix == ".css" for name in re.findall(r'url\("#([^")]+)"\)', path.read_text())
    }
    drawn = {
        name for path in TEMPLATES.rglob("*.html") for name in re.findall(r'<pattern id="([^"]+)"', path.read_text())
    }

    assert names == drawn


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("--ink", "#ffffff"),
        ("--ink-soft", "#ffffff"),
        ("--ink-soft", "--plum-pale"),
        ("--govuk-link-colour", "--plum-pale"),
        ("--govuk-link-colour", "--teal-pale"),
        ("--govuk-link-visited-colour", "#ffffff"),
        ("--red", "#ffffff"),
        ("--teal", "#ffffff"),
        ("#ffffff", "--plum"),
        ("#ffffff", "--plum-button"),
        ("#ffffff", "--red"),
        ("--ink", "--amber-pale"),
        ("--ink", "--govuk-focus-colour"),
    ],
)
def test_text_stands_out_from_what_it_is_on(text, background):
    css = (STATIC / "css" / "app.css").read_text()
    colours = dict(re.findall(r"(--[a-z-]+): (#[0-9a-f]{6});", css))
    pair = sorted((luminance(colours.get(colour, colour)) for colour in (text, background)), reverse=True)

    contrast = (pair[0] + 0.05) / (pair[1] + 0.05)

    assert contrast >= 4.5


def test_pdfs_are_set_in_our_font():
    pdf = pikepdf.open(io.BytesIO(documents.make_pdf("<html lang=en><title>A</title><p>Words, <b>Siân Łukasz</b></p>")))

    fonts = {str(font.BaseFont).partition("+")[2] for font in pdf.pages[0].Resources.Font.values()}

    assert {font.startswith("Source-Sans-3") for font in fonts} == {True}, (
        f"set in {fonts}: give CSS() and write_pdf() the same FontConfiguration"
    )
