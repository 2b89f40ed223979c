//! Addresses and networks of the Internet Protocol, versions 4 and 6, in one form each (RFC 4632, RFC 5952).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use talap_model::Message;

/// An address or a network in its one form. A network has no bit set beyond its prefix, or two texts would mean the same one.
pub(crate) fn canonical(text: &str) -> Result<String, Message> {
    let wrong = || Message::new("register-row-network-wrong");
    let Some((address, prefix)) = text.split_once('/') else {
        return text.parse::<IpAddr>().map(|address| address.to_string()).map_err(|_| wrong());
    };
    let address: IpAddr = address.parse().map_err(|_| wrong())?;
    if prefix.is_empty() || !prefix.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(wrong());
    }
    let prefix: u32 = prefix.parse().map_err(|_| wrong())?;
    let network = network_of(address, prefix).ok_or_else(wrong)?;
    if network != address {
        return Err(Message::new("register-row-network-host").with("network", format!("{network}/{prefix}")));
    }
    Ok(format!("{address}/{prefix}"))
}

fn network_of(address: IpAddr, prefix: u32) -> Option<IpAddr> {
    Some(match address {
        IpAddr::V4(address) => {
            let mask = u32::MAX.checked_shl(32_u32.checked_sub(prefix)?).unwrap_or(0);
            IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
        }
        IpAddr::V6(address) => {
            let mask = u128::MAX.checked_shl(128_u32.checked_sub(prefix)?).unwrap_or(0);
            IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_network_has_one_form() {
        for (text, form) in [
            ("10.2.0.17", "10.2.0.17"),
            ("10.2.0.0/16", "10.2.0.0/16"),
            ("0.0.0.0/0", "0.0.0.0/0"),
            ("10.2.0.17/32", "10.2.0.17/32"),
            ("2001:DB8:0:0::/32", "2001:db8::/32"),
            ("::/0", "::/0"),
        ] {
            assert_eq!(canonical(text).as_deref(), Ok(form), "{text}");
        }
        for text in ["", "10.2.0", "10.2.0.0/33", "10.2.0.0/", "10.2.0.0/+8", "::/129", "10.2.0.256", "a/8"] {
            assert_eq!(canonical(text).unwrap_err().key, "register-row-network-wrong", "{text}");
        }
        let host = canonical("10.2.0.17/16").unwrap_err();
        assert_eq!(host, Message::new("register-row-network-host").with("network", "10.2.0.0/16"));
    }

    proptest! {
        #[test]
        fn a_form_is_its_own_form(bits in any::<u128>(), prefix in 0_u32..=128) {
            let network = network_of(IpAddr::V6(Ipv6Addr::from_bits(bits)), prefix).unwrap();
            let form = canonical(&format!("{network}/{prefix}")).unwrap();
            prop_assert_eq!(canonical(&form), Ok(form));
        }
    }
}
