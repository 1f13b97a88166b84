"""Values that no honest browser sends, and forms filled in with them (tests/test_fuzz.py)."""

import datetime
import urllib.parse
import zlib

from hypothesis import strategies as st

from tests.preparation import files

# What is typed where words belong. Lone surrogates are bytes that are no UTF-8.
WORDS = [
    "a\x00b",
    "\x00",
    "\x1b[2J\x07\x08\x7f\x85",
    "\u202etxt.exe\u202c\u2066\u200b\ufeff",
    "\ud800 and \udfff",
    "<script>alert(1)</script>{{ 7 * 7 }}{% now %}",
    "=cmd|' /C calc'!A0",
    "\U0001f9d1\u200d\U0001f91d\u200d\U0001f9d1" * 200,
    " \t\r\n ",
    "0" * 300,
    "long words " * 95_000,  # about 1 MB
]
# What is sent where a number, a row or a choice belongs.
NUMBERS = [
    "9" * 30,
    "\x00",
    "-1",
    "0",
    "2147483648",
    "9223372036854775808",
    "9" * 5000,
    "1e400",
    "NaN",
    "-Infinity",
    "1_000",
    "²",
    "٣",
    "",
    "[]",
    "None",
]
DAYS = [
    ("1", "1", "0001"),
    ("31", "12", "9999"),
    ("29", "2", "2027"),
    ("29", "2", "2028"),
    ("9" * 20, "0", "²"),
    ("", "", "\x00"),
]
WRITTEN_DAYS = ["0001-01-01", "9999-12-31", "2027-02-29", "10000-01-01", "1-1-1", "T", "\x00"]
QUESTIONS = ["9" * 30, "\x00", "²", "0", "-1", "9" * 5000, "٣", "", "None", *WRITTEN_DAYS[:2], *WORDS[:6]]
NO_ROWS = ["9" * 30, "%00", "0", "9" * 10, "9" * 5000, "%ED%A0%80", "%D9%A3", "0001-01-01", "9999-12-31", "x" * 3000]
TIMES = ["24:00", "99:99", "12:60am", "٣:٣٠", "-1:00", "\x00"]
BODIES = [
    ("application/json", b'{"a": [1, null, {"b": NaN}]}'),
    ("application/json", b"[" * 100_000),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nwhat\r\n--x"),
    ("multipart/form-data", b"no boundary"),
    ("application/x-www-form-urlencoded; charset=utf-7", b"a=+AAA-&%zz=%&&&=="),
    ("application/x-www-form-urlencoded; charset=nonsense", b"a=b"),
    ("application/x-www-form-urlencoded", b"&".join(b"f%d=1" % n for n in range(1100))),
    ("text/plain", bytes(range(256))),
]


def honest(form):
    """{name: [values]} as somebody might fill it in: the first button, every choice made, every box filled."""
    buttons = [each for each in form.fields if each.kind == "button"]
    return {
        each.name: [FILE if each.kind == "file" else each.value]
        for each in form.fields
        if each.kind != "button" or each == buttons[0]
    }


FILE = ("data.pdf", files.pdf())
BAD_FILES = [
    ("", b""),
    ("a\x00.pdf", b"%PDF-1.7"),
    ("../../\u202e" + "x" * 300 + ".docx", b"PK\x03\x04" + b"\0" * 60),
    ("names.csv", b"\xff\xfe\x00\xd8"),
    ("names.csv", "name,role\n\x00,\u202e\n".encode() * 50),
    ("list.xlsx", files.zipped({"[Content_Types].xml": "", "xl/workbook.xml": "<"})),
]


def some(values, key, *, most):
    """The first two of these values, and as many more of the others as `most` says: by the key, so that all have their turn."""
    if most is None:
        return values
    start = zlib.crc32(key.encode()) % len(values)
    return [*values[:2], *(each for each in [*values[start:], *values[:start]] if each not in values[:2])][: 2 + most]


def sweeps(form, *, most):
    """What a form has to stand: the same mischief in all its fields of a kind at once. Yields {name: [values]}."""
    filled = honest(form)
    yield {}
    yield {name: values * 3 for name, values in filled.items()}
    for kinds, values in (
        ({"words"}, WORDS),
        ({"number", "choice", "hidden"}, NUMBERS),
        ({"number"}, NUMBERS),
        ({"day"}, WRITTEN_DAYS),
        ({"time"}, TIMES),
        ({"file"}, BAD_FILES),
    ):
        if names := [each.name for each in form.fields if each.kind in kinds]:
            for value in some(values, " ".join(names), most=most):
                yield filled | {name: [value] for name in names}
    if any(each.kind == "part of a day" for each in form.fields):
        yield from (filled | _days(form, parts) for parts in some(DAYS, form.address, most=most))


def _days(form, parts):
    return {each.name: [parts[int(each.name[-1])]] for each in form.fields if each.kind == "part of a day"}


def from_elsewhere(form):
    """The form honestly filled in, but for one row of another challenge. Yields (field name, {name: [values]})."""
    filled = honest(form)
    for each in form.fields:
        for value in each.elsewhere[:2]:
            yield each.name, filled | {each.name: [value]}


anything = st.one_of(
    st.sampled_from(WORDS[:-1] + NUMBERS + WRITTEN_DAYS + TIMES),
    st.text(st.characters(), max_size=40),
    st.integers().map(str),
    st.floats().map(str),
    st.decimals().map(str),
    st.dates().map(datetime.date.isoformat),
    st.times().map(str),
)


@st.composite
def some_of(draw, form):
    """{name: [values]}: one to four fields of a form otherwise honestly filled in are not."""
    filled = honest(form)
    if not form.fields:
        return {draw(anything): [draw(anything)]}
    for each in draw(st.lists(st.sampled_from(form.fields), min_size=1, max_size=4, unique_by=lambda one: one.name)):
        if each.kind == "file":
            filled[each.name] = draw(st.lists(st.sampled_from([*BAD_FILES, FILE]), max_size=2))
        elif each.options and draw(st.booleans()):
            filled[each.name] = draw(st.lists(st.sampled_from(each.options), max_size=3))
        else:
            filled[each.name] = draw(st.lists(anything, max_size=2))
    return filled


def as_sent(form, filled):
    """The keywords of a request that sends this, in the form's own encoding."""
    filled = {"csrfmiddlewaretoken": ["x"]} | filled  # which a browser sends with every form
    if form.in_parts:
        return {"data": _in_parts(filled), "content_type": "multipart/form-data; boundary=fuzz"}
    return {"data": _in_pairs(filled).encode(), "content_type": "application/x-www-form-urlencoded"}


def question(asked):
    """The part of an address from ? on that asks this."""
    return f"?{_in_pairs(asked)}"


def _in_pairs(filled):
    return urllib.parse.urlencode(
        [(as_bytes(name), as_bytes(each)) for name, values in filled.items() for each in values if not is_file(each)]
    )


def is_file(value):
    return isinstance(value, tuple)


def as_bytes(text):
    return text.encode("utf-8", "surrogatepass")


def _in_parts(filled):
    out = bytearray()
    for name, values in filled.items():
        for value in values:
            out += b'--fuzz\r\nContent-Disposition: form-data; name="' + as_bytes(name) + b'"'
            if is_file(value):
                file_name, content = value
                out += (
                    b'; filename="'
                    + as_bytes(file_name)
                    + b'"\r\nContent-Type: application/octet-stream\r\n\r\n'
                    + content
                )
            else:
                out += b"\r\n\r\n" + as_bytes(value)
            out += b"\r\n"
    return bytes(out + b"--fuzz--\r\n")


def in_words(filled):
    """What was sent, short enough to read."""
    return {name: [str(value)[:60] for value in values] for name, values in filled.items()}
