"""Approved templates: reading the account's list, and filling one.

https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/overview
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Annotated, Any

from pydantic import StringConstraints

from channels.base import ProviderError, StorableText, Template
from channels.whatsapp.markup import to_whatsapp
from channels.whatsapp.payloads import Forgiving, Payload

# Of a body with its values: https://developers.facebook.com/docs/whatsapp/message-templates/guidelines
LONGEST_BODY = 1024
# {{1}}, {{2}}; or {{first_name}}, where the template's gaps have names.
_GAP = re.compile(r"\{\{\s*(\w+)\s*\}\}")
# Parameters may hold no line breaks, no tabs and no more than four spaces in a row.
_BREAKS = re.compile(r"[\r\n\t\v\f\u0085\u2028\u2029]+")
_SPACES = re.compile(r" {5,}")
# Buttons that need nothing from us, unless their address has a gap.
_PLAIN_BUTTONS = frozenset({"QUICK_REPLY", "PHONE_NUMBER", "URL"})


class Button(Payload):
    type: StorableText = ""
    url: StorableText = ""


class Component(Payload):
    type: StorableText
    format: StorableText = ""
    text: StorableText = ""
    buttons: Sequence[Button] = ()


class Listed(Payload):
    name: Annotated[StorableText, StringConstraints(min_length=1, max_length=512)]
    language: Annotated[StorableText, StringConstraints(min_length=1, max_length=16)]
    status: StorableText
    category: StorableText = ""
    components: Sequence[Forgiving[Component]] = ()


def read_templates(rows: Iterable[Listed]) -> Iterator[Template]:
    """The templates that a text can fill: those that want a picture, a code or a part of an address are left out."""
    return (_template(row) for row in rows if all(part and _is_plain(part) for part in row.components))


def fill(template: Template, values: Sequence[str]) -> dict[str, Any]:
    """The request's `template`. Raises ProviderError: `template_wrong` when the values do not fit its gaps, `too_long`
    when WhatsApp would refuse the text, because nothing of it may be left out."""
    names = list_gaps(template.body) or [str(number) for number in range(1, template.parameters + 1)]
    if not len(names) == len(values) == template.parameters:
        said = f"{template.name} has {template.parameters} gaps, and there are {len(values)} values"
        raise ProviderError(said, permanent=True, code="template_wrong")
    flat = [flatten(to_whatsapp(value)) for value in values]
    if not all(flat):
        raise ProviderError(f"a value for {template.name} is empty", permanent=True, code="empty")
    _check_length(template.body, dict(zip(names, flat, strict=True)))
    filled: dict[str, Any] = {"name": template.name, "language": {"code": template.language}}
    if flat:
        filled["components"] = [{"type": "body", "parameters": list(map(_parameter, names, flat))}]
    return filled


def list_gaps(body: str) -> list[str]:
    """The names of a body's gaps, each of them once: numbers in their order, names in that of the text."""
    names = list(dict.fromkeys(_GAP.findall(body)))
    return sorted(names, key=int) if all(name.isdecimal() for name in names) else names


def flatten(value: str) -> str:
    """A value as WhatsApp takes it, in one line."""
    return _SPACES.sub(" ", _BREAKS.sub(" ", value)).strip()


def _template(listed: Listed) -> Template:
    body = next((part.text for part in listed.components if part and part.type.upper() == "BODY"), "")
    return Template(
        name=listed.name, language=listed.language, status=listed.status.lower(), category=listed.category.lower(),
        body=body, parameters=len(list_gaps(body)),
    )  # fmt: skip


def _is_plain(component: Component) -> bool:
    kind = component.type.upper()
    if kind == "HEADER":
        return component.format.upper() == "TEXT" and not _GAP.search(component.text)
    if kind == "BUTTONS":
        return all(map(_is_plain_button, component.buttons))
    return kind in {"BODY", "FOOTER"}


def _is_plain_button(button: Button) -> bool:
    return button.type.upper() in _PLAIN_BUTTONS and not _GAP.search(button.url)


def _parameter(name: str, value: str) -> dict[str, str]:
    named = {} if name.isdecimal() else {"parameter_name": name}
    return {"type": "text", **named, "text": value}


def _check_length(body: str, values: Mapping[str, str]) -> None:
    whole = _GAP.sub(lambda gap: values.get(gap[1], ""), body) if body else "".join(values.values())
    if len(whole) > LONGEST_BODY:
        said = f"the template's text would have {len(whole)} characters, and {LONGEST_BODY} is the most"
        raise ProviderError(said, permanent=True, code="too_long")
