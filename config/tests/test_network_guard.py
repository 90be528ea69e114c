import socket

import pytest

from config.network_guard import NetworkBlocked


@pytest.mark.parametrize("address", [("192.0.2.1", 80), ("example.com", 80), ("::ffff:192.0.2.1", 80)])
def test_other_machines_are_out_of_reach(address):
    with pytest.raises(NetworkBlocked):
        socket.create_connection(address, timeout=1)


def test_name_servers_are_out_of_reach():
    with pytest.raises(NetworkBlocked, match=r"'example\.com'"):
        socket.getaddrinfo("example.com", 443)


def test_this_machine_is_reached():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(("localhost", server.getsockname()[1])).close()
