//! What is written in a Terraform configuration, resolved to modules; nothing is evaluated here.
//! A [`Module`] is one directory's blocks, lowered once and shared; a [`Configuration`] is the tree of calls below a root module. Start at [`load`].

mod address;
mod module;
mod source;
mod manifest;
mod modules;
mod load;
mod discover;

pub use address::{Address, InstanceKey, Mode, ModulePath, ModuleStep, ResourceRef};
pub use discover::{Discovery, DiscoveredModule, Role, discover};
pub use load::{Child, Configuration, LoadOptions, MissingModule, ModuleNode, load};
pub use module::{
    Block, Check, Import, Local, Module, ModuleCall, Moved, NodeRef, Output, ProviderBlock, ProviderRef, Removed, RequiredProvider, Resource, Variable,
};
pub use modules::Modules;
pub use source::{ModuleSource, normalize_path};
