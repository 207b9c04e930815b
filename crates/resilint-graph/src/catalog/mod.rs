//! What is known about resource types and modules: data, in typed forms, one TOML file a service.

mod builtin;
mod condition;
mod entry;
mod form;
mod library;
mod like;
#[cfg(test)]
mod tests;
mod vocabulary;

pub(crate) use condition::Condition;
pub(crate) use entry::{
    CopyForm, EdgeRule, Entry, Members, Quorum, RegionRule, Satellite, ZoneForm, ZoneRule,
};
pub(crate) use form::{FactForm, FactRule, LargestOf, Since};
pub(crate) use vocabulary::{EdgeKind, Scope};

pub use entry::Recovery;
pub use library::{Catalog, CatalogError, TypeDescription, index_source};
pub use vocabulary::{Evidence, Failure, Role};
