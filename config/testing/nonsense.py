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


@contextmanager
def names_read() -> Iterator[set[str]]:
    """The names that are looked up in an address or a form while this is open."""
    found: set[str] = set()
    kept = {name: getattr(QueryDict, name) for name in ("get", "getlist", "__getitem__", "__contains__")}

    def note(method: Any) -> Any:
        def look_up(self: QueryDict, key: object, *given: Any, **more: Any) -> Any:
            if isinstance(key, str):
                found.add(key)
            return method(self, key, *given, **more)

        return look_up

    for name, method in kept.items():
        setattr(QueryDict, name, note(method))
    try:
        yield found
    finally:
        for name in kept:
            if name in QueryDict.__dict__:
                setattr(QueryDict, name, kept[name])
