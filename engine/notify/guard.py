"""Which addresses outgoing HTTP may reach: public ones, and what the operator allowed by name or network."""

import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Self

from engine.notify.channel import Undelivered

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NAT64 = IPv6Network("64:ff9b::/96")


@dataclass(frozen=True, slots=True)
class Guard:
    """`hosts` in small letters; `networks` may be private."""

    hosts: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    @classmethod
    def of(cls, allowed: Sequence[str]) -> Self:
        """From host names, addresses and networks such as 10.1.0.0/16."""
        hosts, networks = set(), []
        for text in allowed:
            try:
                networks.append(ipaddress.ip_network(text, strict=False))
            except ValueError:
                hosts.add(text.lower())
        return cls(frozenset(hosts), tuple(networks))

    def address_of(self, host: str, port: int) -> str:
        """The address to connect to; all that the name stands for must be allowed. Raises Undelivered."""
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError):
            raise Undelivered("http.unknown_host", is_channel_down=True, host=host) from None
        addresses = [str(each[4][0]) for each in found]
        for address in addresses:
            if host.lower() not in self.hosts and not self._is_allowed(address):
                raise Undelivered("http.refused_address", is_final=True, host=host, address=address)
        return addresses[0]

    def _is_allowed(self, text: str) -> bool:
        address = _plain(ipaddress.ip_address(text.partition("%")[0]))
        if any(address.version == each.version and address in each for each in self.networks):
            return True
        return address.is_global and not address.is_multicast


def _plain(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one, where that is where it leads."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
