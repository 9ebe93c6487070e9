"""However an address is written, nothing behind the private-address guard is ever reached."""

import asyncio
import socket
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address
from typing import Any

import pytest
from aiohttp.abc import AbstractResolver, ResolveResult
from hypothesis import given
from hypothesis import strategies as st

from articles.scraping import guarded_socket
from articles.scraping.fetch import Fetcher, FetchOutcome, Response
from articles.scraping.guarded_socket import is_public_address, is_web_port
from tests.scraping.server import Reply, Request, Server, redirect, serve

ATTACKER = "127.0.1.50"  # in these tests, and nowhere else, an address of the public internet


class Names(AbstractResolver):
    """A name server under the attacker's control: each look-up of a name gives its next list of addresses."""

    def __init__(self, answers: dict[str, list[list[str]]]) -> None:
        self.answers = answers

    async def resolve(self, host: str, port: int = 0, family: Any = socket.AF_INET) -> list[ResolveResult]:
        rounds = self.answers.get(host)
        if not rounds:
            raise OSError(None, f"no such name: {host}")
        addresses = rounds.pop(0) if len(rounds) > 1 else rounds[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in addresses
        ]

    async def close(self) -> None:
        pass


@pytest.fixture(scope="module")
def guarded() -> Iterator[Server]:
    """A server that only someone inside can reach."""
    with serve({"*": Reply("secret")}, host="127.0.0.1") as server:
        yield server


@pytest.fixture
def attacker(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server on an address that counts as public; every other address is judged as ever."""
    monkeypatch.setattr(
        guarded_socket, "_cached_is_public", lambda address: address == ATTACKER or is_public_address(address)
    )
    with serve(host=ATTACKER) as server:
        yield server


def ask(*urls: str, allow_private: bool = False, names: Names | None = None) -> list[Response]:
    async def run() -> list[Response]:
        options: dict[str, Any] = {"connect_timeout": 1, "first_byte_timeout": 1, "resolver": names}
        async with Fetcher(user_agent="test", allow_private=allow_private, **options) as fetcher:
            return [await fetcher.get(url) for url in urls]

    return asyncio.run(run())


# PORT is the guarded server's. Each is refused as an address, or is no address of a web page to begin with.
ATTEMPTS = [
    # the address itself, and the ways to write it
    "http://127.0.0.1:PORT/",
    "http://127.0.0.1.:PORT/",
    "https://127.0.0.1:PORT/",
    "HTTP://127.0.0.1:PORT/",
    "http://127.0.0.2:PORT/",
    "http://127.255.255.254:PORT/",
    "http://127.1:PORT/",
    "http://127.0.1:PORT/",
    "http://127:PORT/",
    "http://0:PORT/",
    "http://0.0.0.0:PORT/",
    "http://2130706433:PORT/",
    "http://017700000001:PORT/",
    "http://0177.0.0.1:PORT/",
    "http://0177.0.0.01:PORT/",
    "http://0x7f000001:PORT/",
    "http://0x7f.0x0.0x0.0x1:PORT/",
    "http://0x7F.1:PORT/",
    "http://127.0.0.0x1:PORT/",
    "http://00127.0.0.1:PORT/",
    "http://4294967297.0.0.1:PORT/",
    "http://①②⑦.⓪.⓪.①:PORT/",
    "http://127。0。0。1:PORT/",
    "http://１２７.0.0.1:PORT/",
    "http://127.0.0.1%00.example.org:PORT/",
    "http://127.0.0.1%2f@example.org:PORT/",
    "http://%31%32%37.0.0.1:PORT/",
    # names
    "http://localhost:PORT/",
    "http://LOCALHOST:PORT/",
    "http://localhost.:PORT/",
    "http://ⓛocalhost:PORT/",
    "http://localhost.localdomain:PORT/",
    "http://ip6-localhost:PORT/",
    # IPv6, and IPv4 inside it
    "http://[::1]:PORT/",
    "http://[0:0:0:0:0:0:0:1]:PORT/",
    "http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/",
    "http://[::]:PORT/",
    "http://[::127.0.0.1]:PORT/",
    "http://[::ffff:127.0.0.1]:PORT/",
    "http://[::ffff:7f00:1]:PORT/",
    "http://[0:0:0:0:0:ffff:127.0.0.1]:PORT/",
    "http://[::ffff:0:127.0.0.1]:PORT/",
    "http://[64:ff9b::127.0.0.1]:PORT/",
    "http://[64:ff9b:1::7f00:1]:PORT/",
    "http://[2002:7f00:1::]:PORT/",
    "http://[2001:0:7f00:1::80ff:fffe]:PORT/",
    "http://[fe80::1]:PORT/",
    "http://[fe80::1%25lo]:PORT/",
    "http://[fe80::1%lo]:PORT/",
    "http://[fd00::1]:PORT/",
    "http://[fec0::1]:PORT/",
    "http://[ff02::1]:PORT/",
    "http://[fd00:ec2::254]/latest/meta-data/",
    "http://[2606:4700::5efe:127.0.0.1]:PORT/",
    # other insides
    "http://10.0.0.1/",
    "http://172.16.0.1/",
    "http://172.31.255.255/",
    "http://192.168.0.1/",
    "http://100.64.0.1/",
    "http://100.100.100.200/latest/meta-data/",
    "http://169.254.169.254/latest/meta-data/",
    "http://169.254.170.2/v2/credentials",
    "http://168.63.129.16/machine",
    "http://192.0.0.192/",
    "http://192.0.2.1/",
    "http://198.18.0.1/",
    "http://224.0.0.1/",
    "http://240.0.0.1/",
    "http://255.255.255.255/",
    # user names, back slashes, and what parsers quarrel about
    "http://example.org@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT@example.org/",
    "http://example.org:80@127.0.0.1:PORT/",
    "http://example.org#@127.0.0.1:PORT/",
    "http://127.0.0.1:PORT#@example.org/",
    "http://127.0.0.1:PORT\\@example.org/",
    "http:\\\\127.0.0.1:PORT/",
    "http:/\\127.0.0.1:PORT/",
    "http:127.0.0.1:PORT/",
    "http:///127.0.0.1:PORT/",
    "http://\t127.0.0.1:PORT/",
    "http://127.0.0.1\n:PORT/",
    " http://127.0.0.1:PORT/",
    "http://127.0.0.1:0PORT/",
    "http://127.0.0.1:\uff11/",
    "http://[127.0.0.1]:PORT/",
    "//127.0.0.1:PORT/",
    # other schemes and ports
    "file:///etc/passwd",
    "file://127.0.0.1:PORT/",
    "ftp://127.0.0.1:PORT/",
    "gopher://127.0.0.1:PORT/_GET%20/",
    "dict://127.0.0.1:PORT/info",
    "ws://127.0.0.1:PORT/",
    "unix:///var/run/docker.sock",
    "javascript:fetch('http://127.0.0.1:PORT/')",
    "data:text/html,<p>x",
    "jar:http://127.0.0.1:PORT/!/",
    "http://127.0.0.1:22/",
    "http://127.0.0.1:6379/",
]

INWARD_ADDRESSES = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.1.2.3",
    "169.254.169.254",
    "::1",
    "::",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
    "fe80::1",
    "fd12::1",
]


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_no_way_to_write_an_inner_address_reaches_it(attempt: str, guarded: Server) -> None:
    before = guarded.connections
    url = attempt.replace("PORT", str(guarded.port))
    (response,) = ask(url, names=Names({}) if "example.org" in url else None)
    is_unknown_name = "cannot be found" in response.error  # as some of the names are on some machines
    assert is_unknown_name or response.outcome in {FetchOutcome.REFUSED_ADDRESS, FetchOutcome.BAD_URL}
    assert (guarded.connections, response.body) == (before, b"")


def test_the_guarded_server_would_answer_if_there_were_no_guard(guarded: Server) -> None:
    (response,) = ask(guarded.url("/"), allow_private=True)
    assert response.body == b"secret"


@pytest.mark.parametrize("address", INWARD_ADDRESSES)
def test_a_name_that_resolves_inwards_is_refused(address: str, guarded: Server) -> None:
    before = guarded.connections
    (response,) = ask(f"http://inward.example:{guarded.port}/", names=Names({"inward.example": [[address]]}))
    assert response.outcome is FetchOutcome.REFUSED_ADDRESS
    assert guarded.connections == before


def test_a_name_with_many_inner_addresses_is_refused_for_all_of_them(guarded: Server) -> None:
    before = guarded.connections
    names = Names({"inward.example": [INWARD_ADDRESSES]})
    (response,) = ask(f"http://inward.example:{guarded.port}/", names=names)
    assert response.outcome is FetchOutcome.REFUSED_ADDRESS
    assert guarded.connections == before


def test_of_a_name_with_both_kinds_only_the_public_address_is_asked(attacker: Server) -> None:
    attacker.routes["*"] = Reply("public")
    with serve({"*": Reply("secret")}, host="127.0.0.1", port=attacker.port) as inner:
        names = Names({"both.example": [["127.0.0.1", ATTACKER]]})
        (response,) = ask(f"http://both.example:{attacker.port}/", names=names)
        assert (response.outcome, response.body, inner.connections) == (FetchOutcome.OK, b"public", 0)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize(
    "target",
    [
        "http://127.0.0.1:PORT/",
        "//127.0.0.1:PORT/",
        "\\\\127.0.0.1:PORT/",
        "http://localhost:PORT/",
        "http://[::ffff:127.0.0.1]:PORT/",
        "http://2130706433:PORT/",
        "file:///etc/passwd",
    ],
)
def test_a_redirect_does_not_lead_inwards(status: int, target: str, guarded: Server, attacker: Server) -> None:
    before = guarded.connections
    attacker.routes["*"] = redirect(target.replace("PORT", str(guarded.port)), status)
    (response,) = ask(attacker.url("/"))
    assert response.outcome in {FetchOutcome.REFUSED_ADDRESS, FetchOutcome.BAD_URL}
    assert (len(attacker.requests), guarded.connections) == (1, before)


def test_a_name_that_changes_its_address_between_two_requests_gains_nothing(attacker: Server) -> None:
    with serve({"*": Reply("secret")}, host="127.0.0.1", port=attacker.port) as inner:
        names = Names({"rebinding.example": [[ATTACKER], ["127.0.0.1"]]})
        attacker.routes["*"] = Reply(raw=b"HTTP/1.0 200 OK\r\n\r\nfirst")

        async def run() -> list[Response]:
            async with Fetcher(user_agent="test", resolver=names) as fetcher:
                url = f"http://rebinding.example:{attacker.port}/"
                first = await fetcher.get(url)
                assert fetcher._session is not None
                fetcher._session.connector.clear_dns_cache()  # type: ignore[union-attr]
                return [first, await fetcher.get(url)]

        first, second = asyncio.run(run())
        assert (first.outcome, first.body) == (FetchOutcome.OK, b"first")
        assert second.outcome is FetchOutcome.REFUSED_ADDRESS
        assert inner.connections == 0


def test_a_redirect_to_its_own_name_rebound_inwards_gains_nothing(attacker: Server) -> None:
    def answer(request: Request) -> Reply:
        return Reply(raw=b"HTTP/1.1 302 Found\r\nLocation: /again\r\nConnection: close\r\n\r\n")

    with serve({"*": Reply("secret")}, host="127.0.0.1", port=attacker.port) as inner:
        attacker.routes["*"] = answer
        names = Names({"rebinding.example": [[ATTACKER], ["127.0.0.1"]]})
        ask(f"http://rebinding.example:{attacker.port}/", names=names)
        assert inner.connections == 0


def test_ports_of_other_services_are_refused_even_on_public_addresses(attacker: Server) -> None:
    for port in (1, 22, 25, 110, 6000, 6667):
        (response,) = ask(f"http://{ATTACKER}:{port}/")
        assert response.outcome is FetchOutcome.REFUSED_ADDRESS
        assert str(port) in response.error
    assert is_web_port(80)
    assert is_web_port(443)
    assert is_web_port(8080)
    assert not is_web_port(70000)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "192.0.1.1", "172.32.0.1"]
)
def test_public_addresses_are_open(address: str) -> None:
    assert is_public_address(address)


@given(st.ip_addresses(v=4))
def test_an_inner_address_stays_inner_in_any_ipv6_dress(address: IPv4Address) -> None:
    number = int(address)
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) + number)
    assert is_public_address(str(translated)) == is_public_address(str(address))
    for prefix in ("::", "::ffff:0:0", "::ffff:0:0:0", "fe80::5efe:0:0"):
        assert not is_public_address(str(IPv6Address(int(IPv6Address(prefix)) + number)))
    assert not is_public_address(str(IPv6Address(int(IPv6Address("2002::")) + (number << 80))))


@given(st.ip_addresses())
def test_what_the_standard_library_calls_private_is_never_public(address: IPv4Address | IPv6Address) -> None:
    inner = address.is_private or address.is_loopback or address.is_link_local or address.is_multicast
    if inner or address.is_reserved or address.is_unspecified:
        assert not is_public_address(str(address)) or "64:ff9b::" in str(address)


@given(st.text())
def test_what_is_no_address_is_not_public(text: str) -> None:
    assert not is_public_address("x" + text)
