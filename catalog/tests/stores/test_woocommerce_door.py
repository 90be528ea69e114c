"""Where the library's calls go: to the address that was checked, whatever the name or the environment says."""

import socket
import threading
from contextlib import suppress

import pytest
import woocommerce.api

from catalog.woocommerce import client
from lib import addresses
from lib.errors import ProviderError

SHOP = client.Shop("http://shop.example", "ck_of_a_shop", "cs_of_a_shop")


@pytest.fixture
def inside(settings, monkeypatch):
    """A server of ours that nobody outside may reach; its port, and what it heard."""
    settings.PRIVATE_HOSTS = []
    heard: list[bytes] = []
    server = socket.create_server(("127.0.0.1", 0))

    def listen():
        with suppress(OSError), server.accept()[0] as line:
            line.settimeout(2)
            heard.append(line.recv(1000))

    listener = threading.Thread(target=listen, daemon=True)
    listener.start()
    yield server.getsockname()[1], heard, listener
    # Wakes a thread that still waits for somebody.
    server.shutdown(socket.SHUT_RDWR)
    server.close()
    listener.join(3)


def rebind(monkeypatch, *, first):
    """A name that means `first` when it is looked up, and this machine ever after."""
    answers = [first]

    def look_up(host, port, *_args, **_more):
        address = answers.pop() if answers else "127.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    monkeypatch.setattr(addresses.socket, "getaddrinfo", look_up)


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_a_name_that_changes_its_address_between_check_and_call_hears_nothing(inside, monkeypatch, scheme):
    port, heard, _listener = inside
    rebind(monkeypatch, first="93.184.216.34")
    with pytest.raises(ProviderError) as caught:
        client.get(client.Shop(f"{scheme}://shop.example:{port}", SHOP.key, SHOP.secret), "products")
    assert (caught.value.code, caught.value.permanent) == ("private_address", True)
    assert heard == []


def test_a_name_that_is_private_from_the_beginning_is_not_even_connected(inside, monkeypatch):
    port, heard, _listener = inside
    rebind(monkeypatch, first="127.0.0.1")
    with pytest.raises(ProviderError) as caught:
        client.get(client.Shop(f"http://shop.example:{port}", SHOP.key, SHOP.secret), "products")
    assert (caught.value.code, heard) == ("private_address", [])


def test_no_proxy_of_the_environment_and_no_password_file_is_asked(woo, monkeypatch, tmp_path):
    woo.put(woo.simple(1, "Mug"))
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password else")
    for name, value in {"HTTP_PROXY": "http://127.0.0.1:9", "http_proxy": "http://127.0.0.1:9", "NETRC": netrc}.items():
        monkeypatch.setenv(name, str(value))
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    found = client.get(client.Shop(woo.url, "ck_of_the_fake_shop", "cs_of_the_fake_shop"), "products/1")
    assert found["name"] == "Mug"
    assert "authorization" not in woo.calls[0].headers


def test_a_connection_is_used_again_and_cookies_are_not_kept(woo):
    woo.put(woo.simple(1, "Mug"))
    shop = client.Shop(woo.url, "ck_of_the_fake_shop", "cs_of_the_fake_shop")
    for _ in range(2):
        assert client.get(shop, "products/1")["id"] == 1
    assert [call.headers.get("cookie") for call in woo.calls] == [None, None]


def test_the_library_still_has_the_place_that_we_take():
    """A release that calls `requests` in another way must not go past our door unseen."""
    assert woocommerce.api.request is client._through_our_door
    assert "request" in woocommerce.api.API._API__request.__code__.co_names
