"""The codes of the lists, and what a cell that means one of them may look like.

"a) WBRI", "WBRI", "White British", "wbri - White British" are one code; so are "q) 6: Police", "6" and "POLICE".
"""

from __future__ import annotations

import re
import unicodedata

# Name of a list of codes: code to the words it stands for. An empty word list means that the code says it all.
YES_NO = {"yes": "y, true, 1, yes", "no": "n, false, 0, no"}
CODES: dict[str, dict[str, str]] = {
    "yes_no": YES_NO,
    "yes_no_unknown": YES_NO | {"unknown": "u, not known, not stated, not recorded, not applicable, n/a, na"},
    "gender": {
        "male": "m, boy, 1",
        "female": "f, girl, 2",
        "not stated/recorded": "not stated, not recorded, unknown, u, not known, not stated or recorded, unborn, 0, indeterminate",
        "neither": "other, non-binary, not specified, 9",
    },
    "ethnicity": {
        "wbri": "white british, white - british", "wirt": "traveller of irish heritage, irish traveller",
        "wiri": "white irish", "woth": "any other white background, white other, other white", "wrom": "gypsy/roma, gypsy roma, gypsy, roma",
        "mwbc": "white and black caribbean, mixed white and black caribbean", "mwba": "white and black african, mixed white and black african",
        "mwas": "white and asian, mixed white and asian", "moth": "any other mixed background, mixed other, other mixed",
        "aind": "indian, asian indian", "apkn": "pakistani, asian pakistani", "aban": "bangladeshi, asian bangladeshi",
        "aoth": "any other asian background, asian other, other asian", "bcrb": "caribbean, black caribbean",
        "bafr": "african, black african", "both": "any other black background, black other, other black",
        "chne": "chinese", "ooth": "any other ethnic group, other ethnic group, other", "refu": "refused",
        "nobt": "not obtained, not yet obtained, information not yet obtained, not known, unknown, not stated, not recorded",
    },
    "source": {
        "1a": "individual, family member, relative, carer", "1b": "acquaintance, friend, neighbour", "1c": "self", "1d": "other individual",
        "2a": "schools, school", "2b": "education services, education", "3a": "health services, health, gp", "3b": "health visitor",
        "3c": "school nurse", "3d": "other primary health services", "3e": "a&e, accident and emergency", "3f": "other health",
        "4": "housing", "5a": "la services, social care, local authority services", "5b": "other internal la", "5c": "external la, other local authority",
        "6": "police", "7": "other legal agency, court, probation", "8": "other", "9": "anonymous", "10": "unknown",
    },
    "need": {
        "n1": "abuse or neglect", "n2": "child's disability, disability", "n3": "parental disability or illness, parental illness or disability",
        "n4": "family in acute stress", "n5": "family dysfunction", "n6": "socially unacceptable behaviour", "n7": "low income",
        "n8": "absent parenting", "n9": "cases other than children in need", "n0": "not stated",
    },
    "closure": {
        "rc1": "adopted", "rc2": "died", "rc3": "child arrangements order, residence order", "rc4": "special guardianship order",
        "rc5": "transferred to services of another local authority", "rc6": "transferred to adult social care services",
        "rc7": "services ceased for any other reason, services ceased for any other reason, including child no longer in need",
        "rc8": "case closed after assessment, no further action", "rc9": "case closed after assessment, referred to early help",
    },
    "status": {
        "looked after child": "lac, cla, looked after, child in care, cic, children looked after, child looked after",
        "child protection plan": "cp, cpp, cp plan, child protection", "child in need plan": "cin, cin plan, child in need",
        "open assessment": "assessment", "closed episode": "closed, closed case",
    },
    "abuse": {
        "neglect": "nel, neg", "physical abuse": "physical, phy", "sexual abuse": "sexual, sab", "emotional abuse": "emotional, emo",
        "multiple/not recommended": "multiple, mul, multiple or not recommended",
    },
    "legal": dict.fromkeys(["c1", "c2", "d1", "e1", "v2", "v3", "v4", "l1", "l2", "l3", "j1", "j2", "j3"], "")
    | {"c1": "ico, interim care order", "c2": "fco, full care order", "e1": "placement order", "v2": "section 20, s20"},
    "permanence": {
        "return to family": "", "adoption": "", "sgo/cao": "sgo, cao, special guardianship order, special guardianship",
        "supported living in the community": "supported living", "long-term residential placement": "long term residential",
        "long-term fostering": "long term fostering", "other": "",
    },
    "ceased": dict.fromkeys(
        ["e11", "e12", "e2", "e3", "e4a", "e4b", "e13", "e41", "e45", "e46", "e47", "e48", "e5", "e6", "e7", "e9", "e14", "e15",
         "e16", "e17", "e8", "x1"], ""),
    "placement": dict.fromkeys(
        ["u1", "u2", "u3", "u4", "u5", "u6", "a3", "a4", "a5", "a6", "p1", "p2", "p3", "h5", "k1", "k2", "r1", "r2", "r3", "r5", "s1",
         "z1", "t0", "t1", "t2", "t3", "t4"], "") | {"p1": "placed with parents"},
    "provider": dict.fromkeys(["pr0", "pr1", "pr2", "pr3", "pr4", "pr5"], ""),
    "eligibility": {"relevant child": "relevant", "former relevant child": "former relevant",
        "qualifying care leaver": "qualifying", "eligible child": "eligible"},
    "touch": {"yes": "y", "no": "n", "died": "", "refu": "refused", "nreq": "not required", "rhom": "returned home"},
    "accommodation": dict.fromkeys("bcdeghkrstuvwxyz", "")
    | {"b": "parents/relatives, with parents or relatives", "u": "independent living", "x": "in custody", "z": "with former foster carers"},
    "suitable": {"suitable": "yes, y, 1", "unsuitable": "not suitable, no, n, 2", "no information": "unknown"},
    "activity": dict.fromkeys(["f1", "p1", "f2", "p2", "f4", "p4", "f5", "p5", "f3", "p3", "g4", "g5", "g6"], ""),
    "reversed": dict.fromkeys(["rd1", "rd2", "rd3", "rd4"], ""),
}  # fmt: skip

GENDERS = {"male": "Male", "female": "Female", "neither": "Neither"}
YES_NO_SHOWN = {"yes": "Yes", "no": "No"}
ETHNIC_GROUPS = {"w": "White", "m": "Mixed", "a": "Asian", "b": "Black", "c": "Asian", "o": "Other"}
NOT_SAID = {"refu", "nobt"}

PREFIX = re.compile(r"^[a-z]{1,2}\)\s*")
PARTED = re.compile(r"\s*(?::|;| - | – | — |- )\s*")
SPACE = re.compile(r"[\s_]+")


def plain(text: str) -> str:
    """A cell or a code as it is compared: small letters, straight quotes, single spaces."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("’", "'").replace("‘", "'")
    return SPACE.sub(" ", text).strip(" .")


_LOOK_UP: dict[str, dict[str, str]] = {
    name: {plain(word): code for code, words in codes.items() for word in [code, *filter(None, words.split(", "))]}
    # Words that hold a comma of their own are found whole too.
    | {plain(words): code for code, words in codes.items() if words}
    for name, codes in CODES.items()
}


def code_of(text: str, codes: str) -> str | None:
    """The code that a cell means, as CODES has it; None when it means none of them."""
    known = _LOOK_UP[codes]
    whole = plain(text)
    bare = PREFIX.sub("", whole)
    before, *after = PARTED.split(bare, maxsplit=1)
    # What the code itself says goes before the words behind it, which several codes may share.
    return next((known[words] for words in (whole, bare, before, *after) if words in known), None)


def ethnic_group(code: str) -> str:
    """The group an ethnicity belongs to; "" when it is not known."""
    return "" if code in NOT_SAID else ETHNIC_GROUPS.get(code[:1], "")
