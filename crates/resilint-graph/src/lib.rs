//! Resource instances become a resource graph; the graph, with what is known about each provider and with the user's objectives, becomes facts.
//! Invariant: no text and no Rego in here; callers see addresses, never indices. Start reading at [`ResourceGraph::build`], then the facts.

mod objective;
mod catalog;
mod geography;
mod attribute;
mod graph;
mod facts;

pub use catalog::{Catalog, CatalogError, Evidence, Role, index_source};
pub use facts::{DataPath, EdgeFact, FACTS_VERSION, Fact, FactValue, Facts, FailureFacts, Flow, GraphFacts, ResourceFacts, UnknownAttribute, path_to_string};
pub use graph::ResourceGraph;
pub use objective::{EffectiveObjectives, ObjectiveSettings, Objectives, Profile, Survive, WorkloadMatch, WorkloadSettings};
pub use resilint_eval::PathStep;
