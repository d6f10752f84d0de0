"""What an address asks and cannot have: said in plain French, never passed over."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

View = Callable[..., HttpResponse]


class Impossible(Exception):
    """What was asked cannot be: ``reason`` says where, what was found and what is expected, in French."""

    def __init__(self, reason: str) -> None:
        # What the address held is quoted in it: a NUL is nothing that a page may hold.
        self.reason = reason.replace("\0", "\ufffd")
        super().__init__(self.reason)


def refuse_impossible(view: View) -> View:
    """Answer with the page of a bad request where the view raises Impossible."""

    @wraps(view)
    def answer(request: HttpRequest, **address: Any) -> HttpResponse:
        try:
            return view(request, **address)
        except Impossible as impossible:
            return render(request, "400.html", {"reason": impossible.reason}, status=400)

    return answer
