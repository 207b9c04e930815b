//! What policies see: one value for everything known about a configuration.

mod collect;
mod condition;
mod derive;
mod fact;
mod model;
mod names;
mod read;

pub(crate) use condition::{Truth, holds};
pub(crate) use read::read_fact;

pub use collect::facts;
pub use fact::{Fact, FactValue, path_to_string};
pub use model::{DataPath, EdgeFact, FACTS_VERSION, Facts, FailureFacts, Flow, GraphFacts, ResourceFacts, UnknownAttribute};
pub use names::{FACTS, FactDescription};
