//! The flags of `simulate`.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Args, ValueEnum};

use super::InputArgs;

/// `resilint simulate`.
#[derive(Debug, Clone, Args)]
pub(crate) struct SimulateArgs {
    /// A root module, or a folder of them
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// Lose this: az:us-east-1a, az:us-east-1/* (its worst zone), region:us-east-1, provider:aws, or an address;
    /// with commas, or given again, all at once
    #[arg(long, value_name = "DOMAIN", help_heading = "Failures")]
    pub(crate) lose: Vec<String>,
    /// Cut regions off from each other: us-east-1/eu-west-1; may be repeated, each is a failure of its own
    #[arg(long, value_name = "REGIONS/REGIONS", help_heading = "Failures")]
    pub(crate) partition: Vec<String>,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
    /// How to show it
    #[arg(long, value_enum, default_value_t = SimulationFormat::Text, help_heading = "Output")]
    pub(crate) format: SimulationFormat,
    /// Also write it to a file; may be repeated
    #[arg(long, value_name = "FORMAT=FILE", help_heading = "Output")]
    pub(crate) output: Vec<SimulationTarget>,
    /// Exit with 0 whatever becomes of the objectives
    #[arg(long, help_heading = "Gate")]
    pub(crate) exit_zero: bool,
}

/// The form of a simulation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SimulationFormat {
    /// A table, with the reasons, for people
    Text,
    /// Version 1 of the JSON format
    Json,
    /// For a comment on a pull request, or a page
    Markdown,
}

/// `FORMAT=FILE`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SimulationTarget {
    /// The form.
    pub(crate) format: SimulationFormat,
    /// The file.
    pub(crate) file: PathBuf,
}

impl FromStr for SimulationTarget {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = super::check::format_and_file(text)?;
        Ok(Self { format, file })
    }
}
