//! The built-in profiles with their numbers.

use serde::{Deserialize, Serialize};

/// A named set of objectives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Profile {
    /// Survives the loss of a zone; encrypted; 7 days of backups. In force when nothing is said.
    #[default]
    Standard,
    /// Survives the loss of a region: three zones, 99.99 %, back within 15 minutes with at most a minute of data lost, 35 days of backups.
    Critical,
    /// Survives the loss of a region: three zones, 99.95 %, back within an hour with at most 15 minutes of data lost, 35 days of backups, 7 years of retention.
    /// Where data may be is left to `residency`.
    Regulated,
    /// Nothing has to survive and nothing has to be kept; encrypted all the same.
    Development,
}

/// The largest failure the service has to withstand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Survive {
    /// None.
    None,
    /// Any one instance.
    Instance,
    /// Any one availability zone.
    Az,
    /// Any one region.
    Region,
}

/// The objectives in force for a resource, complete.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EffectiveObjectives {
    /// The profile they started from.
    pub profile: Profile,
    /// The largest failure to withstand.
    pub survive: Survive,
    /// The availability asked for, as a fraction.
    pub availability: Option<f64>,
    /// The recovery time asked for.
    pub rto_seconds: Option<u64>,
    /// The loss of data allowed.
    pub rpo_seconds: Option<u64>,
    /// Days that backups have to reach back.
    pub backup_days: u32,
    /// Years that records have to be kept.
    pub retention_years: Option<u32>,
    /// Where data may rest: `eu`, `eea`, `gdpr-adequate`, countries or regions. `None` for anywhere.
    pub residency: Option<Vec<String>>,
    /// Zones that a service has to span.
    pub min_zones: u32,
    /// Whether data has to be encrypted.
    pub encryption: bool,
}

impl Profile {
    /// The profile's numbers.
    #[must_use]
    pub fn objectives(self) -> EffectiveObjectives {
        let standard = EffectiveObjectives {
            profile: self,
            survive: Survive::Az,
            availability: None,
            rto_seconds: None,
            rpo_seconds: None,
            backup_days: 7,
            retention_years: None,
            residency: None,
            min_zones: 2,
            encryption: true,
        };
        let strict = EffectiveObjectives {
            survive: Survive::Region,
            backup_days: 35,
            min_zones: 3,
            ..standard.clone()
        };
        match self {
            Self::Standard => standard,
            Self::Critical => EffectiveObjectives {
                availability: Some(0.9999),
                rto_seconds: Some(900),
                rpo_seconds: Some(60),
                ..strict
            },
            Self::Regulated => EffectiveObjectives {
                availability: Some(0.9995),
                rto_seconds: Some(3600),
                rpo_seconds: Some(900),
                retention_years: Some(7),
                ..strict
            },
            Self::Development => EffectiveObjectives {
                survive: Survive::None,
                backup_days: 0,
                min_zones: 1,
                ..standard
            },
        }
    }
}

impl Default for EffectiveObjectives {
    fn default() -> Self {
        Profile::Standard.objectives()
    }
}
