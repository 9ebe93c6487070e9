"""The private-address guard: no socket is made to an address that is not on the public internet.

It stands at the last place before a connection, in the connector's socket factory, which is given the very
address that will be connected to. Literal addresses, names that resolve inwards, redirects and a name whose
answer changes between two look-ups all pass through here, so none of them needs a rule of its own.
"""

import errno
import socket
from collections.abc import Callable
from functools import lru_cache
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

AddrInfo = tuple[Any, Any, int, str, tuple[Any, ...]]
SocketFactory = Callable[[Any], socket.socket]

# The IANA IPv4 special-purpose registry without its few globally reachable entries, and multicast.
_CLOSED_V4 = tuple(
    ip_network(block)
    for block in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",  # carrier-grade NAT
        "127.0.0.0/8",
        "168.63.129.16/32",  # a public number that is a cloud's internal control address
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
)

# IPv6: only global unicast is open, and in it not the blocks that tunnel, document or test.
_GLOBAL_V6 = ip_network("2000::/3")
_NAT64 = ip_network("64:ff9b::/96")  # how an IPv6-only network reaches the public IPv4 internet
_CLOSED_V6 = tuple(
    ip_network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID, benchmarking
        "2001:db8::/32",
        "2002::/16",  # 6to4
        "3fff::/20",
    )
)

# Ports on which something other than a web server listens: everything below 1024 but http and https, and
# the Fetch standard's list of ports that browsers refuse too.
_CLOSED_PORTS = frozenset(
    {1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566} | set(range(6665, 6670)) | {6679, 6697, 10080}
)


class AddressRefused(OSError):
    """Raised instead of making a socket to an address that is not to be asked."""

    def __init__(self, reason: str) -> None:
        # One errno and one text whatever the address: when every address of a name is refused, the
        # connector then raises this very error, not a mixture of several.
        super().__init__(errno.EACCES, reason)


def is_public_address(address: str) -> bool:
    """Whether a numeric address, with or without an IPv6 zone, is a host of the public internet."""
    try:
        number = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return _is_public_v4(number) if isinstance(number, IPv4Address) else _is_public_v6(number)


def is_web_port(port: int) -> bool:
    """Whether a web server may be expected on the port."""
    return port in (80, 443) or (1024 <= port <= 65535 and port not in _CLOSED_PORTS)


def guarded_socket_factory(*, allow_private: bool) -> SocketFactory:
    """A factory for `aiohttp.TCPConnector(socket_factory=...)` that refuses what must not be connected to.

    `allow_private` opens private and loopback addresses (for local tests); ports stay guarded.
    """

    def make_socket(addr_info: AddrInfo) -> socket.socket:
        family, kind, protocol, _, address = addr_info
        if not is_web_port(address[1]):
            raise AddressRefused(f"Port {address[1]} is not one that web servers use.")
        if not allow_private and not _cached_is_public(address[0]):
            raise AddressRefused("The address is private or reserved, not one of the public internet.")
        return socket.socket(family=family, type=kind, proto=protocol)

    return make_socket


_cached_is_public = lru_cache(maxsize=4096)(is_public_address)


def _is_public_v4(address: IPv4Address) -> bool:
    return not any(address in block for block in _CLOSED_V4)


def _is_public_v6(address: IPv6Address) -> bool:
    if address in _NAT64:
        return _is_public_v4(IPv4Address(int(address) & 0xFFFFFFFF))
    if address not in _GLOBAL_V6 or any(address in block for block in _CLOSED_V6):
        return False
    return not _is_isatap(address) or _is_public_v4(IPv4Address(int(address) & 0xFFFFFFFF))


def _is_isatap(address: IPv6Address) -> bool:
    """An interface identifier that carries an IPv4 address for a local tunnel (RFC 5214)."""
    return (int(address) >> 32) & 0xFFFFFFFF in (0x00005EFE, 0x02005EFE)
