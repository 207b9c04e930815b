//! Objectives as the settings file has them.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};

use super::{EffectiveObjectives, Profile, Survive};

/// The keys of `[objectives]`, and of `objectives = { … }` in a workload. What is absent comes from the profile.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectiveSettings {
    /// The profile to start from.
    pub profile: Option<Profile>,
    /// The largest failure to withstand.
    pub survive: Option<Survive>,
    /// `"99.99%"`, or a fraction.
    #[serde(default, deserialize_with = "availability")]
    pub availability: Option<f64>,
    /// `"15m"`, or seconds.
    #[serde(default, deserialize_with = "seconds")]
    pub rto: Option<u64>,
    /// `"1m"`, or seconds.
    #[serde(default, deserialize_with = "seconds")]
    pub rpo: Option<u64>,
    /// Days that backups have to reach back.
    pub backup_days: Option<u32>,
    /// Years that records have to be kept.
    pub retention_years: Option<u32>,
    /// Where data may rest.
    pub residency: Option<Vec<String>>,
    /// Zones that a service has to span.
    pub min_zones: Option<u32>,
    /// Whether data has to be encrypted.
    pub encryption: Option<bool>,
}

/// One `[[workload]]`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadSettings {
    /// Its name.
    pub name: String,
    /// What belongs to it.
    #[serde(rename = "match", default)]
    pub matches: WorkloadMatch,
    /// What it asks for; the rest comes from its profile, or from `[objectives]` when it names none.
    #[serde(default)]
    pub objectives: ObjectiveSettings,
}

/// What belongs to a workload. Every key that is given has to match; within `paths` and `modules` any pattern will do.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkloadMatch {
    /// Globs over the file, relative to the settings file.
    #[serde(default)]
    pub paths: Vec<String>,
    /// Tags or labels it must have; `*` matches any text.
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Modules it must be in: `module.sandbox`, with everything below; `*` matches any text.
    #[serde(default)]
    pub modules: Vec<String>,
}

/// Names of tags that say something about data, besides those that are usual.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ResidencyTags {
    /// The value names the place where the data may be: `eu`, `eea`, `gdpr-adequate`; `true` means `eu`.
    pub place: Vec<String>,
    /// The value says whether the data is personal.
    pub personal: Vec<String>,
}

impl ObjectiveSettings {
    /// These settings over a base; a profile replaces the base.
    #[must_use]
    pub fn over(&self, base: &EffectiveObjectives) -> EffectiveObjectives {
        let base = self.profile.map_or_else(|| base.clone(), Profile::objectives);
        EffectiveObjectives {
            profile: base.profile,
            survive: self.survive.unwrap_or(base.survive),
            availability: self.availability.or(base.availability),
            rto_seconds: self.rto.or(base.rto_seconds),
            rpo_seconds: self.rpo.or(base.rpo_seconds),
            backup_days: self.backup_days.unwrap_or(base.backup_days),
            retention_years: self.retention_years.or(base.retention_years),
            residency: self.residency.clone().or(base.residency),
            min_zones: self.min_zones.unwrap_or(base.min_zones),
            encryption: self.encryption.unwrap_or(base.encryption),
        }
    }
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Quantity {
    Number(f64),
    Text(String),
}

fn availability<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let fraction = match Quantity::deserialize(deserializer)? {
        Quantity::Number(number) if number > 1.0 => fraction(number),
        Quantity::Number(number) => number,
        Quantity::Text(text) => parse_percentage(&text).ok_or_else(|| {
            de::Error::custom(format!("`{text}` is no availability; write it as `\"99.95%\"`"))
        })?,
    };
    if (0.0..=1.0).contains(&fraction) {
        Ok(Some(fraction))
    } else {
        Err(de::Error::custom("an availability lies between 0 % and 100 %"))
    }
}

fn parse_percentage(text: &str) -> Option<f64> {
    let number: f64 = text.trim().strip_suffix('%')?.trim().parse().ok()?;
    Some(fraction(number))
}

/// Percents as a fraction, rounded to parts per billion: so 99.99 % is the same number as 0.9999, whoever says it.
pub(crate) fn fraction(percent: f64) -> f64 {
    (percent * 1e7).round() / 1e9
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    match Quantity::deserialize(deserializer)? {
        Quantity::Number(number) if (0.0..1e15).contains(&number) => {
            Ok(Some(number.round() as u64))
        }
        Quantity::Number(_) => Err(de::Error::custom("a duration cannot be negative")),
        Quantity::Text(text) => parse_duration(&text).map(Some).ok_or_else(|| {
            de::Error::custom(format!(
                "`{text}` is no duration; write it as `\"90s\"`, `\"15m\"`, `\"1h30m\"` or `\"2d\"`"
            ))
        }),
    }
}

/// `90s`, `15m`, `1h30m`, `2d`, in seconds.
pub(crate) fn parse_duration(text: &str) -> Option<u64> {
    let mut total: u64 = 0;
    let mut digits = String::new();
    for character in text.trim().chars() {
        if character.is_ascii_digit() {
            digits.push(character);
            continue;
        }
        let unit = match character {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            ' ' if digits.is_empty() => continue,
            _ => return None,
        };
        total = total.checked_add(digits.parse::<u64>().ok()?.checked_mul(unit)?)?;
        digits.clear();
    }
    (digits.is_empty() && !text.trim().is_empty()).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_documentation_shows() {
        let settings: ObjectiveSettings =
            toml::from_str("profile = \"critical\"\nsurvive = \"region\"\navailability = \"99.99%\"\nrto = \"15m\"\nrpo = \"1m\"\nbackup_days = 35\nretention_years = 7\nresidency = [\"eu\"]\n").unwrap();
        let effective = settings.over(&EffectiveObjectives::default());
        assert_eq!(effective.availability, Some(0.9999));
        assert_eq!((effective.rto_seconds, effective.rpo_seconds), (Some(900), Some(60)));
        assert_eq!(effective.min_zones, 3);
        assert_eq!(effective.residency, Some(vec!["eu".to_owned()]));
    }

    #[test]
    fn rejects_what_is_no_quantity() {
        for text in [
            "rto = \"soon\"",
            "availability = \"120%\"",
            "rpo = -1",
            "profile = \"gold\"",
            "rtoo = 1",
            "rto = \"15\"",
        ] {
            assert!(toml::from_str::<ObjectiveSettings>(text).is_err(), "{text}");
        }
        assert_eq!(parse_duration("1h30m"), Some(5400));
    }
}
