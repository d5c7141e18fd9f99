//! Networks of IP addresses as people write them: `10.0.0.0/8`, `fc00::/7`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// All addresses that begin with the same bits (CIDR notation, RFC 4632).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Network {
    /// The first address; its bits past the prefix are zero.
    first: IpAddr,
    /// Number of bits that all addresses share.
    prefix_bits: u32,
}

impl Network {
    /// An IPv4 network.
    pub(crate) const fn v4(first: [u8; 4], prefix_bits: u32) -> Self {
        let [a, b, c, d] = first;
        Self { first: IpAddr::V4(Ipv4Addr::new(a, b, c, d)), prefix_bits }
    }

    /// An IPv6 network, by its first two groups; the others are zero.
    pub(crate) const fn v6(first: [u16; 2], prefix_bits: u32) -> Self {
        let [a, b] = first;
        Self { first: IpAddr::V6(Ipv6Addr::new(a, b, 0, 0, 0, 0, 0, 0)), prefix_bits }
    }

    /// The network that holds this address only.
    pub fn of_one(address: IpAddr) -> Self {
        Self { first: address, prefix_bits: width(address) }
    }

    /// Whether the address is part of it. An IPv4 network holds no IPv6 address, and the other way round.
    pub fn contains(&self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4()
            && past_prefix(bits(self.first) ^ bits(address), width(address) - self.prefix_bits) == 0
    }
}

impl FromStr for Network {
    type Err = String;

    /// Reads `address/bits`; the error says what to write instead.
    fn from_str(text: &str) -> Result<Self, String> {
        let parts = text.trim().split_once('/');
        let read = parts.and_then(|(address, bits)| Some((address.parse().ok()?, bits.parse().ok()?)));
        let Some((first, prefix_bits)) = read.filter(|(address, bits)| *bits <= width(*address)) else {
            return Err(format!(
                "`{text}` is no network; write address/bits, such as \"10.0.0.0/8\" or \"::1/128\""
            ));
        };
        let network = Self { first: cleared(first, prefix_bits), prefix_bits };
        if network.first != first {
            return Err(format!("`{text}` goes on past its {prefix_bits} bits; write \"{network}\""));
        }
        Ok(network)
    }
}

impl fmt::Display for Network {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.first, self.prefix_bits)
    }
}

/// The address with all bits past the prefix zero.
fn cleared(address: IpAddr, prefix_bits: u32) -> IpAddr {
    let rest = width(address) - prefix_bits;
    let kept = past_prefix(bits(address), rest).checked_shl(rest).unwrap_or(0);
    match address {
        // Never more than 32 bits: they came from such an address.
        IpAddr::V4(_) => IpAddr::V4(Ipv4Addr::from(u32::try_from(kept).unwrap_or(0))),
        IpAddr::V6(_) => IpAddr::V6(Ipv6Addr::from(kept)),
    }
}

/// What is left of the prefix when the last `rest` bits go.
fn past_prefix(bits: u128, rest: u32) -> u128 {
    bits.checked_shr(rest).unwrap_or(0)
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(address) => u128::from(u32::from(address)),
        IpAddr::V6(address) => u128::from(address),
    }
}

fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(network: &str, inside: &[&str], outside: &[&str]) {
        let read: Network = network.parse().unwrap();
        assert_eq!(read.to_string(), network);
        for address in inside {
            assert!(read.contains(address.parse().unwrap()), "{address} in {network}");
        }
        for address in outside {
            assert!(!read.contains(address.parse().unwrap()), "{address} in {network}");
        }
    }

    #[test]
    fn network_holds_what_begins_alike() {
        check("10.0.0.0/8", &["10.0.0.0", "10.255.255.255"], &["11.0.0.0", "9.255.255.255", "::a00:1"]);
        check("100.64.0.0/10", &["100.64.0.0", "100.127.255.255"], &["100.128.0.0", "100.63.255.255"]);
        check("127.0.0.1/32", &["127.0.0.1"], &["127.0.0.2", "126.0.0.1", "::ffff:127.0.0.1"]);
        check("0.0.0.0/0", &["0.0.0.0", "255.255.255.255"], &["::"]);
        check("::/0", &["::", "ffff::1"], &["0.0.0.0"]);
        check("::1/128", &["::1"], &["::", "::2"]);
        check("fc00::/7", &["fc00::1", "fdff::"], &["fe00::", "fb00::"]);
    }

    #[test]
    fn what_is_no_network_is_told_with_the_way_out() {
        for (text, expected) in [
            ("10.0.0.0", "such as"),
            ("*", "such as"),
            ("", "such as"),
            ("localhost/8", "such as"),
            ("10.0.0.0/33", "such as"),
            ("::/129", "such as"),
            ("10.0.0.0/-1", "such as"),
            ("10.0.0.0/8/8", "such as"),
            ("10.1.2.3/8", "\"10.0.0.0/8\""),
            ("fe80::1/10", "\"fe80::/10\""),
            ("1.2.3.4/0", "\"0.0.0.0/0\""),
        ] {
            let error = text.parse::<Network>().unwrap_err();
            assert!(error.contains(expected) && error.contains(text), "{text}: {error}");
        }
    }

    #[test]
    fn single_address_is_a_network_of_its_own() {
        assert_eq!(Network::of_one("127.0.0.1".parse().unwrap()).to_string(), "127.0.0.1/32");
        assert_eq!(Network::of_one("::1".parse().unwrap()).to_string(), "::1/128");
    }
}
