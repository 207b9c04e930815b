//! The zones of an instance: named by itself, by the subnets it is in, or picked by the service.

use std::collections::BTreeSet;
use std::sync::Arc;

use resilint_eval::{Data, Instance, Multiplicity, PathStep, Value, lists_zones};

use super::home::Home;
use super::named::by_names;
use super::zone_set::{MANY, ZoneSet};
use crate::attribute::{
    Reading, as_number, count, first, first_place, is_set, reading, steps, written_at,
};
use crate::catalog::{EdgeKind, Role, Scope, ZoneForm, ZoneRule};
use crate::facts::{Fact, Truth, holds, read_fact};
use crate::geography::{Zone, region};
use crate::graph::{Node, ResourceGraph};

/// The zones of every node.
pub(super) fn place_all(graph: &ResourceGraph, homes: &[Home]) -> Vec<Option<ZoneSet>> {
    let mut placer = Placer { graph, homes, done: vec![State::New; graph.nodes.len()] };
    (0..graph.nodes.len()).map(|node| placer.zones(node)).collect()
}

#[derive(Debug, Clone)]
enum State {
    New,
    Busy,
    Done(Option<ZoneSet>),
}

struct Placer<'a> {
    graph: &'a ResourceGraph,
    homes: &'a [Home],
    done: Vec<State>,
}

impl Placer<'_> {
    fn zones(&mut self, at: usize) -> Option<ZoneSet> {
        match self.done.get(at) {
            Some(State::Done(zones)) => return zones.clone(),
            // A cycle of placements: nothing more is known than what is being found out.
            Some(State::Busy) | None => return None,
            Some(State::New) => {}
        }
        self.set(at, State::Busy);
        let zones = self.find(at);
        self.set(at, State::Done(zones.clone()));
        zones
    }

    /// The zones of those of the instances that a node stands for to which a value leads.
    fn zones_behind(&mut self, at: usize, path: &[PathStep], value: &Value) -> Option<ZoneSet> {
        let zones = self.zones(at)?;
        let multiplicity = &self.graph.nodes.get(at)?.instance.multiplicity;
        if zones.unknown.is_none() || *multiplicity == Multiplicity::Exactly(1) {
            return Some(zones);
        }
        if is_one_subnet(path) {
            return Some(ZoneSet { each: None, ..zones });
        }
        if zones.each.is_some() && takes_all(value, multiplicity) {
            return Some(zones.of_all());
        }
        Some(ZoneSet { single: false, further: MANY, each: None, ..zones })
    }

    fn set(&mut self, at: usize, state: State) {
        if let Some(slot) = self.done.get_mut(at) {
            *slot = state;
        }
    }

    fn find(&mut self, at: usize) -> Option<ZoneSet> {
        let graph = self.graph;
        let node = graph.nodes.get(at)?;
        let Some(entry) = &node.entry else {
            return node.is_data_source().then(|| self.data_source(at, node));
        };
        for rule in &entry.zones {
            match rule.when.as_ref().map_or(Truth::Yes, |when| {
                holds(when, &node.instance.attributes, &|name| own_fact(node, name))
            }) {
                Truth::No => {}
                Truth::Unknown(reason, path) => return Some(ZoneSet::unknown(reason, path)),
                Truth::Yes => {
                    if let Some(zones) = self.by_rule(at, node, rule) {
                        return Some(zones);
                    }
                }
            }
        }
        match entry.scope {
            Scope::Regional if entry.zones.is_empty() => {
                Some(ZoneSet { regional: true, ..ZoneSet::default() })
            }
            Scope::Zonal
                if entry.zones.iter().any(|rule| matches!(rule.form, ZoneForm::Members)) =>
            {
                None
            }
            Scope::Zonal => Some(ZoneSet::unknown(
                "nothing in the configuration says in which zones it is",
                place_of(&entry.zones),
            )),
            _ => None,
        }
    }

    fn by_rule(&mut self, at: usize, node: &Node, rule: &ZoneRule) -> Option<ZoneSet> {
        let decided = |zones: ZoneSet, decided_by: &Option<String>| match decided_by {
            Some(path) => ZoneSet {
                at: first_place(&node.instance.attributes, path),
                default: !written(&node.instance.attributes, path),
                ..zones
            },
            None => zones,
        };
        match &rule.form {
            ZoneForm::Names { at: paths, decided_by } => {
                Some(decided(by_names(self.graph, self.homes, at, paths)?, decided_by))
            }
            ZoneForm::Of { at: paths, decided_by } => {
                Some(decided(self.by_targets(at, node, paths)?, decided_by))
            }
            ZoneForm::Regional { decided_by } => {
                Some(decided(ZoneSet { regional: true, ..ZoneSet::default() }, decided_by))
            }
            ZoneForm::Members => self.by_members(at),
            ZoneForm::Pick { count, count_at, plus, of, decided_by } => {
                let wanted = match count_at {
                    None => count.map(|count| count as usize),
                    Some(path) => match self.counted(node, path)? {
                        Ok(number) => Some(number + *plus as usize),
                        Err(reason) => {
                            return Some(ZoneSet::unknown(
                                reason,
                                first_place(&node.instance.attributes, path),
                            ));
                        }
                    },
                }?;
                Some(decided(self.pick(at, node, wanted, of), &Some(decided_by.clone())))
            }
        }
    }

    /// A number that an attribute holds, or how many elements it has.
    fn counted(&self, node: &Node, path: &str) -> Option<Result<usize, Arc<str>>> {
        let value = first(&node.instance.attributes, path)?;
        Some(match reading(value) {
            Reading::Known(json) => {
                as_number(&json).map_or_else(|| count(value), |number| Ok(number.max(0.0) as usize))
            }
            Reading::Unknown(reason, _) => Err(reason),
        })
    }

    /// So many zones, picked by the service.
    fn pick(&mut self, at: usize, node: &Node, wanted: usize, of: &[String]) -> ZoneSet {
        let among = self
            .by_targets(at, node, of)
            .filter(|among| among.unknown.is_none() && !among.named.is_empty());
        let home = self.homes.get(at).and_then(Home::name);
        let record = home.and_then(|name| region(node.cloud(), name));
        let of_region = || {
            let zones = record.iter().flat_map(|record| &record.zones);
            zones.map(|zone| Zone::named(zone, home.map(|name| &**name))).collect()
        };
        let candidates: BTreeSet<Zone> = among.map_or_else(of_region, |among| among.named);
        let limit = match (candidates.len(), record.and_then(|record| record.zone_count)) {
            (0, count) => count.unwrap_or(3).max(1),
            (known, _) => known,
        };
        let picked = wanted.min(limit);
        if picked == candidates.len() {
            return ZoneSet { named: candidates, ..ZoneSet::default() };
        }
        ZoneSet { picked, candidates, ..ZoneSet::default() }
    }

    /// The zones of what the attributes refer to: subnets, subnet groups, modules.
    fn by_targets(&mut self, at: usize, node: &Node, paths: &[String]) -> Option<ZoneSet> {
        let graph = self.graph;
        let (first, named) = written_at(&node.instance.attributes, paths)?;
        let mut zones = ZoneSet { at: first, ..ZoneSet::default() };
        let (mut found, mut regional, mut hosts) = (false, true, Vec::new());
        let mut single = named.len() == 1;
        for (path, value) in named {
            // In a list of zones nothing stands: it only tells in which of several places to look.
            let is_list =
                |to: &usize| graph.nodes.get(*to).is_some_and(|node| lists_zones(node.type_name()));
            let targets: Vec<(usize, bool)> = graph
                .outgoing(at)
                .filter(|(to, edge)| {
                    edge.of == at
                        && edge.at == path
                        && edge.kind != EdgeKind::DependsOn
                        && !is_list(to)
                })
                .map(|(to, edge)| (to, edge.certain))
                .collect();
            let placed: Vec<(ZoneSet, bool)> = targets
                .iter()
                .filter_map(|(to, certain)| Some((self.zones_behind(*to, &path, value)?, *certain)))
                .collect();
            hosts.extend(targets.iter().map(|(to, _)| *to));
            found = true;
            if placed.is_empty() {
                regional = false;
                let is_one = node.cloud() == "aws" && is_one_subnet(&path);
                single &= is_one;
                zones.add_unknown(unplaced(value), if is_one { 1 } else { MANY });
            }
            single &= placed.iter().all(|(target, _)| target.single);
            for (target, certain) in placed {
                regional &= target.regional;
                let target = ZoneSet { regional: false, ..target };
                zones.absorb(&if certain { target } else { target.doubted(undecided()) });
            }
        }
        zones.regional = regional && found;
        zones.single = single && zones.unknown.is_some();
        if let [host] = hosts[..] {
            self.decided_by_host(&mut zones, host);
        }
        found.then_some(zones)
    }

    /// What runs on a service that chooses zones itself has to be changed there; a subnet is chosen by what runs in it.
    fn decided_by_host(&mut self, zones: &mut ZoneSet, host: usize) {
        let is_network = self.graph.nodes.get(host).and_then(Node::role) == Some(Role::Network);
        let Some(chosen) = self.zones(host).filter(|chosen| !is_network && chosen.picked > 0)
        else {
            return;
        };
        zones.of = Some(chosen.of.unwrap_or(host));
        (zones.at, zones.default) = (chosen.at, chosen.default);
    }

    fn by_members(&mut self, at: usize) -> Option<ZoneSet> {
        let graph = self.graph;
        let members = graph.nodes.get(at)?.entry.as_ref()?.members.as_ref()?;
        let mut zones: Option<ZoneSet> = None;
        let mut incoming: Vec<(usize, bool)> = graph
            .incoming(at)
            .filter(|(_, edge)| edge.kind == EdgeKind::MemberOf)
            .map(|(from, edge)| (from, edge.certain))
            .collect();
        incoming.dedup_by_key(|(from, _)| *from);
        for (from, certain) in incoming {
            let Some(member) = graph.nodes.get(from).filter(|member| {
                members.types.iter().any(|type_name| type_name == member.type_name())
            }) else {
                continue;
            };
            let placed = self.zones(from);
            let zones =
                zones.get_or_insert_with(|| ZoneSet { of: Some(from), ..ZoneSet::default() });
            let Some(placed) = placed else { continue };
            let placed = placed_member(placed, &member.instance, certain);
            // Where the members say themselves where they are, the first one that does shows it.
            if zones.at.is_empty() && placed.of.is_none() && !placed.named.is_empty() {
                zones.at.clone_from(&placed.at);
                zones.of = Some(from);
            }
            zones.absorb(&placed);
        }
        let zones = zones?;
        // Members without a zone of their own are spread over the zones there are.
        let limit = if zones.candidates.is_empty() {
            self.homes
                .get(at)
                .and_then(Home::name)
                .and_then(|name| region("aws", name))
                .and_then(|record| record.zone_count)
                .unwrap_or(3)
        } else {
            zones.named.union(&zones.candidates).count()
        };
        let picked = zones.picked.min(limit.saturating_sub(zones.named.len()));
        // A member that is picked a zone may share one with a named member only when no other zone is left.
        Some(ZoneSet { picked, ..zones })
    }

    /// A data source that says in which zone to look is in that zone.
    fn data_source(&self, at: usize, node: &Node) -> ZoneSet {
        let named = by_names(self.graph, self.homes, at, &["availability_zone".to_owned()]);
        let named = named.filter(|zones| zones.unknown.is_none());
        named.unwrap_or_else(|| {
            ZoneSet::unknown(format!("`{}` is read by a data source", node.address), Vec::new())
        })
    }
}

/// Whether a list has as many elements as there are instances: it has all of them.
fn takes_all(list: &Value, multiplicity: &Multiplicity) -> bool {
    let Some(known) = list.as_unknown().map(|unknown| &unknown.refinement) else { return false };
    match multiplicity.at_most() {
        Some(most) => known.min_length >= Some(most),
        None => known.min_length >= Some(multiplicity.at_least()) && known.max_length.is_none(),
    }
}

/// The zones of a member of a group, with all the instances that it stands for.
fn placed_member(placed: ZoneSet, member: &Instance, certain: bool) -> ZoneSet {
    let mut placed = placed.of_all();
    let doubt = match (&member.multiplicity, &member.maybe_absent) {
        (Multiplicity::Unknown { reason, at_least, .. }, _) => {
            placed.may_be_more();
            (*at_least == 0).then(|| reason.to_string())
        }
        (Multiplicity::Exactly(count), absent) => {
            if placed.picked > 0 {
                placed.picked = *count as usize;
            } else if *count > 1 {
                placed.may_be_more();
            }
            absent.as_ref().map(ToString::to_string)
        }
    };
    let doubt =
        doubt.or_else(|| (!certain).then(|| "whether it is a member is undecided".to_owned()));
    match doubt {
        Some(reason) => placed.doubted(Arc::from(reason)),
        None => placed,
    }
}

/// Whether a path names one subnet: `subnet_id`, or an element of a list of subnets.
fn is_one_subnet(path: &[PathStep]) -> bool {
    let element = matches!(path.last(), Some(PathStep::Index(_)));
    let name = path.iter().rev().find_map(|step| match step {
        PathStep::Name(name) => Some(&**name),
        PathStep::Index(_) => None,
    });
    name.is_some_and(|name| match name {
        "subnet_id" => true,
        "vpc_zone_identifier" => element,
        _ => element && (name.ends_with("subnets") || name.ends_with("subnet_ids")),
    })
}

/// Why it is not certain where a reference leads.
fn undecided() -> Arc<str> {
    Arc::from("which of several resources is meant is undecided")
}

/// Why a value leads to no place.
fn unplaced(value: &Value) -> Arc<str> {
    match &value.data {
        Data::Unknown(unknown) => Arc::from(unknown.reason.to_string()),
        Data::String(text) => Arc::from(format!("`{text}` is not in the configuration")),
        _ => Arc::from("what it names is not in the configuration"),
    }
}

fn own_fact(node: &Node, name: &str) -> Option<Fact> {
    let rules = node.entry.as_ref()?.facts.get(name)?;
    read_fact(rules, node, &|_| None)
}

fn written(attributes: &Value, path: &str) -> bool {
    is_set(attributes, path) != Some(false)
}

fn place_of(rules: &[ZoneRule]) -> Vec<PathStep> {
    rules
        .iter()
        .find_map(|rule| match &rule.form {
            ZoneForm::Names { at, .. } | ZoneForm::Of { at, .. } => {
                at.first().map(|path| steps(path))
            }
            _ => None,
        })
        .unwrap_or_default()
}
