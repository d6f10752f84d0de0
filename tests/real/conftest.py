"""The tests of this folder ask a server that holds the real data, over HTTP and in Chromium."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

GetJson = Callable[[str], Any]


@pytest.fixture
def get_json(real_portal: str) -> GetJson:
    """Asks the API of the portal on the real data; an error answer fails the test with its body."""

    def get(path: str) -> Any:
        try:
            with urlopen(f"{real_portal}{path}", timeout=30) as response:
                return json.load(response)
        except HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()[:500]}") from error

    return get
