"""Reads what a TOML file says into the dataclasses, key by key."""

from __future__ import annotations

import re
from dataclasses import MISSING, Field, fields, is_dataclass
from typing import Annotated, Any, Literal, TypeVar, cast, get_args, get_origin, get_type_hints

from challenges.programme_files.places import KeyPath, Wrong
from challenges.programme_files.specs import Limit, TimeOfDay

T = TypeVar("T")


def read_table(kind: type[T], value: object, path: KeyPath) -> T:
    if not isinstance(value, dict):
        raise Wrong(path, f" must be a table, and is {_kind_of(value)}.")
    hints = get_type_hints(kind, include_extras=True)
    known: dict[str, Field[Any]] = {each.name: each for each in fields(cast(Any, kind))}
    for key in value:
        if key not in known:
            raise Wrong((*path, key), f" is not known; known here are {', '.join(sorted(known))}.")
    for key, spec in known.items():
        if key not in value and _is_required(spec):
            raise Wrong((*path, key), " is missing.")
    return kind(**{key: _value(hints[key], each, (*path, key), known[key]) for key, each in value.items()})


def _value(hint: Any, value: object, path: KeyPath, spec: Field[Any] | None = None) -> object:
    limit = Limit()
    if get_origin(hint) is Annotated:
        hint, limit = get_args(hint)
    origin = get_origin(hint)
    if is_dataclass(hint):
        return read_table(cast(type[object], hint), value, path)
    if origin is tuple:
        return _array(get_args(hint)[0], value, path, spec)
    if origin is dict:
        if not isinstance(value, dict):
            raise Wrong(path, f" must be a table, and is {_kind_of(value)}.")
        return {key: _value(get_args(hint)[1], each, (*path, key)) for key, each in value.items()}
    if origin is Literal:
        if value not in get_args(hint):
            raise Wrong(path, f": {_shown(value)} is not one of {', '.join(get_args(hint))}.")
        return value
    if hint is TimeOfDay:
        if not isinstance(value, str) or not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
            raise Wrong(path, f": {_shown(value)} is not a time such as “08:30”.")
        return value
    return _single(hint, value, path, limit, may_be_empty=spec is not None and not _is_required(spec))


def _array(hint: Any, value: object, path: KeyPath, spec: Field[Any] | None) -> tuple[object, ...]:
    if not isinstance(value, list):
        raise Wrong(path, f" must be a list, and is {_kind_of(value)}.")
    if not value and spec is not None and _is_required(spec):
        raise Wrong(path, " is empty.")
    return tuple(_value(hint, each, (*path, place)) for place, each in enumerate(value))


def _single(hint: Any, value: object, path: KeyPath, limit: Limit, *, may_be_empty: bool) -> object:
    if type(value) is not hint:  # a bool is an int to isinstance
        raise Wrong(path, f" must be {KINDS[hint]}, and is {_kind_of(value)}.")
    if isinstance(value, str):
        if not value.strip() and not may_be_empty:
            raise Wrong(path, " is empty.")
        if limit.most is not None and len(value) > limit.most:
            raise Wrong(path, f" has {len(value)} characters; there is room for {limit.most}.")
    elif isinstance(value, int):
        if limit.least is not None and value < limit.least:
            raise Wrong(path, f": {value} is less than {limit.least}.")
        if limit.most is not None and value > limit.most:
            raise Wrong(path, f": {value} is more than {limit.most}.")
    return value


KINDS = {str: "text", int: "a whole number", bool: "true or false", float: "a number", list: "a list", dict: "a table"}


def _is_required(spec: Field[Any]) -> bool:
    return spec.default is MISSING and spec.default_factory is MISSING


def _kind_of(value: object) -> str:
    return KINDS.get(type(value), "a date or time")


def _shown(value: object) -> str:
    return f"“{value}”" if isinstance(value, str | int | float) else _kind_of(value)
