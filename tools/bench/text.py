"""bin/bench text: what the text check finds in the labelled sentences, and how long it takes. No database, no server."""

import statistics
import sys
import time

import django

ROUNDS = 20
MUST = 20  # milliseconds for ten kilobytes


def main():
    django.setup()
    from challenges.text_check import Kind, check  # noqa: PLC0415  # after setup
    from tests.text_check.labelled import CHECK_DIGITS, measure, names, sentences  # noqa: PLC0415  # after setup

    measured = measure()
    print(f"Text check on {measured.sentences} labelled sentences, {measured.innocent} of them innocent")
    print(f"{'kind':<20}{'labels':>8}{'found':>8}{'recall':>9}{'must':>7}")
    for kind in Kind:
        must = "100%" if kind in CHECK_DIGITS else ""
        found, labels = measured.found[kind], measured.labels[kind]
        print(f"{kind:<20}{labels:>8}{found:>8}{measured.recall(kind):>9.1%}{must:>7}")
    every = sum(measured.found.values()) / sum(measured.labels.values())
    print(f"{'every kind':<20}{sum(measured.labels.values()):>8}{sum(measured.found.values()):>8}{every:>9.1%}")
    print(f"Precision {measured.precision:.1%}; false alarms {measured.false_alarm_rate:.1%} (must be under 5%)")
    for line in [*measured.missed, *measured.false_alarms]:
        print(f"  missed or false: {line!r}")

    notes = " ".join(text for text, labels in sentences() if not labels)
    text = (notes * 2)[:10_000]
    took = []
    for _ in range(ROUNDS):
        known = names()
        began = time.process_time()
        check(text, names=known)
        took.append((time.process_time() - began) * 1000)
    print(f"Ten kilobytes with names: p50 {statistics.median(took):.1f} ms of processor (must be under {MUST})\n")
    short = measured.shortcomings
    if statistics.median(took) >= MUST:
        short.append(f"ten kilobytes take {MUST} ms or more")
    if short:
        sys.exit(f"The text check misses what must hold: {'; '.join(short)}")


if __name__ == "__main__":
    main()
