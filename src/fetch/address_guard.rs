//! Which addresses may be dialled: the public ones, and those of the networks that the user opened.
//!
//! Pure: names are looked up by `guarded_resolver`, which asks here about every answer. Addresses that stand in a URL as
//! such never reach a resolver, so the fetcher asks here about every URL, too, redirects included.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use crate::config::Network;

/// What is not the public internet (IANA special-purpose registry for IPv4, RFC 6890), and one cloud's metadata service.
const CLOSED_V4: &[Network] = &[
    Network::v4([0, 0, 0, 0], 8),        // "this network"; Linux takes it for loopback
    Network::v4([10, 0, 0, 0], 8),       // private (RFC 1918)
    Network::v4([100, 64, 0, 0], 10),    // behind carriers' NAT (RFC 6598); Alibaba's metadata
    Network::v4([127, 0, 0, 0], 8),      // loopback
    Network::v4([168, 63, 129, 16], 32), // Azure's host, seen from inside
    Network::v4([169, 254, 0, 0], 16),   // link-local; 169.254.169.254 is the clouds' metadata
    Network::v4([172, 16, 0, 0], 12),    // private (RFC 1918)
    Network::v4([192, 0, 0, 0], 24),     // protocol assignments; Oracle's metadata
    Network::v4([192, 0, 2, 0], 24),     // documentation
    Network::v4([192, 88, 99, 0], 24),   // relays of 6to4, given up
    Network::v4([192, 168, 0, 0], 16),   // private (RFC 1918)
    Network::v4([198, 18, 0, 0], 15),    // benchmarks
    Network::v4([198, 51, 100, 0], 24),  // documentation
    Network::v4([203, 0, 113, 0], 24),   // documentation
    Network::v4([224, 0, 0, 0], 4),      // multicast
    Network::v4([240, 0, 0, 0], 4),      // reserved; broadcast
];

/// The only part of IPv6 that is given out for the public internet (RFC 4291). Outside of it stand loopback, unspecified,
/// unique local, link-local, site-local, multicast, IPv4-compatible and local NAT64 (64:ff9b:1::/48) addresses.
const PUBLIC_V6: Network = Network::v6([0x2000, 0], 3);

/// What is not the public internet inside [`PUBLIC_V6`] (IANA special-purpose registry for IPv6).
const CLOSED_V6: &[Network] = &[
    Network::v6([0x2001, 0], 23), // protocol assignments: benchmarks, ORCHID, drones
    Network::v6([0x2001, 0x0db8], 32), // documentation
    Network::v6([0x3fff, 0], 20), // documentation
];

/// Decides about addresses.
#[derive(Debug, Clone, Default)]
pub(super) struct AddressGuard {
    opened: Vec<Network>,
}

/// An address that may not be dialled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0} is a private or reserved address")]
pub(super) struct ClosedAddress(pub(super) IpAddr);

impl AddressGuard {
    /// Opens these networks beside the public internet.
    pub(super) fn new(opened: &[Network]) -> Self {
        Self { opened: opened.to_vec() }
    }

    /// The same with this machine open, too.
    pub(super) fn with_loopback(&self) -> Self {
        let loopback = [Network::v4([127, 0, 0, 0], 8), Network::of_one(IpAddr::V6(Ipv6Addr::LOCALHOST))];
        Self { opened: self.opened.iter().copied().chain(loopback).collect() }
    }

    /// Judges an address that stands in the URL itself, and `localhost`. Other names pass: their addresses are judged
    /// when they are looked up.
    pub(super) fn check_url(&self, url: &Url) -> Result<(), ClosedAddress> {
        // `url` has turned `127.1`, `0x7f.1` and `2130706433` into the address that they mean.
        match url.host() {
            Some(Host::Ipv4(address)) => self.check(IpAddr::V4(address)),
            Some(Host::Ipv6(address)) => self.check(IpAddr::V6(address)),
            Some(Host::Domain(name)) if is_localhost(name) => self
                .check(IpAddr::V4(Ipv4Addr::LOCALHOST))
                .or_else(|closed| self.check(IpAddr::V6(Ipv6Addr::LOCALHOST)).map_err(|_| closed)),
            Some(Host::Domain(_)) | None => Ok(()),
        }
    }

    /// Judges an address that is about to be dialled.
    pub(super) fn check(&self, address: IpAddr) -> Result<(), ClosedAddress> {
        if self.may_dial(address) { Ok(()) } else { Err(ClosedAddress(address)) }
    }

    fn may_dial(&self, address: IpAddr) -> bool {
        if self.opened.iter().any(|network| network.contains(address)) {
            return true;
        }
        match address {
            IpAddr::V4(_) => !CLOSED_V4.iter().any(|network| network.contains(address)),
            IpAddr::V6(v6) => match embedded(v6) {
                Some(inner) => inner.into_iter().all(|inner| self.may_dial(IpAddr::V4(inner))),
                None => {
                    PUBLIC_V6.contains(address) && !CLOSED_V6.iter().any(|network| network.contains(address))
                }
            },
        }
    }
}

/// Whether an address can be opened by typing it: what it leads to is plain from itself, and no resolver's word.
pub(super) fn may_be_typed(url: &Url) -> bool {
    !matches!(url.host(), Some(Host::Domain(_)) | None) || is_localhost_of(url)
}

/// Whether an address is of this machine, by name.
pub(super) fn is_localhost_of(url: &Url) -> bool {
    matches!(url.host(), Some(Host::Domain(name)) if is_localhost(name))
}

/// Names that mean this machine, whatever a resolver says (RFC 6761, section 6.3).
fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name == "localhost" || name.ends_with(".localhost")
}

/// The IPv4 addresses that traffic to an IPv6 address ends up at, when it is one of a transition mechanism.
fn embedded(address: Ipv6Addr) -> Option<[Ipv4Addr; 2]> {
    let [a, b, c, d, e, f, g, h] = address.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match [a, b, c, d, e, f] {
        // IPv4-mapped (RFC 4291) and NAT64 (RFC 6052).
        [0, 0, 0, 0, 0, 0xffff] | [0x64, 0xff9b, 0, 0, 0, 0] => Some([v4(g, h); 2]),
        // 6to4 (RFC 3056).
        [0x2002, high, low, ..] => Some([v4(high, low); 2]),
        // Teredo (RFC 4380): the server, and the client with its bits turned over.
        [0x2001, 0, high, low, ..] => Some([v4(high, low), v4(!g, !h)]),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(opened: &[&str]) -> AddressGuard {
        AddressGuard::new(&opened.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>())
    }

    /// Checks hosts with blanks between them.
    fn check(guard: &AddressGuard, hosts: &str, open: bool) {
        for host in hosts.split_whitespace() {
            let url = Url::parse(&format!("http://{host}/feed")).unwrap();
            assert_eq!(guard.check_url(&url).is_ok(), open, "{host} ({url}) with {guard:?}");
        }
    }

    // The Teredo addresses below hold the server 65.54.227.120 or 10.0.0.1, and the client 8.8.8.8 or 192.168.0.1.

    #[test]
    fn public_addresses_are_open() {
        let hosts = "
            1.1.1.1 8.8.8.8 9.255.255.255 11.0.0.0 100.63.255.255 100.128.0.0 126.255.255.255
            128.0.0.0 168.63.129.15 169.253.255.255 169.255.0.0 172.15.255.255 172.32.0.0
            192.0.1.0 192.0.3.0 192.167.255.255 192.169.0.0 198.17.255.255 198.20.0.0
            198.51.99.255 203.0.114.0 223.255.255.255 134744072 0x08.0x08.0x08.0x08
            [2606:4700:4700::1111] [2001:4860:4860::8888] [2a00:1450::1] [2400:cb00::1]
            [::ffff:8.8.8.8] [64:ff9b::8.8.8.8] [2002:808:808::1]
            [2001:0:4136:e378:8000:63bf:f7f7:f7f7]
            example.org localhost.example.org notlocalhost";
        check(&guard(&[]), hosts, true);
    }

    #[test]
    fn private_and_reserved_addresses_are_closed_however_they_are_written() {
        let hosts = "
            127.0.0.1 127.255.255.255 127.1 127.0.1 0x7f.1 0x7f000001 2130706433 017700000001
            0177.0.0.1 127.0.0.1. １２７.０.０.１ 0.0.0.0 0 0.1.2.3 10.0.0.1 10.255.255.255
            100.64.0.0 100.100.100.200 100.127.255.255 168.63.129.16 169.254.0.1 169.254.169.254
            172.16.0.1 172.31.255.255 192.0.0.192 192.0.2.1 192.88.99.1 192.168.0.1 192.168.255.255
            198.18.0.1 198.19.255.255 198.51.100.7 203.0.113.9 224.0.0.1 239.255.255.250
            240.0.0.1 255.255.255.255";
        check(&guard(&[]), hosts, false);
    }

    #[test]
    fn addresses_of_ipv6_that_are_not_public_are_closed() {
        let hosts = "
            [::] [::1] [fc00::1] [fd00:ec2::254] [fdff::1] [fe80::1] [febf::1] [fec0::1]
            [ff02::1] [ff0e::1] [100::1] [2001:db8::1] [2001:2::1] [2001:10::1] [2001:20::1]
            [3fff::1] [5f00::1] [4000::1] [::127.0.0.1] [::8.8.8.8] [::ffff:0:127.0.0.1]";
        check(&guard(&[]), hosts, false);
    }

    #[test]
    fn ipv4_inside_of_ipv6_is_judged_as_ipv4() {
        let hosts = "
            [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:10.0.0.1] [::ffff:169.254.169.254] [::ffff:0.0.0.0]
            [64:ff9b::127.0.0.1] [64:ff9b::a9fe:a9fe] [64:ff9b::192.168.0.1] [64:ff9b:1::8.8.8.8]
            [64:ff9b:1::10.0.0.1] [2002:7f00:1::1] [2002:a00:1::1] [2002:c0a8:101::]
            [2001:0:4136:e378:8000:63bf:3f57:fffe] [2001:0:a00:1:8000:63bf:f7f7:f7f7]";
        check(&guard(&[]), hosts, false);
        check(&guard(&["127.0.0.0/8"]), "[::ffff:127.0.0.1] [64:ff9b::127.0.0.1] [2002:7f00:1::1]", true);
    }

    #[test]
    fn names_of_this_machine_are_closed() {
        let hosts = "localhost LOCALHOST localhost. news.localhost a.b.localhost.";
        check(&guard(&[]), hosts, false);
        check(&guard(&["10.0.0.0/8"]), hosts, false);
        check(&guard(&["127.0.0.0/8"]), hosts, true);
        check(&guard(&["::1/128"]), hosts, true);
    }

    #[test]
    fn opened_networks_are_open_and_nothing_beside_them() {
        let some = guard(&["127.0.0.1/32", "10.20.0.0/16", "fd12:3456::/32", "64:ff9b:1::/48"]);
        check(&some, "127.0.0.1 10.20.255.1 [fd12:3456::1] [64:ff9b:1::8.8.8.8] 8.8.8.8", true);
        check(&some, "127.0.0.2 10.21.0.1 [fd12:3457::1] [::1] 192.168.0.1", false);
        let all = guard(&["0.0.0.0/0", "::/0"]);
        check(&all, "127.0.0.1 169.254.169.254 255.255.255.255 [::1] [fe80::1] localhost", true);
    }
}
