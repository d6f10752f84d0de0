"""The harness itself: what protects the other tests does protect."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import NetworkUsedError


def test_network_other_host_is_refused() -> None:
    with pytest.raises(NetworkUsedError, match=r"example\.org"):
        socket.create_connection(("example.org", 80), timeout=1)
    with socket.socket() as plain, pytest.raises(NetworkUsedError, match=r"192\.0\.2\.1"):
        plain.connect(("192.0.2.1", 80))


def test_network_loopback_is_open() -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        with socket.create_connection(server.getsockname(), timeout=1) as client:
            assert client.getpeername() == server.getsockname()


def test_data_dir_is_of_this_run_only(run_dir: Path) -> None:
    assert settings.DATA_DIR.is_relative_to(run_dir)
    assert not settings.DATA_DIR.is_relative_to(settings.BASE_DIR)


@pytest.mark.django_db
def test_database_is_the_one_asked_for() -> None:
    assert str(connection.settings_dict["NAME"]).rpartition("/")[2].startswith("test")
