//! The commands.

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

use super::{CheckArgs, InputArgs, RuleArgs, SimulateArgs};

/// Architecture policies for Terraform: single points of failure, zones, regions, residency, encryption, backups
#[derive(Debug, Parser)]
#[command(name = "resilint", version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,
    /// No colours
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Only findings, no summary
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
    /// More about what happens, on stderr
    #[arg(short, long, global = true)]
    pub(crate) verbose: bool,
}

const EXIT_CODES: &str = "Exit codes: 0 nothing found, 1 findings at or above the fail level, 2 the check is not complete.
Every flag can be given as an environment variable: --fail-level is RESILINT_FAIL_LEVEL.";

/// A command.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Judge Terraform by the rules: the gate
    Check(CheckArgs),
    /// Speak the language server protocol on standard input and output, for editors
    Lsp {
        /// What some editors add; it is the only way there is
        #[arg(long, hide = true)]
        stdio: bool,
        #[command(flatten)]
        inputs: InputArgs,
        #[command(flatten)]
        rules: RuleArgs,
    },
    /// What fails with which zone, region or resource, how it comes back, and whether that keeps the promises
    Simulate(SimulateArgs),
    /// Draw the resource graph
    Graph(GraphArgs),
    /// Explain a rule, or what is known about a resource, a module or a value
    Explain(ExplainArgs),
    /// List the rules
    Rules {
        /// Only rules whose id, category or title contains this
        filter: Option<String>,
        /// How to show them
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
        /// Use this settings file instead of the nearest `resilint.toml`
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// List the root modules, and why they are
    Roots {
        /// Where to look
        #[arg(value_name = "DIR", default_value = ".")]
        directory: PathBuf,
        /// How to show them
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
        /// Use this settings file instead of the nearest `resilint.toml`
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
    /// The settings in force
    #[command(subcommand)]
    Config(ConfigCommand),
    /// List suppressions, with what each covers
    Suppressions {
        /// Where to look
        #[arg(value_name = "DIR", default_value = ".")]
        directory: PathBuf,
        #[command(flatten)]
        inputs: InputArgs,
        /// How to show them
        #[arg(long, value_enum, default_value_t = ListFormat::Text)]
        format: ListFormat,
    },
    /// Accept what there is, and judge only what comes
    #[command(subcommand)]
    Baseline(BaselineCommand),
    /// Write, check and test policies
    #[command(subcommand)]
    Policy(PolicyCommand),
    /// Write a settings file to start from
    Init {
        /// Where
        #[arg(value_name = "DIR", default_value = ".")]
        directory: PathBuf,
    },
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// `resilint config`.
#[derive(Debug, Subcommand)]
pub(crate) enum ConfigCommand {
    /// Show the settings that hold for a file or folder, and where each comes from
    Show {
        /// The file or folder
        #[arg(long = "for", value_name = "FILE", default_value = ".")]
        file: PathBuf,
        /// Use this settings file instead of the nearest `resilint.toml`
        #[arg(long, value_name = "FILE")]
        config: Option<PathBuf>,
    },
}

/// `resilint baseline`.
#[derive(Debug, Subcommand)]
pub(crate) enum BaselineCommand {
    /// Write all findings there are
    Write(BaselineArgs),
    /// Add new findings, and drop those that are gone
    Update(BaselineArgs),
    /// Drop findings that are gone
    Prune(BaselineArgs),
}

/// The flags of `baseline`.
#[derive(Debug, Clone, Args)]
pub(crate) struct BaselineArgs {
    /// Where to look
    #[arg(value_name = "PATH", default_value = ".")]
    pub(crate) paths: Vec<PathBuf>,
    /// The baseline file
    #[arg(long, value_name = "FILE", default_value = "resilint-baseline.json")]
    pub(crate) file: PathBuf,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
}

/// `resilint policy`.
#[derive(Debug, Subcommand)]
pub(crate) enum PolicyCommand {
    /// Start a policy: the rule and its test
    New {
        /// The category
        category: String,
        /// The rule's id in kebab-case, naming the fault
        rule: String,
        /// The folder of policies
        #[arg(long, value_name = "DIR", default_value = "policies")]
        directory: PathBuf,
    },
    /// Check that policies are well made
    Check {
        /// Policies or folders of them; those of the settings when left out
        paths: Vec<PathBuf>,
    },
    /// Run the policies' tests
    Test {
        /// Policies or folders of them; those of the settings when left out
        paths: Vec<PathBuf>,
        /// Only tests whose name contains this
        #[arg(long, value_name = "TEXT", default_value = "")]
        filter: String,
        /// Say which lines no test reached
        #[arg(long)]
        coverage: bool,
        /// Write the results as JUnit XML
        #[arg(long, value_name = "FILE")]
        junit: Option<PathBuf>,
    },
    /// Print what policies see
    Input {
        /// Only this resource
        address: Option<String>,
        /// The root module
        #[arg(long, value_name = "DIR", default_value = ".")]
        directory: PathBuf,
        #[command(flatten)]
        inputs: InputArgs,
    },
    /// Evaluate a Rego query over what policies see
    Eval {
        /// The query
        query: String,
        /// The root module
        #[arg(long, value_name = "DIR", default_value = ".")]
        directory: PathBuf,
        #[command(flatten)]
        inputs: InputArgs,
    },
}

/// `resilint graph`.
#[derive(Debug, Clone, Args)]
pub(crate) struct GraphArgs {
    /// The root module
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// The form of the picture
    #[arg(long, value_enum, default_value_t = GraphFormat::Mermaid)]
    pub(crate) format: GraphFormat,
    /// Only this resource and what is near it
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) focus: Option<String>,
    /// How near, in steps
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) depth: usize,
    /// Show what dies without this: `az:eu-west-1a`, `region:eu-west-1`, an address; repeated, all at once
    #[arg(long, value_name = "DOMAIN")]
    pub(crate) lose: Vec<String>,
    /// Show where data goes, and whether it may, instead of where requests go
    #[arg(long)]
    pub(crate) flows: bool,
    /// Draw at most so many boxes
    #[arg(long, value_name = "N", default_value_t = 150)]
    pub(crate) most: usize,
    /// Write it to a file
    #[arg(long, short, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
}

/// The form of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum GraphFormat {
    /// A vector graphic
    Svg,
    /// A page with the graphic, and the same as lists
    Html,
    /// For Markdown
    Mermaid,
    /// For Graphviz
    Dot,
    /// Nodes and edges
    Json,
}

/// `resilint explain`.
#[derive(Debug, Clone, Args)]
pub(crate) struct ExplainArgs {
    /// A rule's id, a resource's address, or any reference: `var.zones`, `local.tags["team"]`, `output.url`, `module.app.local.size`
    #[arg(required_unless_present = "all")]
    pub(crate) subject: Option<String>,
    /// The root module
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// Every resource of this root module
    #[arg(long, value_name = "DIR", conflicts_with = "subject")]
    pub(crate) all: Option<PathBuf>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = ExplainFormat::Text)]
    pub(crate) format: ExplainFormat,
    #[command(flatten)]
    pub(crate) inputs: InputArgs,
}

/// The form of an explanation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ExplainFormat {
    /// For people
    Text,
    /// JSON
    Json,
}

/// The form of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ListFormat {
    /// For people
    Text,
    /// JSON
    Json,
}
