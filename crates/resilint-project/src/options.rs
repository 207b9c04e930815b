//! What a check is given besides the files: inputs, a selection of rules, the day.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use resilint_eval::InputArgument;
use resilint_policy::Rule;
use resilint_syntax::Severity;

use crate::Date;

/// What a check is given besides the files. Nothing below reads the environment or a clock: it is all in here.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The working directory: paths in reports are relative to it, relative paths in here too.
    pub base: PathBuf,
    /// The settings file, instead of the nearest `resilint.toml`.
    pub config: Option<PathBuf>,
    /// Terraform's data directory, relative to the root module.
    pub data_directory: PathBuf,
    /// Variables and variable files, in the order given.
    pub arguments: Vec<InputArgument>,
    /// `TF_VAR_…` of the environment: name and value.
    pub environment_vars: Vec<(String, String)>,
    /// The value of `terraform.workspace`.
    pub workspace: Option<String>,
    /// Which `[[environment]]` of the settings gives the inputs.
    pub environment: Environment,
    /// A plan in JSON: it fills in what the files leave open.
    pub plan: Option<PathBuf>,
    /// Only these rules or categories; all when empty.
    pub select: Vec<String>,
    /// Without these rules or categories.
    pub ignore: Vec<String>,
    /// How rules are run, besides what the settings file says.
    pub rule_levels: RuleLevels,
    /// The day of today, for suppressions that end.
    pub today: Option<Date>,
}

/// Which environment of the settings gives the inputs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Environment {
    /// None.
    #[default]
    None,
    /// The one of this name.
    Named(String),
    /// Each of them in turn.
    All,
}

/// How rules are run, by rule id or category.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RuleLevels {
    /// The severities; `None` for a rule that is not run.
    pub levels: BTreeMap<String, Option<Severity>>,
    /// Who wins when the settings file speaks of the same rule.
    pub precedence: Precedence,
}

/// Who wins when the settings file and the caller speak of the same rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Precedence {
    /// The settings file.
    #[default]
    File,
    /// The caller.
    Caller,
}

impl Environment {
    /// By the name that people give: `all` means each, no name none.
    #[must_use]
    pub fn of(name: Option<&str>) -> Self {
        match name {
            None | Some("") => Self::None,
            Some("all") => Self::All,
            Some(name) => Self::Named(name.to_owned()),
        }
    }

    /// The name that [`Self::of`] reads.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        match self {
            Self::None => None,
            Self::Named(name) => Some(name),
            Self::All => Some("all"),
        }
    }
}

impl RuleLevels {
    pub(crate) fn of(&self, rule: &Rule) -> Option<Option<Severity>> {
        let own = self.levels.get(&*rule.id);
        own.or_else(|| self.levels.get(rule.category.as_str())).copied()
    }
}

impl Options {
    /// The usual: everything is judged as it stands in the files.
    #[must_use]
    pub fn new(base: &Path) -> Self {
        Self {
            base: base.to_owned(),
            data_directory: PathBuf::from(".terraform"),
            ..Self::default()
        }
    }
}
