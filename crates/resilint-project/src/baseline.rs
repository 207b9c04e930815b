//! The baseline: what is known and accepted, by identity, so that moving lines about changes nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Finding, Outcome, Report, Suppression};

/// The version of the file's shape.
const VERSION: u32 = 1;

/// Findings that are accepted as they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    version: u32,
    /// By fingerprint; the rest is for people who read the file.
    findings: BTreeMap<String, Known>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    rule: String,
    address: String,
    root: String,
}

/// A baseline file that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// It is not a baseline.
    #[error("the baseline cannot be read: {0}")]
    Invalid(#[from] serde_json::Error),
    /// It was written by another version.
    #[error("the baseline has version {0}, expected {VERSION}")]
    Version(u32),
}

impl Baseline {
    /// Everything in a report that fails.
    #[must_use]
    pub fn of(report: &Report) -> Self {
        let failing = report.findings.iter().filter(|finding| finding.is_failure());
        Self {
            version: VERSION,
            findings: failing
                .map(|finding| (finding.fingerprint.clone(), known(finding)))
                .collect(),
        }
    }

    /// Reads a baseline file.
    ///
    /// # Errors
    /// When it is not a baseline of this version.
    pub fn read(text: &[u8]) -> Result<Self, BaselineError> {
        let baseline: Self = serde_json::from_slice(text)?;
        if baseline.version == VERSION {
            Ok(baseline)
        } else {
            Err(BaselineError::Version(baseline.version))
        }
    }

    /// The file's content.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text =
            serde_json::to_string_pretty(self).expect("a baseline has only strings for keys");
        text.push('\n');
        text
    }

    /// The findings that are still there: new ones are not let in.
    #[must_use]
    pub fn prune(&self, report: &Report) -> Self {
        let is_known = |finding: &&Finding| {
            finding.is_failure()
                && finding.is_known(|fingerprint| self.findings.contains_key(fingerprint))
        };
        let still = report.findings.iter().filter(is_known);
        Self {
            version: VERSION,
            findings: still.map(|finding| (finding.fingerprint.clone(), known(finding))).collect(),
        }
    }

    /// How many findings it holds.
    #[must_use]
    pub fn len(&self) -> usize {
        self.findings.len()
    }

    /// Whether it holds none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.findings.is_empty()
    }

    /// Marks as suppressed what the baseline knows.
    pub fn apply(&self, report: &mut Report) {
        let known = |finding: &&mut Finding| {
            finding.is_failure()
                && finding.is_known(|fingerprint| self.findings.contains_key(fingerprint))
        };
        for finding in report.findings.iter_mut().filter(known) {
            finding.outcome = Outcome::Suppressed;
            finding.suppression = Some(Suppression {
                kind: "baseline".to_owned(),
                reason: Some("known in the baseline".to_owned()),
                until: None,
            });
        }
        report.settle();
    }
}

fn known(finding: &Finding) -> Known {
    Known {
        rule: finding.rule_id.clone(),
        address: finding.address.clone(),
        root: finding.root.clone(),
    }
}
