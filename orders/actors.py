"""Who does something to an order."""

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from orders.models import Actor

CUSTOMER_SIDE = frozenset({Actor.CUSTOMER, Actor.AGENT})


@dataclass(frozen=True)
class By:
    """Who does it; `name` is what they sign in with, or what their key is called."""

    actor: Actor
    name: str = ""


def by_staff(user: AbstractBaseUser | AnonymousUser) -> By:
    """Somebody of the shop, signed in."""
    return By(Actor.STAFF, user.get_username())
