//! A directory's blocks, lowered.

mod declaration;
mod lower;
mod merge;
mod provider;
mod reference;
mod types;
mod version;

pub use declaration::{Declaration, NodeRef};
pub(crate) use lower::lower;
pub use types::{
    Backend, Check, Import, Local, Module, ModuleCall, Moved, Output, ProviderBlock, ProviderRef,
    ProviderUse, Removed, RequiredProvider, Resource, Variable,
};
