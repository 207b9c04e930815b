//! What policies see: one value for everything known about a configuration.

mod chart;
pub(crate) mod collect;
mod combine;
mod condition;
mod derive;
mod fact;
mod limits;
mod model;
mod names;
mod own;
mod promise;
mod read;
mod schema;
mod table;

pub(crate) use condition::{Truth, holds};
pub(crate) use derive::is_key_of_copy;
pub(crate) use promise::add_promises;
pub(crate) use read::read_fact;
pub(crate) use table::{Context, FactTable};

pub use fact::{Fact, FactValue, path_from_string, path_to_string};
pub use limits::Limits;
pub use model::{
    DataPath, EdgeFact, FACTS_VERSION, Facts, FailureFacts, Flow, GraphFacts, PromiseFacts,
    RelatedFact, ResourceFacts, UnknownAttribute,
};
pub use names::{FACTS, FactDescription};
pub use schema::facts_schema;
