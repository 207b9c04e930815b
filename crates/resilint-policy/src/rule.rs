//! What a rule says about itself.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use resilint_syntax::Severity;
use serde::Serialize;

/// What a rule is about: the folder it lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Category {
    /// Something that must not fail alone.
    Spof,
    /// The loss of an availability zone.
    MultiAz,
    /// The loss of a region.
    CrossRegion,
    /// Where data rests and goes.
    Residency,
    /// Encryption, at rest and in transit.
    Encryption,
    /// Backups and protection from deletion.
    Backup,
    /// Alarms, logs and trails.
    Observability,
    /// Objectives themselves.
    Objectives,
    /// Anything else, in users' policies.
    Custom,
}

impl Category {
    /// Every category, in the order of the documentation.
    pub const ALL: [Self; 9] = [
        Self::Spof,
        Self::MultiAz,
        Self::CrossRegion,
        Self::Residency,
        Self::Encryption,
        Self::Backup,
        Self::Observability,
        Self::Objectives,
        Self::Custom,
    ];

    /// The name in settings and reports: `multi-az`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Spof => "spof",
            Self::MultiAz => "multi-az",
            Self::CrossRegion => "cross-region",
            Self::Residency => "residency",
            Self::Encryption => "encryption",
            Self::Backup => "backup",
            Self::Observability => "observability",
            Self::Objectives => "objectives",
            Self::Custom => "custom",
        }
    }

    /// The category of that name, in either spelling: `multi-az` or, as in packages, `multi_az`.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let name = name.replace('_', "-");
        Self::ALL.into_iter().find(|category| category.as_str() == name)
    }
}

impl fmt::Display for Category {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A rule: the METADATA of a policy file, and where the file is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Rule {
    /// The rule id, in kebab-case: the package's last part.
    pub id: Arc<str>,
    /// One line: the fault.
    pub title: String,
    /// Why it matters.
    pub description: String,
    /// The folder, or for users' policies the package's part of that name.
    pub category: Category,
    /// How bad it is unless the settings say otherwise.
    pub severity: Severity,
    /// Roles of the resources it judges.
    pub roles: Vec<Arc<str>>,
    /// Resource types it judges.
    pub resource_types: Vec<Arc<str>>,
    /// Objectives it serves: `availability`, `rpo`, `residency`, …
    pub objectives: Vec<Arc<str>>,
    /// What to do.
    pub remediation: Option<String>,
    /// What to do with a type of resource, or with all of a provider, where that is something else.
    pub remedies: BTreeMap<Arc<str>, String>,
    /// The same rule's ids in other linters.
    pub equivalents: Vec<Arc<str>>,
    /// Further reading.
    pub related_resources: Vec<Arc<str>>,
    /// The version that brought it.
    pub since: Option<String>,
    /// Whether it comes with the program.
    pub builtin: bool,
    /// The Rego package, without `data.`.
    pub package: Arc<str>,
    /// The policy file: for built-in rules relative to `policies/`.
    pub path: Arc<str>,
}

impl Rule {
    /// What to do with a resource of a type.
    #[must_use]
    pub fn remedy(&self, type_name: &str) -> Option<&str> {
        let provider = type_name.split('_').next().unwrap_or_default();
        let special = self.remedies.get(type_name).or_else(|| self.remedies.get(provider));
        special.or(self.remediation.as_ref()).map(String::as_str)
    }
}
