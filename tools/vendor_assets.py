"""Fetch the third-party assets in static/vendor/ again, at the versions named here: python tools/vendor_assets.py.

Only npm is needed. govuk-frontend's licence is kept by hand, because its package carries none. GDS Transport may be used
on gov.uk only and the crest belongs to the Crown, so both are taken out; tests/test_assets.py holds that.
"""

import re
import subprocess
import tarfile
import tempfile
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"
GOVUK = "govuk-frontend@6.6.0"
FONT = "@fontsource/source-sans-3@5.3.0"
FONT_FILES = [
    f"source-sans-3-{script}-{style}.woff2"
    for script in ("latin", "latin-ext")
    for style in ("400-normal", "400-italic", "600-normal", "600-italic")
]


def unpack(package: str, folder: str) -> Path:
    packed = subprocess.run(
        ["npm", "pack", "--silent", package], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.split()[-1]
    with tarfile.open(Path(folder) / packed) as archive:
        archive.extractall(Path(folder) / packed.removesuffix(".tgz"), filter="data")
    return Path(folder) / packed.removesuffix(".tgz") / "package"


def our_css(css: str) -> str:
    css = re.sub(r"/\*!.*?\*/", "", css, flags=re.DOTALL)
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = re.sub(r"[^{}]*\{[^{}]*govuk-crest[^{}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "var(--our-font,arial,sans-serif)")
    css = css.replace("{font-family:sans-serif}", "{font-family:var(--our-font,arial,sans-serif)}")  # for print
    return without_source_map(css)


def without_source_map(text: str) -> str:
    return re.sub(r"(//|/\*)# sourceMappingURL=\S+( \*/)?", "", text)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        govuk, font = unpack(GOVUK, folder), unpack(FONT, folder)
        target = VENDOR / "govuk-frontend"
        target.mkdir(parents=True, exist_ok=True)
        source = govuk / "dist" / "govuk"
        css = our_css((source / "govuk-frontend.min.css").read_text())
        (target / "govuk-frontend.min.css").write_text(css)
        js = without_source_map((source / "govuk-frontend.min.js").read_text())
        (target / "govuk-frontend.min.js").write_text(js)

        target = VENDOR / "source-sans-3"
        target.mkdir(parents=True, exist_ok=True)
        for name in FONT_FILES:
            (target / name).write_bytes((font / "files" / name).read_bytes())
        (target / "LICENSE").write_bytes((font / "LICENSE").read_bytes())


if __name__ == "__main__":
    main()
