//! Models in a few words.

use crate::failure::{
    Actor, Availability, EntryOutcome, Evidence, Failover, Group, GroupKind, Model, Node, NodeId,
    Replica, Requirement, Role, Scenario, ScenarioOutcome, Simulation, Standby, StandbyKind,
    Trigger, UnknownPlace, parse_lose, simulate,
};

#[derive(Default)]
pub(super) struct Builder {
    pub(super) model: Model,
}

impl Builder {
    /// One replica in each zone of a region.
    pub(super) fn zones(&mut self, provider: &str, region: &str, zones: &[&str]) -> Vec<Replica> {
        zones.iter().map(|zone| self.zone(provider, region, zone)).collect()
    }

    pub(super) fn zone(&mut self, provider: &str, region: &str, zone: &str) -> Replica {
        let tokens = &mut self.model.tokens;
        Replica {
            domains: vec![
                tokens.zone(provider, region, zone),
                tokens.region(provider, region),
                tokens.provider(provider),
            ],
            ..Replica::default()
        }
    }

    pub(super) fn region(&mut self, provider: &str, region: &str) -> Vec<Replica> {
        let tokens = &mut self.model.tokens;
        vec![Replica {
            domains: vec![tokens.region(provider, region), tokens.provider(provider)],
            ..Replica::default()
        }]
    }

    pub(super) fn global(&mut self, provider: &str) -> Vec<Replica> {
        vec![Replica { domains: vec![self.model.tokens.provider(provider)], ..Replica::default() }]
    }

    /// A replica in a zone of the region that is not known.
    pub(super) fn somewhere(&mut self, provider: &str, region: &str, what: &str) -> Replica {
        let tokens = &mut self.model.tokens;
        let within = tokens.region(provider, region);
        let hidden = tokens.hidden_zone(Some(within), what);
        let unknown = UnknownPlace {
            reason: format!("{what} is not known"),
            hidden_zone: Some(hidden),
            candidates: Vec::new(),
            within: Some(within),
        };
        Replica {
            domains: vec![within, tokens.provider(provider)],
            unknown: Some(unknown),
            needs: Vec::new(),
        }
    }

    pub(super) fn node(
        &mut self,
        address: &str,
        role: Role,
        replicas: Vec<Replica>,
        k: u32,
        availability: Option<f64>,
    ) -> NodeId {
        let availability = availability.map_or(Availability::Unknown, |value| {
            Availability::Figure { value, evidence: Evidence::default() }
        });
        self.model.nodes.push(Node {
            address: address.to_owned(),
            role,
            replicas,
            k,
            availability,
            ..Node::default()
        });
        NodeId(u32::try_from(self.model.nodes.len() - 1).unwrap())
    }

    pub(super) fn at(&mut self, node: NodeId) -> &mut Node {
        &mut self.model.nodes[node.index()]
    }

    pub(super) fn needs(&mut self, node: NodeId, needed: &[NodeId]) {
        let groups = needed.iter().map(|needed| Group {
            k: 1,
            kind: GroupKind::Needs,
            members: vec![Requirement::on(*needed)],
        });
        self.at(node).requires.extend(groups);
    }

    pub(super) fn soft(&mut self, node: NodeId, needed: NodeId) {
        let member = Requirement { soft: true, ..Requirement::on(needed) };
        self.at(node).requires.push(Group { k: 1, kind: GroupKind::Needs, members: vec![member] });
    }

    /// A router that notices dead members after so many seconds; or never.
    pub(super) fn routes(&mut self, node: NodeId, members: &[NodeId], notices: Option<u32>) {
        let trigger = notices.map_or(Trigger::None, |seconds| Trigger::Detected {
            seconds,
            how: "3 × 10 s + 60 s".to_owned(),
            at: None,
        });
        let members = members
            .iter()
            .map(|member| Requirement { trigger: trigger.clone(), ..Requirement::on(*member) });
        let group = Group { k: 1, kind: GroupKind::Routes, members: members.collect() };
        self.at(node).requires.push(group);
    }

    pub(super) fn entry(mut self, node: NodeId) -> Model {
        self.model.entries.push(node);
        self.model
    }
}

pub(super) fn standby(address: &str, replica: Replica, rto: u32, rpo: u64) -> Standby {
    Standby {
        address: address.to_owned(),
        replica,
        kind: StandbyKind::Promote,
        rto_seconds: Some(rto),
        rpo_seconds: Some(rpo),
        by: Actor::People,
        readable: true,
        evidence: Evidence::default(),
    }
}

pub(super) fn failover(from: u32, to: u32) -> Option<Failover> {
    Some(Failover {
        from_seconds: from,
        to_seconds: to,
        rpo_seconds: 0,
        evidence: Evidence::default(),
    })
}

/// What becomes of the first entry when this is lost.
pub(super) fn lose(model: &Model, lost: &[&str]) -> EntryOutcome {
    run(model, &parse_lose(model, lost).unwrap())
}

pub(super) fn run(model: &Model, scenario: &Scenario) -> EntryOutcome {
    let Simulation { mut scenarios, .. } = simulate(model, std::slice::from_ref(scenario), &[]);
    match scenarios.remove(0) {
        ScenarioOutcome::Loss { mut entries, .. } => entries.remove(0),
        ScenarioOutcome::Partition { .. } => panic!("a loss was asked for"),
    }
}
