//! Building the resource graph.

use std::collections::BTreeMap;
use std::sync::Arc;

use petgraph::Direction;
use petgraph::graph::{DiGraph, NodeIndex};
use petgraph::visit::EdgeRef;
use resilint_config::Mode;
use resilint_eval::{Certainty, Instance, PathStep};

use super::literal::NameIndex;
use super::resolve::AddressIndex;
use super::tags::Tags;
use super::{Declared, Edge, Node, Standing};
use super::{evidence, records};
use crate::attribute::{leaves, leaves_at, names_of, text, text_at};
use crate::catalog::{Catalog, EdgeKind, EdgeRule, Entry, Role, Satellite};
use crate::parallel;

/// All instances of a configuration, and what connects them.
#[derive(Debug, Clone)]
pub struct ResourceGraph {
    pub(crate) nodes: Vec<Node>,
    pub(crate) edges: DiGraph<(), Edge>,
    pub(crate) by_address: BTreeMap<Arc<str>, usize>,
    /// DNS records that answer together, each group in order of address.
    pub(crate) record_groups: Vec<Vec<usize>>,
    group_of: BTreeMap<usize, usize>,
    /// What the author declares, in order.
    pub(crate) declared: Vec<Declared>,
    /// The standbys that the author declares, in order.
    pub(crate) standbys: Vec<Standing>,
    catalog: Catalog,
}

impl ResourceGraph {
    /// The graph of these instances. Its nodes are sorted by address, so the order of the instances does not matter.
    #[must_use]
    pub fn build(mut instances: Vec<Instance>, catalog: &Catalog) -> Self {
        instances.sort_by(|left, right| left.address.cmp(&right.address));
        let read = parallel::map(&instances, |(_, instance)| read(instance, catalog));
        let nodes = instances.into_iter().zip(read);
        let nodes: Vec<Node> = nodes.map(|(instance, read)| read.node(instance)).collect();
        let by_address =
            nodes.iter().enumerate().map(|(at, node)| (Arc::clone(&node.address), at)).collect();
        let mut edges = DiGraph::with_capacity(nodes.len(), nodes.len() * 4);
        for _ in &nodes {
            edges.add_node(());
        }
        let mut graph = Self {
            nodes,
            edges,
            by_address,
            record_groups: Vec::new(),
            group_of: BTreeMap::new(),
            declared: Vec::new(),
            standbys: Vec::new(),
            catalog: catalog.clone(),
        };
        graph.connect();
        graph.merge_satellites();
        evidence::add(&mut graph);
        graph.record_groups = records::groups(&graph);
        let groups = graph.record_groups.iter().enumerate();
        graph.group_of = groups
            .flat_map(|(group, records)| records.iter().map(move |record| (*record, group)))
            .collect();
        graph
    }

    /// The addresses of all instances, sorted.
    pub fn addresses(&self) -> impl Iterator<Item = &Arc<str>> {
        self.by_address.keys()
    }

    /// The instance with an address.
    #[must_use]
    pub fn instance(&self, address: &str) -> Option<&Instance> {
        self.by_address.get(address).and_then(|at| self.nodes.get(*at)).map(|node| &node.instance)
    }

    /// The role of the instance with an address, when the catalog knows its type.
    #[must_use]
    pub fn role(&self, address: &str) -> Option<Role> {
        self.nodes.get(*self.by_address.get(address)?)?.role()
    }

    /// The edges that leave a node, in the order of the attributes that make them: the other end, and the edge.
    pub(crate) fn outgoing(&self, node: usize) -> impl Iterator<Item = (usize, &Edge)> {
        let mut edges: Vec<_> =
            self.edges.edges_directed(NodeIndex::new(node), Direction::Outgoing).collect();
        edges.reverse();
        edges.into_iter().map(|edge| (edge.target().index(), edge.weight()))
    }

    /// The edges that reach a node, in the order of their sources.
    pub(crate) fn incoming(&self, node: usize) -> impl Iterator<Item = (usize, &Edge)> {
        let mut edges: Vec<_> =
            self.edges.edges_directed(NodeIndex::new(node), Direction::Incoming).collect();
        edges.sort_by_key(|edge| (edge.source(), edge.id()));
        edges.into_iter().map(|edge| (edge.source().index(), edge.weight()))
    }

    /// The records that answer together with a record, itself included; empty for anything else.
    pub(crate) fn answers_with(&self, record: usize) -> &[usize] {
        let group = self.group_of.get(&record).and_then(|group| self.record_groups.get(*group));
        group.map_or(&[], Vec::as_slice)
    }

    fn connect(&mut self) {
        let mut index = AddressIndex::default();
        for (at, node) in self.nodes.iter().enumerate() {
            index.insert(&node.instance.address, at);
        }
        let names = NameIndex::new(&self.nodes);
        let mut found: Vec<(usize, usize, Edge)> = Vec::new();
        for at in 0..self.nodes.len() {
            self.by_reference(at, &index, &mut found);
            self.by_name(at, &names, &mut found);
        }
        found.sort_by(|left, right| {
            (left.0, &left.2.at, left.1, left.2.kind).cmp(&(
                right.0,
                &right.2.at,
                right.1,
                right.2.kind,
            ))
        });
        found.dedup_by(|right, left| {
            (left.0, left.1, left.2.kind, &left.2.at)
                == (right.0, right.1, right.2.kind, &right.2.at)
        });
        for (from, to, edge) in found {
            self.edges.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
        }
    }

    /// Edges that references make.
    fn by_reference(
        &self,
        from: usize,
        index: &AddressIndex,
        found: &mut Vec<(usize, usize, Edge)>,
    ) {
        let Some(node) = self.nodes.get(from) else { return };
        for reference in &node.instance.references {
            for (to, certain) in index.resolve(&reference.target.address) {
                if to != from {
                    let certain = certain && reference.certainty() == Certainty::Certain;
                    found.push((from, to, self.edge(from, to, &reference.path, certain)));
                }
            }
        }
        // What the provider configuration refers to hosts the resource: the cluster behind a Kubernetes provider.
        if matches!(node.cloud(), "kubernetes" | "helm") {
            let hosts = leaves(&node.instance.provider.attributes, &[])
                .into_iter()
                .flat_map(|(_, value)| value.marks.sources().to_vec());
            for source in hosts {
                for (to, certain) in index.resolve(&source.address) {
                    let certain = certain && source.certainty == Certainty::Certain;
                    let at = vec![PathStep::Name(Arc::from("provider"))];
                    found.push((from, to, Edge::new(EdgeKind::RunsOn, at, from, certain)));
                }
            }
        }
    }

    /// Edges that names make.
    fn by_name(&self, from: usize, names: &NameIndex, found: &mut Vec<(usize, usize, Edge)>) {
        let Some((node, entry)) =
            self.nodes.get(from).and_then(|node| Some((node, node.entry.as_ref()?)))
        else {
            return;
        };
        let satellite = entry.configures.iter().map(|satellite| (&satellite.at, &satellite.to));
        for (path, types) in entry
            .edges
            .iter()
            .map(|rule| (&rule.at, &rule.to))
            .chain(satellite)
            .filter(|(_, types)| !types.is_empty())
        {
            let written = leaves_at(&node.instance.attributes, path).into_iter();
            for (at, value) in written.filter(|(_, value)| value.marks.sources().is_empty()) {
                let named = text(value).map(|text| names.resolve(types, text)).unwrap_or_default();
                for to in named.into_iter().filter(|to| *to != from) {
                    found.push((from, to, self.edge(from, to, &at, true)));
                }
            }
        }
    }

    /// The edge that an attribute of one node makes to another.
    fn edge(&self, from: usize, to: usize, at: &[PathStep], certain: bool) -> Edge {
        let path = names_of(at);
        let plain = |kind| Edge::new(kind, at.to_vec(), from, certain);
        if path == "depends_on" {
            return plain(EdgeKind::DependsOn);
        }
        let (Some(source), Some(target)) = (self.nodes.get(from), self.nodes.get(to)) else {
            return plain(EdgeKind::RefersTo);
        };
        let Some(entry) = &source.entry else { return plain(EdgeKind::RefersTo) };
        if entry
            .configures
            .as_ref()
            .is_some_and(|satellite| path == satellite.at && self.owns(satellite, target))
        {
            return plain(EdgeKind::Configures);
        }
        match entry.edges.iter().find(|rule| rule_applies(rule, &path, target)) {
            Some(rule) if rule.kind == EdgeKind::DependsOnData => plain(data_kind(target)),
            Some(rule) => Edge {
                replica: rule
                    .replica
                    .as_deref()
                    .map(|replica| (Arc::from(replica), rule.rpo_seconds)),
                ..plain(rule.kind)
            },
            None => plain(EdgeKind::RefersTo),
        }
    }

    /// Whether a node is what a setting is for: one of its types, or a module that stands for one.
    fn owns(&self, satellite: &Satellite, target: &Node) -> bool {
        let of_type = satellite.to.iter().any(|type_name| type_name == target.type_name());
        let outside = target.instance.address.resource.mode == Mode::Module;
        let role = |type_name: &String| self.catalog.entry(type_name).map(|entry| entry.role);
        of_type
            || outside
                && satellite
                    .to
                    .iter()
                    .any(|type_name| role(type_name).is_some_and(|role| target.plays(role)))
    }

    /// Gives every setting to the resource it is a setting of.
    fn merge_satellites(&mut self) {
        let mut pairs: Vec<(usize, usize, bool)> = Vec::new();
        for edge in
            self.edges.edge_references().filter(|edge| edge.weight().kind == EdgeKind::Configures)
        {
            pairs.push((edge.source().index(), edge.target().index(), edge.weight().certain));
        }
        pairs.sort_unstable();
        for (satellite, owner, certain) in pairs {
            if let Some(node) = self.nodes.get_mut(satellite).filter(|_| certain) {
                node.owner = Some(owner);
            }
            if let Some(node) = self.nodes.get_mut(owner) {
                node.satellites.push((satellite, certain));
            }
        }
        self.lift_edges();
    }

    /// What a setting refers to, its owner refers to through it.
    fn lift_edges(&mut self) {
        let mut lifted: Vec<(usize, usize, Edge)> = Vec::new();
        for (at, node) in self.nodes.iter().enumerate() {
            for (satellite, certain) in &node.satellites {
                for (to, edge) in self
                    .outgoing(*satellite)
                    .filter(|(to, edge)| *to != at && edge.kind != EdgeKind::Configures)
                {
                    lifted.push((
                        at,
                        to,
                        Edge { certain: edge.certain && *certain, ..edge.clone() },
                    ));
                }
            }
        }
        for (from, to, edge) in lifted {
            self.edges.add_edge(NodeIndex::new(from), NodeIndex::new(to), edge);
        }
    }
}

/// What is told of an instance by itself.
struct Read {
    address: Arc<str>,
    entry: Option<Arc<Entry>>,
    tags: Tags,
}

fn read(instance: &Instance, catalog: &Catalog) -> Read {
    let resource = &instance.address.resource;
    let judged = matches!(resource.mode, Mode::Managed | Mode::Module);
    let entry = catalog.entry(&resource.type_name).filter(|_| judged);
    let kind = entry.and_then(|entry| {
        let text = text_at(&instance.attributes, entry.kind_at.as_deref()?)?;
        let kind = text.rsplit('/').next().unwrap_or(text);
        catalog.entry(&format!("{}:{kind}", resource.type_name))
    });
    Read {
        address: Arc::from(instance.address.to_string()),
        entry: kind.or(entry).cloned(),
        tags: Tags::of(instance),
    }
}

impl Read {
    fn node(self, instance: Instance) -> Node {
        let Self { address, entry, tags } = self;
        Node { instance, address, entry, tags, owner: None, satellites: Vec::new() }
    }
}

/// Whether a rule is about this attribute and this target. A module seen from outside and a data source may stand for any type.
fn rule_applies(rule: &EdgeRule, path: &str, target: &Node) -> bool {
    let inside = path == rule.at
        || path.strip_prefix(rule.at.as_str()).is_some_and(|rest| rest.starts_with('.'));
    let fits = rule.to.is_empty()
        || target.instance.address.resource.mode != Mode::Managed
        || rule.to.iter().any(|type_name| type_name == target.type_name());
    inside && fits
}

/// What it means that a program's settings name a resource.
fn data_kind(target: &Node) -> EdgeKind {
    match target.role() {
        Some(Role::Key) => EdgeKind::EncryptsWith,
        Some(Role::Log) => EdgeKind::LogsTo,
        Some(Role::Entry | Role::Dns) => EdgeKind::RoutesTo,
        Some(role) if role.keeps_data() => EdgeKind::DependsOnData,
        _ => EdgeKind::RefersTo,
    }
}
