//! What a picture is drawn of, and how.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_graph::Facts;
use resilint_graph::failure::Casualties;

/// What is drawn: an architecture, and what is to be marked in it.
#[derive(Debug, Clone)]
pub struct Subject<'a> {
    /// The resources, and what connects them.
    pub facts: &'a Facts,
    /// Where requests to each resource go next, each with whether they certainly do.
    pub requests: BTreeMap<Arc<str>, Vec<(Arc<str>, bool)>>,
    /// What is wrong with a resource, by address.
    pub faults: BTreeMap<String, Vec<Fault>>,
    /// What is lost, when a failure is drawn over the picture.
    pub lost: Option<Lost>,
}

/// Something that is wrong with a resource.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fault {
    /// The rule.
    pub rule: String,
    /// What it says.
    pub message: String,
}

/// A failure, and what dies of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Lost {
    /// The failure domains: `az:eu-west-1a`, `region:eu-west-1`, addresses.
    pub domains: Vec<String>,
    /// What becomes of the resources.
    pub casualties: Casualties,
}

/// How it is drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PictureOptions {
    /// The form.
    pub form: Form,
    /// What stands above it.
    pub title: String,
    /// Only this resource and what is near it.
    pub focus: Option<String>,
    /// How near, in steps.
    pub depth: usize,
    /// Draw where data goes instead of where requests go.
    pub flows: bool,
    /// Draw at most so many boxes; resources that are alike are put together, the least important left out, and the picture says so.
    pub most: usize,
    /// Stands before every id, so that several pictures fit into one page.
    pub id_prefix: String,
}

/// The form of a picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Form {
    /// A vector graphic, complete in itself.
    #[default]
    Svg,
    /// A page with the graphic and the same as lists, complete in itself.
    Html,
    /// For Markdown.
    Mermaid,
    /// For Graphviz.
    Dot,
}

impl Default for PictureOptions {
    fn default() -> Self {
        Self {
            form: Form::Svg,
            title: String::new(),
            focus: None,
            depth: 2,
            flows: false,
            most: 150,
            id_prefix: "resilint".to_owned(),
        }
    }
}
