//! From cards with their places to frames within frames.

use std::collections::{BTreeMap, BTreeSet};

use resilint_graph::Facts;

use super::place::Place;
use super::shrink::Draft;
use super::{Card, Frame, FrameKind, Item, State, names};
use crate::subject::{Lost, Subject};

/// Cards and frames, the outermost frame first.
pub(super) fn frames(subject: &Subject<'_>, drafts: Vec<Draft>) -> (Vec<Frame>, Vec<Card>) {
    let mut builder = Builder { subject, frames: vec![outermost()], by_path: BTreeMap::new() };
    let mut cards = Vec::new();
    let modules = worthwhile(&drafts);
    for place in zones_of_networks(subject, &drafts) {
        builder.frame(&place);
    }
    for draft in drafts {
        let path: Vec<Place> = draft
            .path
            .iter()
            .enumerate()
            .filter(|(at, place)| {
                !matches!(place, Place::Module(_))
                    || modules.contains(draft.path.get(..=*at).unwrap_or_default())
            })
            .map(|(_, place)| place.clone())
            .collect();
        let frame = builder.frame(&path);
        builder.frames[frame].children.push(Item::Card(cards.len()));
        cards.push(draft.card);
    }
    builder.sort(&cards);
    (builder.frames, cards)
}

/// Modules that have several cards in one place, and are not all there is in it.
fn worthwhile(drafts: &[Draft]) -> BTreeSet<Vec<Place>> {
    let mut cards: BTreeMap<&[Place], usize> = BTreeMap::new();
    for draft in drafts {
        for length in 0..=draft.path.len() {
            *cards.entry(draft.path.get(..length).unwrap_or_default()).or_default() += 1;
        }
    }
    let is_worthwhile = |path: &&[Place]| {
        let Some((Place::Module(_), around)) = path.split_last() else { return false };
        cards.get(path).is_some_and(|inside| *inside > 1 && cards.get(around) > Some(inside))
    };
    cards.keys().filter(|path| is_worthwhile(path)).map(|path| path.to_vec()).collect()
}

/// The zones of the networks that are drawn, whether or not something is drawn in them: it is good to see that there are three.
fn zones_of_networks(subject: &Subject<'_>, drafts: &[Draft]) -> BTreeSet<Vec<Place>> {
    let mut found = BTreeSet::new();
    for draft in drafts {
        let networks = draft.path.iter().enumerate();
        for (at, place) in networks {
            let Place::Network(address) = place else { continue };
            let path = draft.path.get(..=at).unwrap_or_default();
            for zone in subnets_by_zone(subject.facts, address).into_keys() {
                found.insert(path.iter().cloned().chain([Place::Zone(zone)]).collect());
            }
        }
    }
    found
}

/// The subnets of a network, by their zones.
pub(super) fn subnets_by_zone(facts: &Facts, network: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for edge in facts.graph.referrers.get(network).into_iter().flatten() {
        let Some(subnet) = facts.resources.get(&edge.address) else { continue };
        if edge.kind != "member_of" || !super::choose::is_subnet(subnet) {
            continue;
        }
        if let [zone] = names::zone_names(subnet).as_slice() {
            let subnets = found.entry(zone.clone()).or_default();
            subnets.push(edge.address.to_string());
        }
    }
    for subnets in found.values_mut() {
        subnets.sort();
        subnets.dedup();
    }
    found
}

fn outermost() -> Frame {
    Frame {
        kind: FrameKind::Picture,
        title: String::new(),
        note: String::new(),
        address: None,
        state: State::Up,
        faults: Vec::new(),
        allowed: None,
        parent: 0,
        children: Vec::new(),
    }
}

struct Builder<'a> {
    subject: &'a Subject<'a>,
    frames: Vec<Frame>,
    by_path: BTreeMap<Vec<Place>, usize>,
}

impl Builder<'_> {
    /// The frame at the end of a path.
    fn frame(&mut self, path: &[Place]) -> usize {
        let Some((last, around)) = path.split_last() else { return 0 };
        if let Some(known) = self.by_path.get(path) {
            return *known;
        }
        let parent = self.frame(around);
        let at = self.frames.len();
        let mut frame = self.new_frame(last, around);
        frame.parent = parent;
        frame.state = frame.state.max(self.frames[parent].state);
        self.frames.push(frame);
        self.frames[parent].children.push(Item::Frame(at));
        self.by_path.insert(path.to_vec(), at);
        at
    }

    fn new_frame(&self, place: &Place, around: &[Place]) -> Frame {
        let mut frame = outermost();
        match place {
            Place::Global => {
                frame.kind = FrameKind::Global;
                "everywhere".clone_into(&mut frame.title);
            }
            Place::Unplaced => {
                frame.kind = FrameKind::Unplaced;
                "region not known".clone_into(&mut frame.title);
            }
            Place::Region(name) => {
                frame.kind = FrameKind::Region;
                frame.title.clone_from(name);
                frame.state = state_of(self.subject.lost.as_ref(), &format!("region:{name}"));
            }
            Place::Zone(name) => {
                frame.kind = FrameKind::Zone;
                names::short_zone(name).clone_into(&mut frame.title);
                frame.note = self.subnets_in(around, name);
                frame.state = state_of(self.subject.lost.as_ref(), &format!("az:{name}"));
                if let Some(Place::Region(region)) = around.first() {
                    let worst = state_of(self.subject.lost.as_ref(), &format!("az:{region}/*"));
                    if worst == State::Lost {
                        frame.state = frame.state.max(State::Unknown);
                    }
                }
            }
            Place::Network(address) => self.of_resource(&mut frame, FrameKind::Network, address),
            Place::Subnet(address) => self.of_resource(&mut frame, FrameKind::Subnet, address),
            Place::Cluster(address) => self.of_resource(&mut frame, FrameKind::Cluster, address),
            Place::Module(path) => {
                frame.kind = FrameKind::Module;
                frame.title.clone_from(path);
            }
        }
        frame
    }

    /// How many subnets a network has in a zone.
    fn subnets_in(&self, around: &[Place], zone: &str) -> String {
        let network = around.iter().find_map(|place| match place {
            Place::Network(address) => Some(address),
            _ => None,
        });
        let subnets = network
            .and_then(|network| subnets_by_zone(self.subject.facts, network).remove(zone))
            .unwrap_or_default();
        match subnets.len() {
            0 => String::new(),
            1 => "1 subnet".to_owned(),
            count => format!("{count} subnets"),
        }
    }

    fn of_resource(&self, frame: &mut Frame, kind: FrameKind, address: &str) {
        frame.kind = kind;
        frame.address = Some(address.to_owned());
        frame.faults = self.subject.faults.get(address).cloned().unwrap_or_default();
        frame.state = super::build::state_of_resource(self.subject.lost.as_ref(), address);
        if let Some(resource) = self.subject.facts.resources.get(address) {
            frame.title = names::title(resource);
            if kind == FrameKind::Cluster {
                frame.note = names::kind(resource);
            }
        }
    }

    /// Frames by place, then cards by family and name.
    fn sort(&mut self, cards: &[Card]) {
        let order: BTreeMap<usize, Vec<Place>> =
            self.by_path.iter().map(|(path, at)| (*at, path.clone())).collect();
        for frame in &mut self.frames {
            frame.children.sort_by_cached_key(|child| match child {
                Item::Frame(at) => (0, order.get(at).cloned(), None),
                Item::Card(at) => {
                    let card = cards.get(*at);
                    (1, None, card.map(|card| (card.family, card.addresses.clone())))
                }
            });
        }
    }
}

/// Whether a failure domain is among what is lost.
fn state_of(lost: Option<&Lost>, domain: &str) -> State {
    match lost.is_some_and(|lost| lost.domains.iter().any(|one| one == domain)) {
        true => State::Lost,
        false => State::Up,
    }
}
