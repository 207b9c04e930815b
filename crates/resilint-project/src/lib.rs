//! A directory becomes a report: settings, root modules, the pipeline, suppressions, baseline, fixes. The one call that the command line and the
//! language server both make is [`Project::check`]. Synchronous, no runtime, no printing. Start reading at `project`.

mod baseline;
mod cancel;
mod complete;
mod date;
mod fingerprint;
mod fix;
mod judge;
mod options;
mod paths;
mod plan;
mod project;
mod report;
mod schema;
mod secrets;
mod settings;
mod simulate;
mod since;
mod suppress;
mod unit;
mod words;

pub use baseline::{Baseline, BaselineError};
pub use cancel::Cancel;
pub use complete::{
    CompletionContext, Proposal, ProposalKind, complete_comment, complete_settings,
    describe_setting, turn_off,
};
pub use date::{Date, DateError};
pub use judge::{
    Analysis, AttributeExplanation, CheckError, Explanation, Hint, HintKind, Judgement,
    ModuleExplanation, PictureError, Relations, ResourceAt, Subject, ValueExplanation, Watch,
    picture_title, rule_page_uri,
};
pub use options::{Environment, Options, Precedence, RuleLevels};
pub use paths::{resolve, shown};
pub use project::{FoundModule, Project};
pub use report::{
    Decisive, Edit, Finding, Fix, Hop, Incomplete, Level, OriginPlace, Outcome, Position, Range,
    RelatedPlace, Report, SCHEMA_VERSION, Summary, Suppression, TextDiagnostic, Tool,
};
pub use resilint_eval::InputArgument;
pub use resilint_graph::{DeclaredStandby, index_source as catalog_index};
pub use resilint_picture::{Form as PictureForm, PictureOptions, escape as escape_markup};
pub use schema::schemas;
pub use secrets::without_secrets;
pub use settings::{
    DependencySettings, EnvironmentSettings, Located, RuleSettings, Settings, SettingsError,
    SuppressionSettings, find_settings, is_settings, nearest, read_settings,
};
pub use simulate::{
    ActionReport, AvailabilityReport, BecauseReport, EntryReport, ObjectiveReport, Quantity,
    RtoReport, ScenarioReport, Scenarios, SideReport, SimulateError, SimulationReport,
    SinglePointReport, UnplacedReport, Word,
};
pub use since::SinceError;
pub use suppress::{SuppressionEntry, SuppressionState, remove_suppression};
pub use words::{no_such_resource, no_such_rule, shortened};
