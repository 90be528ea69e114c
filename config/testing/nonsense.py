"""What no form sends and every attacker does, and which fields of a form or an address a page reads at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.http import QueryDict

TEXTS = {
    "nothing": "",
    "a null byte": "a\x00b",
    "ten thousand letters": "é" * 10_000,
    "year 9999": "9999-12-31",
    "year 0": "0000-00-00",
    "the first day": "0001-01-01",
    "no number": "NaN",
    "an endless number": "Infinity",
    "a huge number": "9" * 400,
    "an exponent": "1e1000000",
    "less than nothing": "-1",
    "digits of another script": "²٣",
    "quotes": "'\"`;--",
    "a path": "../../../etc/passwd",
    "JSON": '{"a": [1, {"b": null}]}',
    "a pattern": "((((%s%%_*\\",
    "nobody's id": "00000000-0000-0000-0000-000000000000",
    "directions": "\u202e\u2066\ufeff",
    "a cursor": "MTIzfDk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5",
    "a moment": "9999-12-31T23:59:59.999999+14:00",
}


LOOK_UPS = ("get", "getlist", "__getitem__", "__contains__")


@contextmanager
def names_read() -> Iterator[set[str]]:
    """The names that are looked up in an address or a form while this is open."""
    found: set[str] = set()
    own = {name: vars(QueryDict)[name] for name in LOOK_UPS if name in vars(QueryDict)}
    for name in LOOK_UPS:
        setattr(QueryDict, name, _noting(getattr(QueryDict, name), found))
    try:
        yield found
    finally:
        for name in LOOK_UPS:
            if name in own:
                setattr(QueryDict, name, own[name])
            else:
                delattr(QueryDict, name)


def _noting(look_up: Any, found: set[str]) -> Any:
    def noting(fields: QueryDict, key: object, *given: Any, **more: Any) -> Any:
        if isinstance(key, str):
            found.add(key)
        return look_up(fields, key, *given, **more)

    return noting
