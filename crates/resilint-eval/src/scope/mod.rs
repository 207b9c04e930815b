//! Modules being evaluated: each value is found when it is first asked for, and kept.

mod cycles;
mod evaluator;
mod files;
mod memo;
mod module_call;
mod module_scope;
mod provider;
mod resource;
mod shared;
mod validation;
mod variable;

pub(crate) use evaluator::Evaluator;
pub(crate) use files::WorkspaceFiles;
pub(crate) use module_call::{CallInstance, ExpandedCall, moved};
pub(crate) use module_scope::Scope;
pub(crate) use resource::ExpandedResource;
