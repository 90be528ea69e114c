"""Which addresses may be called for somebody else: public ones, looked at once more when the line is open."""

import ipaddress
import socket
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

import requests.adapters
import urllib3
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError

from lib.errors import ProviderError

# What leads through a gateway to an IPv4 address of its own choice (RFC 6052).
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def refuse_private(url: str) -> None:
    """Raise ProviderError(permanent) unless every address of the host is a public one."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        parts, host, port = urlsplit(""), None, None
    if parts.scheme not in {"http", "https"} or not host:
        raise ProviderError("only http and https addresses can be called", permanent=True, code="bad_address")
    if parts.username is not None or parts.password is not None:
        raise ProviderError("an address holds no name and no password", permanent=True, code="bad_address")
    public_addresses(host, port or 443)


def public_addresses(host: str, port: int) -> list[str]:
    """The IP addresses of a host, all of them public: connect to one of these and not to the name again,
    which may mean another address by then. Raises ProviderError, permanent when one of them is private."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        raise ProviderError("this is no name of a host", permanent=True, code="bad_address") from None
    except OSError as error:
        raise ProviderError(f"{host} is not known", permanent=False) from error
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    if not all(is_public(address) for address in addresses):
        raise ProviderError(f"{host} is a private address", permanent=True, code="private_address")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is somebody's on the internet, and does not stand for another one."""
    parsed = ipaddress.ip_address(address.split("%")[0])
    # IPv6 keeps `::/8` for itself, with it the old way to write an IPv4 address.
    if not parsed.is_global or parsed.is_multicast or parsed.is_reserved:
        return False
    return not (isinstance(parsed, ipaddress.IPv6Address) and (parsed.sixtofour or parsed in _NAT64))


class PublicAdapter(requests.adapters.HTTPAdapter):
    """For `requests`: a name is looked up once more, and the connection goes to one of the addresses that were
    looked at. An end that turns out to be private all the same is left before anything is said."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = {"http": _PublicHTTPPool, "https": _PublicHTTPSPool}


class _PublicHTTP(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, super()._new_conn)


class _PublicHTTPS(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connect(self, super()._new_conn)


class _PublicHTTPPool(urllib3.HTTPConnectionPool):
    ConnectionCls = _PublicHTTP


class _PublicHTTPSPool(urllib3.HTTPSConnectionPool):
    ConnectionCls = _PublicHTTPS


def _connect(connection: HTTPConnection, connect: Callable[[], socket.socket]) -> socket.socket:
    """To the first address that answers. The name stays the one that a certificate has to be for."""
    name = connection._dns_host
    refused: HTTPError | None = None
    try:
        for address in public_addresses(name, connection.port or 443):
            connection._dns_host = address
            try:
                return _checked(connect())
            except HTTPError as error:
                refused = error
    finally:
        connection._dns_host = name
    raise refused or ProviderError(f"{name} is not known", permanent=False)


def _checked(line: socket.socket) -> socket.socket:
    """Whoever the system connected us to: nothing is said to a private address."""
    if not is_public(line.getpeername()[0]):
        line.close()
        raise ProviderError("this is a private address", permanent=True, code="private_address")
    return line
