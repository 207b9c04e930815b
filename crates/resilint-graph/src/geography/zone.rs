//! Availability zones and how they are named.

use std::fmt;
use std::sync::Arc;

use super::region::region_of_prefix;

/// An availability zone. Two zones are the same when they print the same.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Zone(Arc<str>);

impl Zone {
    /// A zone by its name: `us-east-1a`, `europe-west1-b`, `use1-az1`; for Azure the number, which needs its region: `westeurope/1`.
    pub(crate) fn named(name: &str, region: Option<&str>) -> Self {
        match region {
            Some(region) if name.bytes().all(|byte| byte.is_ascii_digit()) => {
                Self(Arc::from(format!("{region}/{name}")))
            }
            _ => Self(Arc::from(name)),
        }
    }

    /// The zone at an index of the region's list of zones: which one is unknown, but two indices are two zones.
    pub(crate) fn symbolic(region: &str, index: &str) -> Self {
        Self(Arc::from(format!("{region}/#{index}")))
    }

    /// Whether only its index among the region's zones is known.
    pub(crate) fn is_symbolic(&self) -> bool {
        self.0.contains("/#")
    }

    /// The name, as printed.
    pub(crate) fn as_str(&self) -> &Arc<str> {
        &self.0
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The region that a zone's name tells: `us-east-1a`, `us-west-2-lax-1a`, `use1-az1`, `us-central1-a`, `westeurope/1`.
pub(crate) fn region_of_zone_name(name: &str) -> Option<String> {
    if let Some((region, _)) = name.split_once('/') {
        return Some(region.to_owned());
    }
    if let Some((prefix, _)) = name.split_once("-az") {
        return region_of_prefix(prefix).map(str::to_owned);
    }
    let parts: Vec<&str> = name.split('-').collect();
    // Google: `us-central1-a`, with the number at the end of the second word.
    if let [.., word, letter] = parts.as_slice()
        && letter.len() == 1
        && letter.bytes().all(|byte| byte.is_ascii_lowercase())
        && word.ends_with(|character: char| character.is_ascii_digit())
        && !word.starts_with(|character: char| character.is_ascii_digit())
    {
        return name.rsplit_once('-').map(|(region, _)| region.to_owned());
    }
    // AWS: the region ends with the first word that starts with a digit; what follows is a letter, or a local zone's city.
    let end = parts
        .iter()
        .position(|part| part.starts_with(|character: char| character.is_ascii_digit()))?;
    let number = parts.get(end)?.trim_end_matches(|character: char| character.is_ascii_lowercase());
    let is_zone = parts.len() > end + 1
        || parts.get(end)?.ends_with(|character: char| character.is_ascii_lowercase());
    (is_zone && end >= 2)
        .then(|| parts.get(..end).map(|words| format!("{}-{number}", words.join("-"))))
        .flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zone_names_tell_their_region() {
        for (zone, region) in [
            ("us-east-1a", Some("us-east-1")),
            ("us-gov-west-1b", Some("us-gov-west-1")),
            ("us-west-2-lax-1a", Some("us-west-2")),
            ("us-east-1-wl1-bos-wlz-1", Some("us-east-1")),
            ("use1-az1", Some("us-east-1")),
            ("europe-west1-b", Some("europe-west1")),
            ("westeurope/1", Some("westeurope")),
            ("eu-west-1/#0", Some("eu-west-1")),
            ("us-east-1", None),
            ("1", None),
            ("nonsense", None),
        ] {
            assert_eq!(region_of_zone_name(zone).as_deref(), region, "{zone}");
        }
        assert_eq!(Zone::named("1", Some("westeurope")).to_string(), "westeurope/1");
        assert_eq!(Zone::symbolic("eu-west-1", "0").to_string(), "eu-west-1/#0");
    }
}
