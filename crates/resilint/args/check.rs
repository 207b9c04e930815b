//! The flags of `check`, and those that every command reading Terraform shares with it.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::GivenArgs;

/// What Terraform would be given, and where the settings are.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct InputArgs {
    #[command(flatten)]
    pub(crate) given: GivenArgs,
    /// The value of `terraform.workspace`
    #[arg(long, value_name = "NAME", help_heading = "Inputs")]
    pub(crate) workspace: Option<String>,
    /// Judge with the inputs of an `[[environment]]` of the settings; `all` for each of them
    #[arg(long, value_name = "NAME", help_heading = "Inputs")]
    pub(crate) env: Option<String>,
    /// A plan, as `terraform show -json` writes it: its values fill in what the files leave open
    #[arg(long, value_name = "FILE", help_heading = "Inputs")]
    pub(crate) plan: Option<PathBuf>,
    /// Use this settings file instead of the nearest `resilint.toml`
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// How many threads to use; by default as many as there are cores
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
}

/// Which rules judge.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct RuleArgs {
    /// Only these rules or categories
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',', help_heading = "Rules")]
    pub(crate) select: Vec<String>,
    /// Without these rules or categories
    #[arg(long, value_name = "RULE|CATEGORY", value_delimiter = ',', help_heading = "Rules")]
    pub(crate) ignore: Vec<String>,
}

/// `resilint check`.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct CheckArgs {
    /// Directories or files; a file stands for the root modules it belongs to
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// How to show the report
    #[arg(long, value_enum, default_value_t = Format::Text, help_heading = "Output")]
    pub(crate) format: Format,
    /// Also write the report to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", help_heading = "Output")]
    pub(crate) output: Vec<OutputTarget>,
    /// Show each thing that could not be decided
    #[arg(long, help_heading = "Output")]
    pub(crate) show_unknown: bool,
    /// Show what is suppressed
    #[arg(long, help_heading = "Output")]
    pub(crate) show_suppressed: bool,
    /// Which findings make the check fail
    #[arg(long, value_enum, default_value_t = Level::Error, help_heading = "Gate")]
    pub(crate) fail_level: Level,
    /// Exit with 0 whatever is found
    #[arg(long, help_heading = "Gate")]
    pub(crate) exit_zero: bool,
    /// Fail when something could not be decided
    #[arg(long, help_heading = "Gate")]
    pub(crate) fail_on_unknown: bool,
    /// Do not fail when something could not be read
    #[arg(long, help_heading = "Gate")]
    pub(crate) allow_partial: bool,
    #[command(flatten)]
    pub(crate) rules: RuleArgs,
    /// Only what is new since a git revision
    #[arg(long, value_name = "REV", help_heading = "Gate")]
    pub(crate) since: Option<String>,
    /// Whether to report everything in the root modules, or only what the given paths cause
    #[arg(long, value_enum, default_value_t = ReportScope::All, help_heading = "Gate")]
    pub(crate) report_scope: ReportScope,
    /// Leave out what a baseline file knows
    #[arg(long, value_name = "FILE", help_heading = "Gate")]
    pub(crate) baseline: Option<PathBuf>,
    /// Apply the fixes that change nothing else
    #[arg(long, help_heading = "Fixes")]
    pub(crate) fix: bool,
    /// Apply the fixes that need a second look too
    #[arg(long, help_heading = "Fixes")]
    pub(crate) unsafe_fixes: bool,
    /// Show what the fixes would change, and change nothing
    #[arg(long, help_heading = "Fixes")]
    pub(crate) diff: bool,
    /// Say how long each stage took, on stderr
    #[arg(long)]
    pub(crate) timings: bool,
}

/// A form of the report.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// With the source, for people
    #[default]
    Text,
    /// One line each
    Compact,
    /// Version 1 of the JSON format
    Json,
    /// SARIF 2.1.0
    Sarif,
    /// GitHub workflow commands
    Github,
    /// GitLab code quality
    Gitlab,
    /// JUnit XML
    Junit,
    /// For a comment on a pull request
    Markdown,
    /// A page, complete in itself: objectives, failures, findings, data flows, pictures
    Html,
}

/// The least severe finding that makes a check fail.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Level {
    /// Errors
    #[default]
    Error,
    /// Errors and warnings
    Warning,
    /// Everything
    Info,
}

/// Which findings are reported.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ReportScope {
    /// All in the root modules
    #[default]
    All,
    /// Those that the given files cause: that stand in them, or are new since the last commit
    Changed,
}

/// `FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputTarget {
    /// The form.
    pub(crate) format: Format,
    /// The file.
    pub(crate) file: PathBuf,
}

impl FromStr for OutputTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = format_and_file(text)?;
        Ok(Self { format, file })
    }
}

/// `FORMAT=FILE`, taken apart.
pub(super) fn format_and_file<F: ValueEnum>(text: &str) -> Result<(F, PathBuf), String> {
    let (format, file) =
        text.split_once('=').ok_or_else(|| format!("`{text}` is not of the form FORMAT=FILE"))?;
    let format = F::from_str(format, false).map_err(|_| format!("`{format}` is not a format"))?;
    if file.is_empty() {
        return Err("the file is missing after `=`".to_owned());
    }
    Ok((format, PathBuf::from(file)))
}
