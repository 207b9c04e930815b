//! Resource instances become a resource graph; the graph, with what is known about each provider and with the user's objectives, becomes facts.
//! Invariant: no text and no Rego in here; callers see addresses, never indices. Start reading at [`ResourceGraph::build`], then [`Survey`].

mod attribute;
mod catalog;
mod facts;
pub mod failure;
mod geography;
mod graph;
mod objective;
pub mod parallel;
mod paths;
mod placement;
mod residency;
mod secret;
mod survey;
mod wildcard;

pub use catalog::{
    Catalog, CatalogError, Evidence, Failure, Recovery, Role, TypeDescription, index_source,
};
pub use facts::{
    DataPath, EdgeFact, FACTS, FACTS_VERSION, Fact, FactDescription, FactValue, Facts,
    FailureFacts, Flow, GraphFacts, Limits, PromiseFacts, RelatedFact, ResourceFacts,
    UnknownAttribute, facts_schema, path_from_string, path_to_string,
};
pub use graph::{DeclaredDependency, DeclaredStandby, Egress, ResourceGraph, UnmatchedDependency};
pub use objective::{
    EffectiveObjectives, ObjectiveSettings, Objectives, Profile, ResidencyTags, Survive,
    WorkloadMatch, WorkloadSettings,
};
pub use residency::region_is_allowed;
pub use resilint_eval::PathStep;
pub use secret::{is_secret, is_secret_name, is_secret_text, shown};
pub use survey::{Survey, facts};
pub use wildcard::fits_wildcard;
