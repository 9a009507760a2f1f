"""No test leaves the machine."""

import socket

import pytest


@pytest.mark.parametrize("address", [("203.0.113.7", 80), ("2001:db8::7", 80), ("contoh.invalid", 443)])
def test_a_connection_to_another_machine_is_refused(address):
    with pytest.raises(AssertionError, match="network"):
        socket.create_connection(address, timeout=1)


def test_this_machine_is_reached():
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        socket.create_connection(server.getsockname(), timeout=1).close()
