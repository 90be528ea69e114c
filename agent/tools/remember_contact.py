"""`remember_contact`: the phone number or e-mail address that a customer gave, on the customer and not on one order."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from pydantic import Field

from agent.tools.base import Arguments, Receipt, Tool, ToolContext
from conversations.services import remember_customer
from lib.errors import DomainError
from lib.phone import to_e164


class RememberContact(Arguments):
    phone: str = Field("", max_length=32, description="As the customer wrote it.")
    email: str = Field("", max_length=254)


def run(context: ToolContext, arguments: RememberContact) -> Receipt:
    if not (arguments.phone or arguments.email):
        raise DomainError("nothing_given", "Say what to remember: phone or email.")
    found = {"phone": _phone(context, arguments.phone), "email": _email(arguments.email)}
    for name, value in found.items():
        _check_is_new(getattr(context.customer, name), value, name)
    remember_customer(context.customer, **found)
    _check_is_kept(context, found)
    return {"kind": "contact_remembered", **{name: value for name, value in found.items() if value}}


def _phone(context: ToolContext, written: str) -> str:
    number = to_e164(written, near=context.customer.phone or context.tenant.phone) if written else ""
    if written and not number:
        raise DomainError("bad_phone", "This is no phone number. Ask for it again, with the country's code.")
    return number


def _email(written: str) -> str:
    try:
        if written:
            validate_email(written)
    except ValidationError as refusal:
        raise DomainError("bad_email", "This is no e-mail address. Ask for it again.") from refusal
    return written


def _check_is_new(known: str, given: str, name: str) -> None:
    """What a network or the shop knows is not replaced by what somebody types: another number may be a neighbour's."""
    if given and known and known.casefold() != given.casefold():
        raise DomainError(
            "other_known", f"Another {name} is known of this customer. Put this one into the order's notes."
        )


def _check_is_kept(context: ToolContext, given: Mapping[str, str]) -> None:
    """Somebody of the shop may have emptied it: then a chat does not fill it again, and nothing is claimed."""
    if any(value and getattr(context.customer, name) != value for name, value in given.items()):
        raise DomainError("kept_by_shop", "The shop keeps this itself. Put it into the order's notes.")


tool = Tool(
    name="remember_contact",
    description=(
        "When the customer tells you their phone number or e-mail address: it is kept with the customer. It is not for "
        "the notes of an order."
    ),
    arguments=RememberContact,
    run=run,
    writes=True,
)
