//! What is written in a Terraform configuration, resolved to modules; nothing is evaluated here.

mod address;

pub use address::{Address, InstanceKey, Mode, ModulePath, ModuleStep, ResourceRef};
