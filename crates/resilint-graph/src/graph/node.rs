//! Nodes of the resource graph.

use std::sync::Arc;

use resilint_config::Mode;
use resilint_eval::Instance;
use resilint_syntax::FileId;

use super::tags::Tags;
use crate::catalog::{Entry, Role};

/// An instance, with what the catalog knows about its type.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    /// The instance.
    pub(crate) instance: Instance,
    /// Its address, printed.
    pub(crate) address: Arc<str>,
    /// The catalog's entry; `None` for unknown types and data sources.
    pub(crate) entry: Option<Arc<Entry>>,
    /// Tags or labels, the provider's defaults merged in.
    pub(crate) tags: Tags,
    /// The instance this one is a setting of.
    pub(crate) owner: Option<usize>,
    /// The settings of this instance, each with whether it certainly is one.
    pub(crate) satellites: Vec<(usize, bool)>,
}

impl Node {
    /// The resource type, or the source of a module seen from outside.
    pub(crate) fn type_name(&self) -> &str {
        &self.instance.address.resource.type_name
    }

    /// The files of the calls that lead to its block, outermost first, and of the block.
    pub(crate) fn files(&self) -> impl Iterator<Item = FileId> {
        self.instance.calls.iter().chain([&self.instance.span]).map(|span| span.file)
    }

    /// Its role.
    pub(crate) fn role(&self) -> Option<Role> {
        self.entry.as_ref().map(|entry| entry.role)
    }

    /// Whether it plays a role.
    pub(crate) fn plays(&self, role: Role) -> bool {
        self.entry.as_ref().is_some_and(|entry| entry.role == role || entry.roles.contains(&role))
    }

    /// Whether it is a data source: read, not made, and not judged.
    pub(crate) fn is_data_source(&self) -> bool {
        self.instance.address.resource.mode == Mode::Data
    }

    /// The provider as the catalog and the region table call it, told from the resource type.
    pub(crate) fn cloud(&self) -> &'static str {
        let of_type = match self.type_name().split_once('_').map_or("", |(prefix, _)| prefix) {
            "aws" => "aws",
            "azurerm" | "azapi" => "azurerm",
            "google" => "google",
            "kubernetes" => "kubernetes",
            "helm" => "helm",
            _ => "",
        };
        match of_type {
            "" if self.instance.address.resource.mode == Mode::Module => match self.type_name() {
                source if source.ends_with("/google") || source.contains("terraform-google-") => {
                    "google"
                }
                source if source.ends_with("/azurerm") || source.contains("terraform-azurerm-") => {
                    "azurerm"
                }
                _ => "aws",
            },
            found => found,
        }
    }
}
