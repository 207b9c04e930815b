//! What a module declares.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use resilint_syntax::{Diagnostic, Span, Tree};

use super::{Declaration, NodeRef};
use crate::address::ResourceRef;
use crate::source::ModuleSource;

/// One directory's configuration. Shared between all calls to it; knows nothing of its callers.
#[derive(Debug)]
pub struct Module {
    /// The directory.
    pub directory: Arc<Path>,
    /// The parsed files: those of the module, sorted by name, then its override files.
    pub trees: Vec<Arc<Tree>>,
    /// Input variables.
    pub variables: BTreeMap<Arc<str>, Variable>,
    /// Local values.
    pub locals: BTreeMap<Arc<str>, Local>,
    /// Output values.
    pub outputs: BTreeMap<Arc<str>, Output>,
    /// Resources, data sources and ephemeral resources.
    pub resources: BTreeMap<ResourceRef, Resource>,
    /// Module calls.
    pub calls: BTreeMap<Arc<str>, ModuleCall>,
    /// Provider configurations.
    pub providers: BTreeMap<ProviderRef, ProviderBlock>,
    /// `required_providers`, by local name.
    pub required_providers: BTreeMap<Arc<str>, RequiredProvider>,
    /// `required_version`: the versions of Terraform it is written for.
    pub required_version: Option<Arc<str>>,
    /// The state backend: its type (`cloud` for a `cloud` block) and its header.
    pub backend: Option<Backend>,
    /// `moved` blocks.
    pub moved: Vec<Moved>,
    /// `removed` blocks.
    pub removed: Vec<Removed>,
    /// `import` blocks.
    pub imports: Vec<Import>,
    /// `check` blocks, by name.
    pub checks: BTreeMap<Arc<str>, Check>,
    /// Whether a file of it has a syntax error or could not be read: then nothing may be reported as missing from it.
    pub incomplete: bool,
    /// The file of Terragrunt that has others written into the directory: then the module may declare more than is here.
    pub generated_by: Option<Arc<Path>>,
    /// What is wrong with its references, once somebody has asked.
    pub(crate) wrong_references: OnceLock<Vec<Diagnostic>>,
}

/// `variable "x" { … }`
#[derive(Debug, Clone)]
pub struct Variable {
    /// The block.
    pub declaration: Declaration,
    /// Its type constraint.
    pub type_: Option<NodeRef>,
    /// Its default.
    pub default: Option<NodeRef>,
    /// Whether it may be null; so unless said otherwise.
    pub nullable: bool,
    /// Whether its value is sensitive.
    pub sensitive: bool,
    /// Whether its value is ephemeral.
    pub ephemeral: bool,
}

/// One argument of a `locals` block.
#[derive(Debug, Clone)]
pub struct Local {
    /// Its expression.
    pub value: NodeRef,
    /// Its name.
    pub name_span: Span,
}

/// `output "x" { … }`
#[derive(Debug, Clone)]
pub struct Output {
    /// The block.
    pub declaration: Declaration,
    /// Its value.
    pub value: Option<NodeRef>,
    /// Whether its value is sensitive.
    pub sensitive: bool,
    /// Whether its value is ephemeral.
    pub ephemeral: bool,
}

/// `resource`, `data` or `ephemeral`.
#[derive(Debug, Clone)]
pub struct Resource {
    /// The block.
    pub declaration: Declaration,
    /// The `provider` argument.
    pub provider: Option<ProviderUse>,
    /// The `check` block that a data source is nested in.
    pub in_check: Option<Arc<str>>,
}

/// `module "x" { … }`
#[derive(Debug, Clone)]
pub struct ModuleCall {
    /// The block.
    pub declaration: Declaration,
    /// Where the module is; `None` when the source is not a plain string.
    pub source: Option<ModuleSource>,
    /// The place of `source`, or the header without it.
    pub source_span: Span,
    /// The version constraint, as written.
    pub version: Option<Arc<str>>,
    /// The `providers` map: the module's name for a configuration, and the caller's. `None` when the call has no such map.
    pub providers: Option<Vec<(ProviderRef, ProviderUse)>>,
}

/// A provider configuration's name within a module: `aws`, `aws.west`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ProviderRef {
    /// The provider's local name.
    pub name: Arc<str>,
    /// The alias.
    pub alias: Option<Arc<str>>,
}

/// A provider configuration where it is used: `aws.west`, `aws.by_region[each.key]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderUse {
    /// The configuration.
    pub provider: ProviderRef,
    /// Which of its instances, as OpenTofu has them.
    pub key: Option<NodeRef>,
}

/// `provider "x" { … }`
#[derive(Debug, Clone)]
pub struct ProviderBlock {
    /// The block.
    pub declaration: Declaration,
}

/// One entry of `required_providers`.
#[derive(Debug, Clone, Default)]
pub struct RequiredProvider {
    /// The source address, `hashicorp/aws`.
    pub source: Option<Arc<str>>,
    /// The version constraint, as written.
    pub version: Option<Arc<str>>,
    /// The configurations that a caller passes in.
    pub configuration_aliases: Vec<ProviderRef>,
}

/// The state backend.
#[derive(Debug, Clone)]
pub struct Backend {
    /// Its type; `cloud` for a `cloud` block.
    pub kind: Arc<str>,
    /// The block's header.
    pub header: Span,
}

/// `moved { from, to }`
#[derive(Debug, Clone)]
pub struct Moved {
    /// The old address, as an expression.
    pub from: Option<NodeRef>,
    /// The new address, as an expression.
    pub to: Option<NodeRef>,
    /// The block's header.
    pub header: Span,
}

/// `removed { from }`
#[derive(Debug, Clone)]
pub struct Removed {
    /// What Terraform shall forget or destroy, as an expression.
    pub from: Option<NodeRef>,
    /// The block's header.
    pub header: Span,
}

/// `import { to, id }`
#[derive(Debug, Clone)]
pub struct Import {
    /// The block.
    pub declaration: Declaration,
    /// The address that the imported object gets.
    pub to: Option<NodeRef>,
}

/// `check "x" { … }`
#[derive(Debug, Clone)]
pub struct Check {
    /// The block.
    pub declaration: Declaration,
}

impl std::fmt::Display for ProviderRef {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.name)?;
        self.alias.as_ref().map_or(Ok(()), |alias| write!(f, ".{alias}"))
    }
}
