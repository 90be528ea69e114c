import _socket
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
        "::ffff:169.254.169.254",
        "::127.0.0.1",
        "0.0.0.0",
        "::",
        "100.64.0.1",
        "fd00::1",
        "255.255.255.255",
    ],
)
def test_everything_else_may_not(address):
    assert not addresses.is_public(address)


# Ways to write this machine, and the address where clouds tell their secrets, that no list of names would know.
SPELLINGS = [
    "2130706433", "0177.0.0.1", "0x7f.1", "127.1", "0", "[::ffff:7f00:1]", "[::1]", "127.0.0.1.", "2852039166",
    "0xa9.0xfe.0xa9.0xfe", "[::ffff:a9fe:a9fe]",
]  # fmt: skip


@pytest.mark.parametrize("host", SPELLINGS)
def test_other_spellings_of_a_private_address_are_refused(host, monkeypatch):
    def look_up(name, port, **more):
        return _socket.getaddrinfo(name.rstrip("."), port, 0, socket.SOCK_STREAM, 0, socket.AI_NUMERICHOST)

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    with pytest.raises(ProviderError) as caught:
        addresses.refuse_private(f"https://{host}/latest/meta-data")
    assert (caught.value.permanent, caught.value.code) == (True, "private_address")


@pytest.mark.parametrize("url", ["https://8.8.8.8@127.0.0.1/", "https://user:pw@8.8.8.8/", "https://:@8.8.8.8/"])
def test_an_address_with_a_name_or_a_password_is_refused(url):
    with pytest.raises(ProviderError) as caught:
        addresses.refuse_private(url)
    assert (caught.value.permanent, caught.value.code) == (True, "bad_address")


def test_a_connection_goes_to_the_address_that_was_looked_at(monkeypatch):
    """The name is looked up to be checked, and once more for the connection; what is connected to is that address."""
    server = socket.create_server(("127.0.0.1", 0))
    real, names, heard = socket.getaddrinfo, [], []

    def look_up(host, port, *given, **more):
        names.append(host)
        # Whoever looked a third time would be led astray.
        shown = "127.0.0.1" if names.count("shop.test") <= 2 else "127.0.0.2"
        return real(shown if host == "shop.test" else host, port, *given, **more)

    def answer():
        with suppress(OSError), server.accept()[0] as line:
            heard.append(line.recv(1000))
            line.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")

    threading.Thread(target=answer, daemon=True).start()
    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)
    monkeypatch.setattr(addresses, "is_public", lambda address: address == "127.0.0.1")
    found = http.call("GET", f"http://shop.test:{server.getsockname()[1]}/x", timeout=2)
    server.close()
    assert (found.body, names.count("shop.test")) == (b"ok", 2)
    assert b"Host: shop.test:" in heard[0]


def test_a_redirect_is_an_answer_and_is_not_followed():
    server = socket.create_server(("127.0.0.1", 0))

    def answer():
        with suppress(OSError), server.accept()[0] as line:
            line.recv(1000)
            line.sendall(b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/\r\nContent-Length: 0\r\n\r\n")

    threading.Thread(target=answer, daemon=True).start()
    found = http.call("GET", f"http://127.0.0.1:{server.getsockname()[1]}/", timeout=2, trusted=True)
    server.close()
    assert (found.status, found.headers["location"]) == (302, "http://169.254.169.254/")


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
