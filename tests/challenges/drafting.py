"""Drafts as the browser sends them."""

import json

from django.urls import reverse

WRITER, OTHER = "writer-one", "writer-two"


def add_page(challenge):
    return reverse("scoping:key_line_add", args=[challenge.slug])


def edit_page(line):
    return reverse("scoping:key_line_edit", args=[line.challenge.slug, line.pk])


def sent(person, page, words, *, writer=WRITER, step=1, **more):
    """What drafts.js posts."""
    fields = {name: [value] for name, value in words.items()}
    labels = [[name, name.capitalize()] for name in words]
    return {
        "person": person.pk,
        "page": page,
        "title": "Add a key line",
        "writer": writer,
        "step": step,
        "fields": json.dumps(fields),
        "labels": json.dumps(labels),
        "version": "",
        "seconds_ago": 0,
    } | more


def save(client, challenge, data):
    return client.post(reverse("challenges:draft_save", args=[challenge.slug]), data)


def words_of(draft):
    return {name: values[0] for name, values in draft.fields.items()}
