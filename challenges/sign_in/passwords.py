"""A rule for passwords besides Django's: no words that are the first to come to mind here."""

from __future__ import annotations

import re

from django.core.exceptions import ValidationError

# What people of this field reach for, beside the name of the thing itself (docs/security.md).
WORDS_OF_OURS = (
    *("peerchallenge", "peerreview", "challenge", "childrens", "children", "services", "council", "county", "borough"),
    *("safeguarding", "ofsted", "localgovernment", "association", "password", "welcome", "letmein", "summer", "winter"),
    *("spring", "autumn", "peer", "lga", "dcs"),
)
LEFT_OVER = 6  # letters and digits that must remain without them


class NoWordsOfOurs:
    """Refuses a password of little more than words of this field, years and signs, such as “Peerchallenge2027!”."""

    def validate(self, password: str, user: object = None) -> None:
        rest = re.sub(r"[\W_]+", "", password.lower())
        for word in WORDS_OF_OURS:
            rest = rest.replace(word, "")
        if len(re.sub(r"(?:19|20)\d\d|^\d{1,8}(?!\d)|(?<!\d)\d{1,8}$", "", rest)) < LEFT_OVER:
            raise ValidationError(
                "This password is made of words and numbers that are easy to guess here. Three words that have nothing "
                "to do with your work make a good one.",
                code="words_of_ours",
            )

    def get_help_text(self) -> str:
        return "It must not be made of words that are easy to guess here, such as the name of your council and a year."
