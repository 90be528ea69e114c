"""Free ports for a desk: two checkouts run side by side without being told."""

import socket
from contextlib import suppress

HOST = "127.0.0.1"
HOW_MANY_TO_TRY = 100


class PortBusy(Exception):
    """No socket could be opened on the port; the message says why."""


def listen(port: int) -> socket.socket:
    """A listening socket on exactly this port; raises PortBusy."""
    if _somebody_answers(port):
        raise PortBusy("another program answers there")
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    # gunicorn sets it too, but too late for whoever came while it started: they would wait 40 ms for every body.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    try:
        listener.bind((HOST, port))
        listener.listen(1024)
    except OSError as error:
        listener.close()
        raise PortBusy(error.strerror) from error
    return listener


def listen_from(port: int) -> socket.socket:
    """A listening socket on the first free port from this one on."""
    for candidate in range(port, min(port + HOW_MANY_TO_TRY, 65536)):
        with suppress(PortBusy):
            return listen(candidate)
    return listen(0)


def port_of(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def _somebody_answers(port: int) -> bool:
    """Also on ::1, where browsers look first for `localhost` and where our own bind would not notice."""
    for host in (HOST, "::1"):
        with suppress(OSError), socket.create_connection((host, port), timeout=0.3):
            return True
    return False
