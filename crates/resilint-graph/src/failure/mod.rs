//! Failures: which loss takes a service down, how it comes back, and how often it is in service. Pure, on a model that knows no Terraform.

mod availability;
mod bind;
mod capacity;
mod casualties;
mod decision;
mod domain;
mod explain;
mod model;
mod objective;
mod order;
mod outcome;
mod partition;
mod prepared;
mod recover;
mod report;
mod scenario;
mod simulate;
mod spof;
mod survive;
#[cfg(test)]
mod tests;

pub use bind::bind;
pub(crate) use bind::promises;
pub use casualties::{casualties, casualties_of, casualties_of_nodes, dependents};
pub use domain::{DomainKind, Level, Token, Tokens};
pub use model::{
    Actor, Automation, Availability, Capacity, Evidence, Failover, Grade, Group, GroupKind, Mode,
    Model, MoreReplicas, Need, Node, NodeId, Place, Replica, Requirement, Role, Standby,
    StandbyKind, Strength, Times, Trigger, UnknownPlace, Writers,
};
pub use objective::{Promise, duration, percent};
pub use report::{
    Action, ActionKind, AvailabilityEstimate, Because, Casualties, EntryOutcome, Grading, Met,
    ObjectiveName, ObjectiveOutcome, RtoBounds, ScenarioOutcome, SideOutcome, Simulation,
    SinglePoint, Verdict,
};
pub use scenario::{
    Lost, Scenario, ScenarioError, default_scenarios, parse_lose, parse_partition, place_scenarios,
};
pub use simulate::simulate;
pub use spof::single_points;
