//! What policies see: one value for everything known about a configuration.

mod fact;
mod model;

pub use fact::{Fact, FactValue, path_to_string};
pub use model::{
    DataPath, EdgeFact, FACTS_VERSION, Facts, FailureFacts, Flow, GraphFacts, ResourceFacts,
    UnknownAttribute,
};
