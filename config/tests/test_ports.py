import socket

import pytest

from config import ports


def test_a_busy_port_is_refused_and_the_next_one_taken():
    with ports.listen_from(18000) as first, ports.listen_from(ports.port_of(first)) as second:
        assert ports.port_of(second) > ports.port_of(first)
        with pytest.raises(ports.PortBusy):
            ports.listen(ports.port_of(first))


def test_a_port_taken_on_the_other_localhost_counts_as_busy():
    try:
        other = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        pytest.skip("no IPv6 here")
    with other, pytest.raises(ports.PortBusy):
        ports.listen(other.getsockname()[1])


def test_whoever_comes_before_the_web_process_does_not_wait_for_bodies_either():
    with ports.listen(0) as listener, socket.create_connection(listener.getsockname()) as _waiting:
        accepted, _address = listener.accept()
        with accepted:
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) == 1
