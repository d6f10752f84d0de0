"""One request on the wire, without redirects nor retries: its status, its headers, its body as it comes."""

from __future__ import annotations

import ssl
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

import httpcore

from portal.kernel.archives import MAX_RATIO, RATIO_FROM_BYTES
from portal.kernel.http.addresses import Address
from portal.kernel.http.errors import OutboundError, Reason
from portal.kernel.http.guard import Deadline
from portal.kernel.http.limits import Limits

_PIECE_BYTES: Final = 1024**2
_TLS_MENDS: Final = {
    10: "the certificate has expired",
    18: "the certificate is self-signed",
    19: "the chain ends with a self-signed certificate",
    20: "the chain of certificates is incomplete, or its authority unknown",
    62: "the certificate is another host's",
    64: "the certificate is another host's",
}


@dataclass(frozen=True, slots=True)
class Reply:
    """Headers by lower-case name, repeated ones joined by a comma, bytes read as Latin-1.

    ``hops``: statuses of the redirects that led here, in their order.
    """

    address: Address
    status: int
    headers: Mapping[str, str]
    chunks: Iterator[bytes]
    hops: tuple[int, ...] = ()

    def iter_body(self, limits: Limits, deadline: Deadline) -> Iterator[bytes]:
        """The body, inflated when it is gzip. Raises OutboundError, as soon as a bound is passed."""
        chunks = _watch(self.chunks, self.address, limits, deadline)
        encoding = self.headers.get("content-encoding", "").strip().lower()
        if encoding in {"", "identity"}:
            return chunks
        if encoding in {"gzip", "x-gzip"}:
            return _inflate(chunks, self.address)
        raise OutboundError(
            Reason.BAD_ANSWER, f"{self.address}: body encoded as {encoding!r}, which was not asked for."
        )


@contextmanager
def open_reply(
    address: Address,
    headers: Mapping[str, str],
    *,
    method: str = "GET",
    backend: httpcore.NetworkBackend,
    tls: ssl.SSLContext,
    limits: Limits,
) -> Iterator[Reply]:
    """Ask, on a connection of its own that ends with the block. Raises OutboundError."""
    host = address.host.encode("ascii")
    origin = httpcore.Origin(address.scheme.encode("ascii"), host, address.port)
    asked = {"Host": address.url.netloc.decode("ascii"), **headers, "Connection": "close"}
    request = httpcore.Request(
        method,
        httpcore.URL(scheme=origin.scheme, host=host, port=origin.port, target=address.url.raw_path),
        headers=[(name.encode("ascii"), value.encode("latin-1")) for name, value in asked.items()],
        extensions={"timeout": {"connect": limits.connect_s, "read": limits.read_s, "write": limits.read_s}},
    )
    connection = httpcore.HTTPConnection(origin, ssl_context=tls, network_backend=backend)
    try:
        with _translating(address):
            response = connection.handle_request(request)
            found = _read_headers(response.headers, address, limits)
        yield Reply(address, response.status, found, _translate_chunks(response, address))
    finally:
        connection.close()


def _read_headers(raw: list[tuple[bytes, bytes]], address: Address, limits: Limits) -> dict[str, str]:
    size = sum(len(name) + len(value) for name, value in raw)
    if len(raw) > limits.header_count or size > limits.header_bytes:
        raise OutboundError(Reason.BAD_ANSWER, f"{address}: {len(raw)} headers of {size} bytes.")
    found: dict[str, str] = {}
    for name, value in raw:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        found[key] = f"{found[key]}, {text}" if key in found else text
    return found


def _translate_chunks(response: httpcore.Response, address: Address) -> Iterator[bytes]:
    with _translating(address):
        yield from response.iter_stream()


@contextmanager
def _translating(address: Address) -> Iterator[None]:
    try:
        yield
    except httpcore.TimeoutException as error:
        raise OutboundError(Reason.TOO_SLOW, f"{address}: {str(error) or 'no answer in time'}.") from error
    except httpcore.ConnectError as error:
        raise _describe_connect(error, address) from error
    except httpcore.RemoteProtocolError as error:
        cut = "closed connection" in str(error) and "complete message body" in str(error)
        reason = Reason.TRUNCATED if cut else Reason.BAD_ANSWER
        raise OutboundError(reason, f"{address}: {error}.") from error
    except httpcore.NetworkError as error:
        raise OutboundError(Reason.TRUNCATED, f"{address}: connection lost ({error}).") from error
    except (httpcore.ProtocolError, httpcore.UnsupportedProtocol) as error:
        raise OutboundError(Reason.BAD_ADDRESS, f"{address} cannot be asked: {error}.") from error


def _describe_connect(error: httpcore.ConnectError, address: Address) -> OutboundError:
    cause = error.__cause__ or error.__context__
    if isinstance(cause, ssl.SSLCertVerificationError):
        why = _TLS_MENDS.get(cause.verify_code, cause.verify_message)
        return OutboundError(Reason.BAD_TLS, f"{address}: {why}.")
    if isinstance(cause, ssl.SSLError):
        return OutboundError(Reason.BAD_TLS, f"{address}: {cause.reason or cause}.")
    return OutboundError(Reason.UNREACHABLE, f"{address}: {error}.")


def _watch(chunks: Iterator[bytes], address: Address, limits: Limits, deadline: Deadline) -> Iterator[bytes]:
    """Stops a body that trickles: it would hold us until the total deadline."""
    since, count = deadline.clock.monotonic(), 0
    for chunk in chunks:
        count += len(chunk)
        now = deadline.clock.monotonic()
        if now - since >= limits.stall_s:
            if count < limits.stall_bytes:
                raise OutboundError(
                    Reason.TOO_SLOW, f"{address}: {count} bytes in {now - since:.0f} s of body."
                )
            since, count = now, 0
        yield chunk


def _inflate(chunks: Iterator[bytes], address: Address) -> Iterator[bytes]:
    """gzip by pieces of bounded size, several members or one, whole."""
    packer = zlib.decompressobj(31)
    packed = inflated = 0
    for chunk in chunks:
        packed += len(chunk)
        rest = chunk
        while rest:
            if packer.eof:
                packer = zlib.decompressobj(31)
            try:
                piece = packer.decompress(rest, _PIECE_BYTES)
            except zlib.error as error:
                raise OutboundError(Reason.BAD_ANSWER, f"{address}: not gzip ({error}).") from error
            inflated += len(piece)
            if inflated > RATIO_FROM_BYTES and inflated > MAX_RATIO * packed:
                raise OutboundError(Reason.TOO_LARGE, f"{address}: inflates {MAX_RATIO} times; a bomb.")
            rest = packer.unconsumed_tail or packer.unused_data
            yield piece
    if packed and not packer.eof:
        raise OutboundError(Reason.TRUNCATED, f"{address}: the gzip body ends too early.")
