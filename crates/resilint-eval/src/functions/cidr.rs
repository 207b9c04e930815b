//! Functions over IP networks.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::value::{Type, Value};

/// A network: its address as a number, and how wide addresses and prefix are.
#[derive(Clone, Copy)]
struct Network {
    address: u128,
    prefix: u32,
    bits: u32,
}

impl Network {
    fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = text.split_once('/')?;
        let (address, bits) = parse_address(address)?;
        let valid = !prefix.is_empty()
            && prefix.len() <= 3
            && prefix.bytes().all(|byte| byte.is_ascii_digit());
        let prefix: u32 = prefix.parse().ok().filter(|prefix| valid && *prefix <= bits)?;
        Some(Self { address: address & mask(prefix, bits), prefix, bits })
    }

    fn argument(call: &Call<'_>, index: usize) -> Result<Self, FunctionError> {
        Self::parse(call.text(index)).ok_or_else(|| {
            FunctionError::at(
                index,
                format!("invalid CIDR expression: invalid CIDR address: {}", call.text(index)),
            )
        })
    }

    fn host_bits(self) -> u32 {
        self.bits - self.prefix
    }

    fn print(self) -> String {
        format!("{}/{}", show_address(self.address, self.bits), self.prefix)
    }

    fn last(self) -> u128 {
        self.address | !mask(self.prefix, self.bits) & width(self.bits)
    }
}

fn show_address(address: u128, bits: u32) -> String {
    match u32::try_from(address) {
        Ok(address) if bits == 32 => Ipv4Addr::from(address).to_string(),
        _ => {
            let address = Ipv6Addr::from(address);
            address
                .to_ipv4_mapped()
                .map_or_else(|| address.to_string(), |mapped| mapped.to_string())
        }
    }
}

/// Leading zeros in IPv4 addresses are accepted, and decimal, as in Terraform.
fn parse_address(text: &str) -> Option<(u128, u32)> {
    if text.contains(':') {
        return text.parse::<Ipv6Addr>().ok().map(|address| (u128::from(address), 128));
    }
    let mut address = 0u128;
    let mut parts = 0;
    for part in text.split('.') {
        let digits = !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
        let octet: u128 = part.parse().ok().filter(|octet| digits && *octet <= 255)?;
        address = address << 8 | octet;
        parts += 1;
    }
    (parts == 4).then_some((address, 32))
}

fn width(bits: u32) -> u128 {
    if bits >= 128 { u128::MAX } else { (1 << bits) - 1 }
}

fn mask(prefix: u32, bits: u32) -> u128 {
    let host = bits - prefix;
    if host >= 128 { 0 } else { (width(bits) >> host) << host }
}

/// A number argument; `cidrsubnet` and `cidrhost` take numbers of up to 128 bits.
fn big(call: &Call<'_>, index: usize) -> Result<i128, FunctionError> {
    let number = call.argument(index).as_number().filter(|number| number.is_integer());
    number
        .and_then(|number| number.to_string().parse().ok())
        .ok_or_else(|| FunctionError::at(index, "a whole number is required"))
}

pub(super) fn cidrhost(call: &Call<'_>) -> Outcome {
    let network = Network::argument(call, 0)?;
    let number = big(call, 1)?;
    let host = network.host_bits();
    let error = || {
        FunctionError::new(format!(
            "prefix of {} does not accommodate a host numbered {number}",
            network.prefix
        ))
    };
    let size = (host < 128).then(|| 1u128 << host);
    let fits = |magnitude: u128, limit: Option<u128>| limit.is_none_or(|limit| magnitude <= limit);
    let address = if number >= 0 {
        let magnitude = number.unsigned_abs();
        if !fits(magnitude, size.map(|size| size - 1)) {
            return Err(error());
        }
        network.address | magnitude
    } else {
        if !fits(number.unsigned_abs(), size) {
            return Err(error());
        }
        network.last() - (number.unsigned_abs() - 1)
    };
    Ok(show_address(address, network.bits).into())
}

pub(super) fn cidrnetmask(call: &Call<'_>) -> Outcome {
    let network = Network::argument(call, 0)?;
    if network.bits != 32 {
        return Err(FunctionError::at(0, "IPv6 addresses cannot have a netmask"));
    }
    Ok(show_address(mask(network.prefix, 32), 32).into())
}

pub(super) fn cidrsubnet(call: &Call<'_>) -> Outcome {
    let network = Network::argument(call, 0)?;
    let number = big(call, 2)?;
    let newbits = call.integer(1)?;
    let too_long = || {
        let message = format!(
            "insufficient address space to extend prefix of {} by {newbits}",
            network.prefix
        );
        FunctionError::at(1, message)
    };
    let prefix = i64::from(network.prefix)
        .checked_add(newbits)
        .and_then(|prefix| u32::try_from(prefix).ok());
    let prefix = prefix.filter(|prefix| *prefix <= network.bits).ok_or_else(too_long)?;
    if number < 0 || (0..127).contains(&newbits) && number >> newbits != 0 {
        let message = format!(
            "prefix extension of {newbits} does not accommodate a subnet numbered {number}"
        );
        return Err(FunctionError::at(2, message));
    }
    let shift = network.bits - prefix;
    let offset = number.unsigned_abs().checked_shl(shift).unwrap_or(0) & width(network.bits);
    Ok(Network { address: network.address | offset, prefix, bits: network.bits }.print().into())
}

fn new_bits(call: &Call<'_>, index: usize, network: Network) -> Result<u32, FunctionError> {
    let newbits = call.integer(index)?;
    let newbits = u32::try_from(newbits).ok().filter(|newbits| *newbits > 0);
    let newbits = newbits
        .ok_or_else(|| FunctionError::at(index, "must extend prefix by at least one bit"))?;
    if newbits > network.host_bits() {
        let message = format!(
            "insufficient address space to extend prefix of {} by {newbits}",
            network.prefix
        );
        return Err(FunctionError::at(index, message));
    }
    Ok(newbits)
}

pub(super) fn cidrsubnets(call: &Call<'_>) -> Outcome {
    let network = Network::argument(call, 0)?;
    let mut next = Some(network.address);
    let mut subnets = Vec::new();
    for index in 1..call.arguments.len() {
        let newbits = new_bits(call, index, network)?;
        if newbits > 32 {
            return Err(FunctionError::at(index, "may not extend prefix by more than 32 bits"));
        }
        let prefix = network.prefix + newbits;
        let hosts = width(network.bits - prefix);
        let full = || {
            FunctionError::at(
                index,
                format!(
                    "not enough remaining address space for a subnet with a prefix of {prefix} bits"
                ),
            )
        };
        // The next address that is a multiple of the subnet's size.
        let address = next
            .and_then(|next| next.checked_add(hosts))
            .map(|next| next & !hosts)
            .ok_or_else(full)?;
        let subnet = Network { address, prefix, bits: network.bits };
        if address > network.last() || address < network.address {
            return Err(full());
        }
        next = subnet.last().checked_add(1);
        subnets.push(Value::from(subnet.print()));
    }
    Ok(Value::list(Type::String, subnets))
}

pub(super) fn cidrcontains(call: &Call<'_>) -> Outcome {
    let container = Network::argument(call, 0)?;
    let inner = call.text(1);
    let inner = match inner.parse::<IpAddr>() {
        Ok(_) => {
            parse_address(inner).map(|(address, bits)| Network { address, prefix: bits, bits })
        }
        Err(_) => Network::parse(inner),
    };
    let inner = inner.ok_or_else(|| {
        FunctionError::at(1, format!("invalid IP address or prefix: {}", call.text(1)))
    })?;
    if inner.bits != container.bits {
        return Err(FunctionError::new(format!(
            "address family mismatch: {} vs. {}",
            call.text(0),
            call.text(1)
        )));
    }
    Ok((inner.address >= container.address && inner.last() <= container.last()).into())
}
