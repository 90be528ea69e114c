"""Which addresses a shop may name: those of other programs on the internet, never of our own network."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from lib.addresses import refuse_private
from lib.errors import DomainError, ProviderError


def check_address(url: str) -> None:
    """Raises DomainError `bad_address` for what is not https on the public internet.

    The line is looked at once more when it is open: a name may mean another address by then (lib/addresses.py).
    """
    parts = urlsplit(url)
    if is_own_network(url):
        return
    if parts.scheme != "https" or parts.username or parts.password:
        raise DomainError("bad_address", _("Write an address that begins with https://, without a name or password."))
    try:
        refuse_private(url)
    except ProviderError as error:
        raise DomainError("bad_address", _("This address cannot be reached from the internet.")) from error


def host_of(url: str) -> str:
    """What a log and a mail may say of it: paths hold secrets."""
    return urlsplit(url).hostname or "?"


def is_own_network(url: str) -> bool:
    """Whether the operator allows this private host (PRIVATE_HOSTS)."""
    return urlsplit(url).hostname in settings.PRIVATE_HOSTS
