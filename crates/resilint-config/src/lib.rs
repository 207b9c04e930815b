//! What is written in a Terraform configuration, resolved to modules; nothing is evaluated here.
//! A [`Module`] is one directory's blocks, lowered once and shared; a [`Configuration`] is the tree of calls below a root module. Start at [`load`].

mod address;
mod discover;
mod load;
mod manifest;
mod module;
mod modules;
mod parse_address;
mod source;
mod terragrunt;

pub use address::{Address, InstanceKey, Mode, ModulePath, ModuleStep, ResourceRef};
pub use discover::{DiscoveredModule, Discovery, Role, discover};
pub use load::{Child, Configuration, LoadOptions, MissingModule, ModuleNode, load};
pub use module::{
    Backend, Check, Declaration, Import, Local, Module, ModuleCall, Moved, NodeRef, Output,
    ProviderBlock, ProviderRef, ProviderUse, Removed, RequiredProvider, Resource, Variable,
};
pub use modules::Modules;
pub use parse_address::reference_steps;
pub use source::{ModuleSource, normalize_path};
pub use terragrunt::Terragrunt;
