import socket
import threading
from contextlib import suppress

import pytest

from lib import addresses, http
from lib.errors import ProviderError


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111"])
def test_public_addresses_may_be_called(address):
    assert addresses.is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.0.0.1",
        "169.254.169.254",
        "::1",
        "fe80::1%eth0",
        "224.0.0.1",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
    ],
)
def test_everything_else_may_not(address):
    assert not addresses.is_public(address)


@pytest.mark.parametrize("url", ["https://a..b/x.png", "http://[bad", "ftp://a.test/", "https://"])
def test_an_address_that_is_none_is_refused_for_good(url, monkeypatch):
    def look_up(host, *given, **more):
        raise UnicodeError("label empty or too long")

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    with pytest.raises(ProviderError) as caught:
        addresses.refuse_private(url)
    assert (caught.value.permanent, caught.value.code) == (True, "bad_address")


def test_a_name_that_means_another_address_the_second_time_is_refused(monkeypatch):
    """DNS rebinding: public while it is checked, ours when it is called."""
    server = socket.create_server(("127.0.0.1", 0))
    heard = []

    def listen():
        # The line may be closed before this thread has looked at it.
        with suppress(OSError):
            heard.append(server.accept()[0].recv(100))

    threading.Thread(target=listen, daemon=True).start()
    monkeypatch.setattr(http, "refuse_private", lambda url: None)
    with pytest.raises(ProviderError) as caught:
        http.call("GET", f"http://127.0.0.1:{server.getsockname()[1]}/secret", timeout=2)
    assert (caught.value.permanent, caught.value.code) == (True, "private_address")
    server.close()
    assert heard in ([], [b""])


def test_an_answer_that_drips_is_given_up():
    server = socket.create_server(("127.0.0.1", 0))

    def drip():
        try:
            line = server.accept()[0]
        except OSError:
            return  # the client has given up before anybody was here
        line.recv(1000)
        line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
        stop = threading.Event()
        for _byte in range(1000):
            if stop.wait(0.1):
                return
            try:
                line.sendall(b"x")
            except OSError:
                return

    threading.Thread(target=drip, daemon=True).start()
    with pytest.raises(ProviderError, match="takes too long"):
        http.call("GET", f"http://127.0.0.1:{server.getsockname()[1]}/", timeout=0.5, trusted=True)
    server.close()
