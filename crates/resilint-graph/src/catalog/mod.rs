//! What is known about resource types and modules: data, in typed forms, one TOML file a service.

mod builtin;
mod condition;
mod entry;
mod form;
mod library;
mod vocabulary;

pub(crate) use condition::Condition;
pub(crate) use entry::{CopyForm, CopyRule, EdgeRule, Entry, Members, Recovery, RegionRule, Satellite, Sla, ZoneForm, ZoneRule};
pub(crate) use form::{FactForm, FactRule, Since};
pub(crate) use vocabulary::{EdgeKind, Failure, Scope};

pub use library::{Catalog, CatalogError, index_source};
pub use vocabulary::{Evidence, Role};
