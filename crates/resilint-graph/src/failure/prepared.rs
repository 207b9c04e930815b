//! A model made ready for many scenarios: its nodes in the order of evaluation, and who is touched by which loss.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use petgraph::algo::kosaraju_scc;
use petgraph::graph::DiGraph;

use super::domain::{Loss, Token};
use super::model::{Model, Node, NodeId, Replica, Strength};
use super::order::ranks;
use super::survive::{State, View, settle};

/// A model with its indices. Cycles of dependencies form one component; the parts of it hold each other up.
#[derive(Debug)]
pub(super) struct Prepared<'m> {
    pub(super) model: &'m Model,
    /// Dependencies come before what needs them.
    pub(super) components: Vec<Component>,
    pub(super) component_of: Vec<usize>,
    /// Who needs a node.
    pub(super) users: Vec<Vec<NodeId>>,
    /// By token: who has a replica that falls with it.
    sitting: Vec<Vec<NodeId>>,
    /// By token: who has a replica of unknown place inside it.
    hidden: Vec<Vec<NodeId>>,
    anywhere: Vec<NodeId>,
    bases: Vec<(View, State)>,
    strengths: BTreeSet<Strength>,
    ranks: OnceLock<Vec<usize>>,
}

#[derive(Debug)]
pub(super) struct Component {
    pub(super) nodes: Vec<NodeId>,
    pub(super) cyclic: bool,
}

impl<'m> Prepared<'m> {
    pub(super) fn new(model: &'m Model) -> Self {
        let (components, component_of) = components(model);
        let mut users = vec![Vec::new(); model.nodes.len()];
        for (id, node) in numbered(model) {
            for needed in dependencies(node) {
                users[needed.index()].push(id);
            }
        }
        for list in &mut users {
            list.dedup();
        }
        let (sitting, hidden, anywhere) = sitting(model);
        let mut prepared = Self {
            model,
            components,
            component_of,
            users,
            sitting,
            hidden,
            anywhere,
            bases: Vec::new(),
            strengths: strengths(model),
            ranks: OnceLock::new(),
        };
        let none = Loss::none(&model.tokens);
        for view in View::ALL {
            let state = settle(&prepared, &none, view);
            prepared.bases.push((view, state));
        }
        prepared
    }

    /// The state in which nothing is lost.
    pub(super) fn base(&self, view: View) -> &State {
        self.bases
            .iter()
            .find(|(known, _)| *known == view)
            .map(|(_, state)| state)
            .expect("every view has a base")
    }

    /// The nodes whose replicas a loss may hit.
    pub(super) fn hit(&self, loss: &Loss) -> Vec<NodeId> {
        let mut hit: Vec<NodeId> =
            loss.lost().flat_map(|token| &self.sitting[token.index()]).copied().collect();
        hit.extend(loss.touched().flat_map(|token| &self.hidden[token.index()]));
        hit.extend(&loss.dead);
        if loss.is_somewhere() {
            hit.extend(&self.anywhere);
        }
        hit.sort_unstable();
        hit.dedup();
        hit
    }

    /// The nodes that have a replica in a domain.
    pub(super) fn sitting(&self, token: Token) -> &[NodeId] {
        &self.sitting[token.index()]
    }

    pub(super) fn node(&self, id: NodeId) -> &'m Node {
        &self.model.nodes[id.index()]
    }

    /// Where a node comes among several of which none is more telling.
    pub(super) fn rank(&self, id: NodeId) -> usize {
        self.ranks.get_or_init(|| ranks(self.model))[id.index()]
    }

    /// Whether the model has dependencies of exactly this strength.
    pub(super) fn has(&self, strength: Strength) -> bool {
        self.strengths.contains(&strength)
    }
}

fn strengths(model: &Model) -> BTreeSet<Strength> {
    let members = model
        .nodes
        .iter()
        .flat_map(|node| &node.requires)
        .flat_map(|group| &group.members)
        .map(|member| member.strength);
    let needs = model
        .nodes
        .iter()
        .flat_map(|node| &node.replicas)
        .flat_map(|replica| &replica.needs)
        .map(|need| need.strength);
    members.chain(needs).collect()
}

/// The nodes with their numbers.
pub(super) fn numbered(model: &Model) -> impl Iterator<Item = (NodeId, &Node)> {
    model.nodes.iter().enumerate().map(|(place, node)| {
        (NodeId(u32::try_from(place).expect("fewer nodes than u32::MAX")), node)
    })
}

/// What a node needs in any way.
pub(super) fn dependencies(node: &Node) -> impl Iterator<Item = NodeId> + '_ {
    let groups = node.requires.iter().flat_map(|group| &group.members).map(|member| member.node);
    groups.chain(replicas(node).flat_map(|replica| &replica.needs).map(|need| need.node))
}

/// Its replicas, those there may be, and its standbys.
fn replicas(node: &Node) -> impl Iterator<Item = &Replica> {
    let standbys = node.standbys.iter().map(|standby| &standby.replica);
    node.replicas.iter().chain(node.more.iter().map(|more| &more.like)).chain(standbys)
}

fn components(model: &Model) -> (Vec<Component>, Vec<usize>) {
    let edges = numbered(model)
        .flat_map(|(id, node)| dependencies(node).map(move |needed| (id.0, needed.0)));
    let mut graph: DiGraph<(), ()> = DiGraph::with_capacity(model.nodes.len(), 0);
    for _ in &model.nodes {
        graph.add_node(());
    }
    graph.extend_with_edges(edges);
    let mut components = Vec::new();
    let mut component_of = vec![0; model.nodes.len()];
    for found in kosaraju_scc(&graph) {
        let mut nodes: Vec<NodeId> = found
            .iter()
            .map(|index| NodeId(u32::try_from(index.index()).expect("fewer nodes than u32::MAX")))
            .collect();
        nodes.sort_unstable();
        for node in &nodes {
            component_of[node.index()] = components.len();
        }
        let itself = found.iter().any(|index| graph.contains_edge(*index, *index));
        components.push(Component { cyclic: nodes.len() > 1 || itself, nodes });
    }
    (components, component_of)
}

type ByToken = Vec<Vec<NodeId>>;

fn sitting(model: &Model) -> (ByToken, ByToken, Vec<NodeId>) {
    let (mut sitting, mut hidden): (ByToken, ByToken) =
        (vec![Vec::new(); model.tokens.len()], vec![Vec::new(); model.tokens.len()]);
    let mut anywhere = Vec::new();
    for (id, node) in numbered(model) {
        let mut falls: BTreeSet<Token> = BTreeSet::new();
        let mut within: BTreeSet<Token> = BTreeSet::new();
        for replica in replicas(node) {
            falls.extend(&replica.domains);
            let Some(unknown) = &replica.unknown else { continue };
            falls.extend(unknown.hidden_zone.iter().chain(&unknown.candidates));
            within.extend(&unknown.within);
            if unknown.within.is_none() {
                anywhere.push(id);
            }
        }
        for token in falls {
            sitting[token.index()].push(id);
        }
        for token in within {
            hidden[token.index()].push(id);
        }
    }
    (sitting, hidden, anywhere)
}
