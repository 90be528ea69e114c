"""Tests must not reach the network: only this machine answers, anything else fails loudly."""

import ipaddress
import socket
from typing import Any

LOCAL_NAMES = {None, "", "localhost", b"localhost", "testserver"}

_connect = socket.socket.connect
_connect_ex = socket.socket.connect_ex
_getaddrinfo = socket.getaddrinfo


class NetworkBlocked(RuntimeError):
    """No OSError on purpose: code that survives a dead network would hide it."""


def block_network() -> None:
    """From now on, sockets of this process connect to Unix sockets and to the loopback only."""
    socket.socket.connect = _guarded_connect  # type: ignore[assignment, method-assign]
    socket.socket.connect_ex = _guarded_connect_ex  # type: ignore[assignment, method-assign]
    socket.getaddrinfo = _guarded_getaddrinfo


def _guarded_connect(self: socket.socket, address: Any) -> None:
    _check_address(self, address)
    _connect(self, address)


def _guarded_connect_ex(self: socket.socket, address: Any) -> int:
    _check_address(self, address)
    return _connect_ex(self, address)


def _guarded_getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
    """Asking a name server is network, too."""
    if host not in LOCAL_NAMES and _ip_address(host) is None:
        raise NetworkBlocked(f"A test looked up {host!r}. Give it a server on 127.0.0.1 instead.")
    return _getaddrinfo(host, *args, **kwargs)


def _check_address(sock: socket.socket, address: Any) -> None:
    if sock.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    host = _ip_address(address[0])
    if address[0] not in LOCAL_NAMES and not (host and host.is_loopback):
        raise NetworkBlocked(f"A test connected to {address[0]}. Give it a server on 127.0.0.1 instead.")


def _ip_address(host: Any) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host.decode() if isinstance(host, bytes) else host)
    except ValueError:
        return None
