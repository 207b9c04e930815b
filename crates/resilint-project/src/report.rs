//! What a check says: version 1 of the JSON format. Its shape is frozen; `docs/schema/report.json` is generated from it.

use resilint_syntax::Severity;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The version of the report's shape.
pub const SCHEMA_VERSION: u32 = 1;

/// The result of a check.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// The version of this format: 1.
    pub schema_version: u32,
    /// What wrote the report.
    pub tool: Tool,
    /// Counts.
    pub summary: Summary,
    /// What is wrong with the architecture, sorted by file, offset and rule.
    pub findings: Vec<Finding>,
    /// What is wrong with the text: files, settings, policies.
    pub diagnostics: Vec<TextDiagnostic>,
    /// What could not be read or judged; not empty means that the check is not complete.
    pub incomplete: Vec<Incomplete>,
    /// The one input that would decide most of what is not evaluable.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decided_by: Option<Decisive>,
}

/// An input that would decide findings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Decisive {
    /// What to give, in words: `--var-file prod.tfvars`.
    pub input: String,
    /// How many of the findings that are not evaluable it would decide.
    pub decides: usize,
}

/// What wrote a report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Tool {
    /// `resilint`.
    pub name: String,
    /// Its version.
    pub version: String,
}

/// The counts of a report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Summary {
    /// Root modules judged.
    pub roots: usize,
    /// Files read.
    pub files: usize,
    /// Resource instances, all root modules together.
    pub resources: usize,
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info or hint.
    pub infos: usize,
    /// What no rule could decide.
    pub unknown: usize,
    /// Findings that are suppressed.
    pub suppressed: usize,
}

/// One thing that is wrong with the architecture, or that could not be decided.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The rule's id, `single-az-database`.
    pub rule_id: String,
    /// `spof`, `multi-az`, `cross-region`, `residency`, `encryption`, `backup`, `observability`, `objectives` or `custom`.
    pub category: String,
    /// How bad it is.
    pub severity: Level,
    /// Whether it fails, could not be decided, or is suppressed.
    pub outcome: Outcome,
    /// One line.
    pub message: String,
    /// The resource instance.
    pub address: String,
    /// The root module, relative to the working directory.
    pub root: String,
    /// The file, relative to the working directory, with `/`.
    pub file: String,
    /// The place in the file.
    pub range: Range,
    /// How the deciding value came here: nearest to the attribute first.
    pub origin: Vec<OriginPlace>,
    /// Other places that explain it.
    pub related: Vec<RelatedPlace>,
    /// For data that leaves the places it may be in: its way, hop by hop, from where it is to where it goes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub flow: Vec<Hop>,
    /// The objective it breaks, in words.
    pub objective: Option<String>,
    /// The remedy.
    pub help: Option<String>,
    /// The rule's page.
    pub help_uri: Option<String>,
    /// The identity of the finding: the same as long as rule, root module, address and attribute are.
    pub fingerprint: String,
    /// A change that removes it.
    pub fix: Option<Fix>,
    /// Why it does not count, when it is suppressed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suppression: Option<Suppression>,
    /// The environments of the settings in which it occurs, when it was judged with the inputs of one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<String>,
    /// The fingerprints it had under earlier addresses, by `moved` blocks: baselines that hold one of them know it.
    #[serde(skip)]
    pub earlier_fingerprints: Vec<String>,
}

/// What became of a judgement.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// The rule is broken.
    Fail,
    /// It could not be decided.
    Unknown,
    /// The rule is broken, and somebody said why that is all right.
    Suppressed,
}

/// How bad something is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// It must be changed.
    Error,
    /// It should be changed.
    Warning,
    /// It is good to know.
    Info,
    /// It is worth a thought.
    Hint,
}

/// A place in a file.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Range {
    /// The first character.
    pub start: Position,
    /// The character after the last.
    pub end: Position,
}

/// A point in a file.
#[derive(
    Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
pub struct Position {
    /// The line, from 1.
    pub line: u32,
    /// The character in the line, from 1.
    pub column: u32,
    /// The byte in the file, from 0.
    pub offset: u32,
}

/// A step on the way of a value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct OriginPlace {
    /// The file.
    pub file: String,
    /// The place.
    pub range: Range,
    /// What happens there.
    pub note: String,
}

/// A place that belongs to a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct RelatedPlace {
    /// The resource instance, when it is about one.
    pub address: Option<String>,
    /// The file.
    pub file: String,
    /// The place.
    pub range: Range,
    /// What is there.
    pub message: String,
}

/// A step on the way of data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Hop {
    /// The resource that the data comes to; for the first step the one that it starts from.
    pub address: String,
    /// The region it is in then, when that is known.
    pub region: Option<String>,
    /// How it comes there: `replication`, `backup`, `logs`, `stream`, `read`, `cache` or `key`; `origin` for the first step.
    pub kind: String,
    /// The file that says so.
    pub file: String,
    /// The place in it.
    pub range: Range,
    /// What happens there.
    pub message: String,
}

/// A change to the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Fix {
    /// What it does, in words.
    pub description: String,
    /// Whether it changes nothing that needs a decision: no replacement, no cost, no downtime.
    pub safe: bool,
    /// The edits, all of one file, sorted, not overlapping.
    pub edits: Vec<Edit>,
}

/// A replacement of text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Edit {
    /// The file.
    pub file: String,
    /// What is replaced; empty to insert.
    pub range: Range,
    /// The new text.
    pub new_text: String,
}

/// Why a finding is suppressed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Suppression {
    /// `inline`, `settings`, `baseline` or `imported`.
    pub kind: String,
    /// The reason given.
    pub reason: Option<String>,
    /// The last day on which it counts.
    pub until: Option<String>,
}

/// Something wrong with the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TextDiagnostic {
    /// The kind.
    pub code: String,
    /// How bad it is.
    pub severity: Level,
    /// One line.
    pub message: String,
    /// The file.
    pub file: String,
    /// The place.
    pub range: Range,
    /// The remedy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    /// Places that explain it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedPlace>,
}

/// Something that was not judged.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Incomplete {
    /// The file or folder.
    pub file: String,
    /// Why.
    pub reason: String,
}

impl Default for Tool {
    fn default() -> Self {
        Self { name: "resilint".to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() }
    }
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            Severity::Warning => Self::Warning,
            Severity::Info => Self::Info,
            Severity::Hint => Self::Hint,
        }
    }
}

impl Level {
    /// The lower-case name.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Hint => "hint",
        }
    }
}

impl Finding {
    /// Whether it counts against the architecture: it fails and is not suppressed.
    #[must_use]
    pub fn is_failure(&self) -> bool {
        self.outcome == Outcome::Fail
    }

    /// Whether a baseline, or an earlier revision, that knows these fingerprints knows the finding.
    #[must_use]
    pub fn is_known(&self, fingerprints: impl Fn(&str) -> bool) -> bool {
        fingerprints(&self.fingerprint)
            || self.earlier_fingerprints.iter().any(|earlier| fingerprints(earlier))
    }

    /// Takes in a finding that is the same, in other environments perhaps.
    fn takes_in(&mut self, other: &Self) -> bool {
        if self.fingerprint != other.fingerprint {
            return false;
        }
        let environments = std::mem::take(&mut self.environments);
        let mut plain = other.clone();
        plain.environments.clear();
        let is_same = *self == plain;
        self.environments = environments;
        if is_same {
            for name in &other.environments {
                if !self.environments.contains(name) {
                    self.environments.push(name.clone());
                }
            }
        }
        is_same
    }

    /// The order of findings: file, offset, rule, address.
    #[must_use]
    pub fn sort_key(&self) -> impl Ord + '_ {
        (
            self.file.as_str(),
            self.range.start.offset,
            self.rule_id.as_str(),
            self.address.as_str(),
            self.root.as_str(),
            self.message.as_str(),
        )
    }
}

impl Report {
    /// A report of nothing.
    #[must_use]
    pub fn new() -> Self {
        Self { schema_version: SCHEMA_VERSION, ..Self::default() }
    }

    /// Puts the reports of several root modules together.
    #[must_use]
    pub fn merge(reports: Vec<Self>) -> Self {
        let mut merged = Self::new();
        for report in reports {
            merged.summary.roots += report.summary.roots;
            merged.summary.files += report.summary.files;
            merged.summary.resources += report.summary.resources;
            merged.findings.extend(report.findings);
            merged.diagnostics.extend(report.diagnostics);
            merged.incomplete.extend(report.incomplete);
            let weight = |one: &Option<Decisive>| one.as_ref().map_or(0, |one| one.decides);
            if weight(&report.decided_by) > weight(&merged.decided_by) {
                merged.decided_by = report.decided_by;
            }
        }
        merged.settle();
        merged
    }

    /// Sorts everything, drops what is said twice, and counts.
    pub fn settle(&mut self) {
        self.findings.sort_by(|left, right| left.sort_key().cmp(&right.sort_key()));
        self.findings.dedup_by(|later, earlier| earlier.takes_in(later));
        self.diagnostics.sort_by(|left, right| diagnostic_key(left).cmp(&diagnostic_key(right)));
        self.diagnostics.dedup();
        self.incomplete.sort();
        self.incomplete.dedup();
        self.count();
    }

    fn count(&mut self) {
        let failing = |level: fn(Level) -> bool| {
            self.findings
                .iter()
                .filter(|finding| finding.is_failure() && level(finding.severity))
                .count()
        };
        let outcome =
            |outcome| self.findings.iter().filter(|finding| finding.outcome == outcome).count();
        self.summary = Summary {
            errors: failing(|level| level == Level::Error),
            warnings: failing(|level| level == Level::Warning),
            infos: failing(|level| level >= Level::Info),
            unknown: outcome(Outcome::Unknown),
            suppressed: outcome(Outcome::Suppressed),
            ..self.summary
        };
    }
}

fn diagnostic_key(diagnostic: &TextDiagnostic) -> impl Ord + '_ {
    (
        diagnostic.file.as_str(),
        diagnostic.range.start.offset,
        diagnostic.code.as_str(),
        diagnostic.message.as_str(),
    )
}
