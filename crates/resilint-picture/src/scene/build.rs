//! From facts to a scene.

use std::collections::{BTreeMap, BTreeSet};

use resilint_graph::ResourceFacts;

use super::choose::{Chosen, choose, is_network, is_subnet};
use super::connect::{Ghost, Line, copies, flows, references, requests};
use super::frames::{frames, subnets_by_zone};
use super::place::{Place, hosts, place};
use super::shrink::{Draft, shrink, stack};
use super::{Card, Family, Item, Link, LinkKind, PictureError, Scene, State, focus, names};
use crate::subject::{Lost, PictureOptions, Subject};

/// The scene of a subject.
pub(crate) fn build(
    subject: &Subject<'_>,
    options: &PictureOptions,
) -> Result<Scene, PictureError> {
    let forced = forced(subject, options)?;
    let chosen = choose(subject, &forced);
    let hosts = hosts(subject.facts, &chosen);
    let (lines, ghosts) = lines(subject, options, &chosen, &forced);
    let lines = upright(lines, &hosts);
    let mut paths = paths(subject, &chosen, &hosts);
    for ghost in &ghosts {
        paths.insert(&ghost.id, vec![Place::Region(ghost.region.clone())]);
    }
    if let Some(focus) = &options.focus {
        let near = focus::near(focus, options.depth, &paths, &lines);
        paths.retain(|address, _| near.contains(address));
    } else if options.flows {
        let touched: BTreeSet<&str> =
            lines.iter().flat_map(|line| [line.from.as_str(), line.to.as_str()]).collect();
        let guests = |host: &str| hosts.values().any(|other| *other == host);
        paths.retain(|address, _| touched.contains(address) || guests(address));
    }
    let drafts = drafts(subject, &chosen, &paths, &hosts, &ghosts);
    let mut scene = Scene { title: options.title.clone(), ..Scene::default() };
    let drafts = shrink(stack(drafts, &lines), options.most.max(1), &mut scene.notes);
    (scene.frames, scene.cards) = frames(subject, drafts);
    scene.links = links(&scene, &lines, &hosts);
    mark_places(&mut scene);
    scene.summary = summary(&scene, subject);
    Ok(scene)
}

/// Resources that get a card whatever they are.
fn forced<'a>(
    subject: &Subject<'a>,
    options: &PictureOptions,
) -> Result<BTreeSet<&'a str>, PictureError> {
    let mut forced = BTreeSet::new();
    if let Some(focus) = &options.focus {
        if !focus::exists(subject.facts, focus) {
            return Err(PictureError::NoSuchResource(focus.clone()));
        }
        let known = subject.facts.resources.get_key_value(focus.as_str());
        let own = known.filter(|(_, resource)| !is_network(resource) && !is_subnet(resource));
        forced.extend(own.map(|(address, _)| &**address));
    }
    if options.flows {
        let ends = subject.facts.flows.iter().flat_map(|flow| [&*flow.from, &*flow.to]);
        forced.extend(ends.filter(|end| !only_hands_on(subject, end)));
    }
    Ok(forced)
}

/// Whether data only passes a resource that is no part of the architecture itself, as logs pass the template of what writes them.
fn only_hands_on(subject: &Subject<'_>, address: &str) -> bool {
    let flows = &subject.facts.flows;
    let is_other = subject
        .facts
        .resources
        .get(address)
        .is_some_and(|resource| resource.role.as_deref() == Some("other"));
    let mut leaving = flows.iter().filter(|flow| *flow.from == *address && flow.to != flow.from);
    is_other
        && leaving.next().is_some()
        && flows
            .iter()
            .filter(|flow| *flow.from == *address)
            .all(|flow| flows.iter().any(|other| *other.to == *address && other.kind == flow.kind))
}

/// Everything that goes from card to card.
fn lines(
    subject: &Subject<'_>,
    options: &PictureOptions,
    chosen: &Chosen<'_>,
    forced: &BTreeSet<&str>,
) -> (Vec<Line>, Vec<Ghost>) {
    let (mut lines, mut ghosts) = if options.flows {
        flows(subject.facts, chosen)
    } else {
        let (mut copied, ghosts) = copies(subject.facts, chosen);
        copied.extend(requests(subject, chosen));
        (copied, ghosts)
    };
    if options.focus.is_some() {
        for address in forced {
            let known: BTreeSet<(String, String)> =
                lines.iter().map(|line| (line.from.clone(), line.to.clone())).collect();
            let more = references(subject.facts, chosen, address).into_iter();
            lines
                .extend(more.filter(|line| !known.contains(&(line.from.clone(), line.to.clone()))));
        }
    }
    ghosts.sort();
    ghosts.dedup();
    (lines, ghosts)
}

/// Without what only says that a guest runs on its host: the frame says so. Each line once, the certain one first.
fn upright(mut lines: Vec<Line>, hosts: &BTreeMap<&str, &str>) -> Vec<Line> {
    let hosted = |line: &Line| {
        hosts.get(line.from.as_str()) == Some(&line.to.as_str())
            || hosts.get(line.to.as_str()) == Some(&line.from.as_str())
    };
    lines.retain(|line| !hosted(line));
    let open = |line: &Line| (!line.certain, line.allowed != Some(false), line.words.clone());
    lines.sort_by_cached_key(|line| (line.from.clone(), line.to.clone(), line.kind, open(line)));
    lines.dedup_by(|right, left| {
        (&left.from, &left.to, left.kind) == (&right.from, &right.to, right.kind)
    });
    lines
}

/// The frames around each card.
fn paths<'a>(
    subject: &Subject<'a>,
    chosen: &Chosen<'a>,
    hosts: &BTreeMap<&'a str, &'a str>,
) -> BTreeMap<&'a str, Vec<Place>> {
    let own = |address: &str| -> Vec<Place> {
        let Some(resource) = subject.facts.resources.get(address) else { return Vec::new() };
        let mut path = place(subject.facts, resource);
        if let [Place::Region(_)] = path.as_slice() {
            path.extend(network_of_guests(subject, hosts, address, &path));
        }
        if !resource.module.is_empty() {
            path.push(Place::Module(resource.module.clone()));
        }
        path
    };
    let path = |address: &str| match hosts.get(address) {
        None => own(address),
        Some(host) => {
            let mut path = own(host);
            let module = own(address).pop().filter(|place| matches!(place, Place::Module(_)));
            let module = module.filter(|module| !path.contains(module));
            path.push(Place::Cluster((*host).to_owned()));
            path.extend(module);
            path
        }
    };
    let mut paths: BTreeMap<&str, Vec<Place>> =
        chosen.cards.iter().map(|address| (*address, path(address))).collect();
    join_zones(subject, &mut paths);
    paths
}

/// What has a zone but no network, as disks have, is drawn in that zone of the region's network, when there is one only.
fn join_zones(subject: &Subject<'_>, paths: &mut BTreeMap<&str, Vec<Place>>) {
    let mut networks: BTreeMap<Place, BTreeSet<Place>> = BTreeMap::new();
    for path in paths.values() {
        if let [region, network @ Place::Network(_), ..] = path.as_slice() {
            networks.entry(region.clone()).or_default().insert(network.clone());
        }
    }
    for path in paths.values_mut() {
        let [region, Place::Zone(zone), ..] = path.as_slice() else { continue };
        let known: Vec<&Place> = networks.get(region).into_iter().flatten().collect();
        if let [Place::Network(network)] = known.as_slice()
            && subnets_by_zone(subject.facts, network).contains_key(zone)
        {
            path.insert(1, Place::Network(network.clone()));
        }
    }
}

/// The network that all guests of a host stand in: there the host is drawn, when it stands in none itself.
fn network_of_guests(
    subject: &Subject<'_>,
    hosts: &BTreeMap<&str, &str>,
    host: &str,
    around: &[Place],
) -> Option<Place> {
    let guests = hosts.iter().filter(|(_, other)| **other == host);
    let places = guests.filter_map(|(guest, _)| {
        let resource = subject.facts.resources.get(*guest)?;
        let places = place(subject.facts, resource);
        let network = places.iter().find(|place| matches!(place, Place::Network(_))).cloned();
        Some((places.starts_with(around), network))
    });
    let networks: BTreeSet<_> = places.filter(|(_, network)| network.is_some()).collect();
    match networks.into_iter().collect::<Vec<_>>().as_slice() {
        [(true, network)] => network.clone(),
        _ => None,
    }
}

/// A card for each resource that is not a frame, and for each copy without a resource.
fn drafts(
    subject: &Subject<'_>,
    chosen: &Chosen<'_>,
    paths: &BTreeMap<&str, Vec<Place>>,
    hosts: &BTreeMap<&str, &str>,
    ghosts: &[Ghost],
) -> Vec<Draft> {
    let mut settings: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (address, home) in chosen.home.iter().filter(|(address, home)| address != home) {
        settings.entry(home).or_default().push((*address).to_owned());
    }
    let drawn: BTreeSet<&str> = hosts
        .iter()
        .filter(|(guest, _)| paths.contains_key(*guest))
        .map(|(_, host)| *host)
        .collect();
    let mut drafts = Vec::new();
    for (address, path) in paths.iter().filter(|(address, _)| !drawn.contains(*address)) {
        let Some(resource) = subject.facts.resources.get(*address) else { continue };
        let mut card = card(subject, resource);
        card.settings = settings.remove(address).unwrap_or_default();
        drafts.push(Draft { path: path.clone(), card });
    }
    for ghost in ghosts.iter().filter(|ghost| paths.contains_key(ghost.id.as_str())) {
        let path = vec![Place::Region(ghost.region.clone())];
        drafts.push(Draft { path, card: ghost_card(subject, ghost) });
    }
    drafts
}

fn card(subject: &Subject<'_>, resource: &ResourceFacts) -> Card {
    let address = resource.address.to_string();
    let lost = subject.lost.as_ref();
    let places = place(subject.facts, resource);
    let by_place = places.iter().map(|place| match place {
        Place::Region(name) => state_of_domain(lost, &format!("region:{name}")),
        Place::Zone(name) => state_of_domain(lost, &format!("az:{name}")),
        _ => State::Up,
    });
    let state = by_place.fold(state_of_resource(lost, &address), State::max);
    let role = resource.role.as_deref().unwrap_or("other");
    let note = match names::zones(resource) {
        Some(zones) => format!("{} · {zones}", names::kind(resource)),
        None => names::kind(resource),
    };
    Card {
        title: names::title(resource),
        note,
        family: Family::of(role),
        role: role.to_owned(),
        state,
        faults: subject.faults.get(&address).cloned().unwrap_or_default(),
        settings: Vec::new(),
        is_ghost: false,
        addresses: vec![address],
    }
}

fn ghost_card(subject: &Subject<'_>, ghost: &Ghost) -> Card {
    let of = subject.facts.resources.get(ghost.of.as_str());
    let what = if ghost.kind == LinkKind::Backup { "backup copy" } else { "replica" };
    Card {
        addresses: vec![ghost.id.clone()],
        title: of.map_or_else(|| ghost.of.clone(), |of| names::title(of)),
        note: what.to_owned(),
        family: Family::Data,
        role: of.and_then(|of| of.role.as_deref()).unwrap_or("backup").to_owned(),
        state: state_of_domain(subject.lost.as_ref(), &format!("region:{}", ghost.region)),
        faults: Vec::new(),
        settings: Vec::new(),
        is_ghost: true,
    }
}

fn state_of_domain(lost: Option<&Lost>, domain: &str) -> State {
    let is_lost = lost.is_some_and(|lost| lost.domains.iter().any(|one| one == domain));
    if is_lost { State::Lost } else { State::Up }
}

/// What becomes of a resource in the failure that is drawn.
pub(super) fn state_of_resource(lost: Option<&Lost>, address: &str) -> State {
    let Some(lost) = lost else { return State::Up };
    let among = |list: &[String]| list.iter().any(|one| one == address);
    match &lost.casualties {
        dead if among(&dead.fails) || among(&lost.domains) => State::Lost,
        dead if among(&dead.unknown) => State::Unknown,
        dead if among(&dead.degraded) => State::Degraded,
        _ => State::Up,
    }
}

/// The links between what is drawn. A link to something that is not drawn is not drawn either.
fn links(scene: &Scene, lines: &[Line], hosts: &BTreeMap<&str, &str>) -> Vec<Link> {
    let mut items: BTreeMap<&str, Item> = BTreeMap::new();
    for (at, card) in scene.cards.iter().enumerate() {
        items.extend(card.addresses.iter().map(|address| (address.as_str(), Item::Card(at))));
    }
    for (at, frame) in scene.frames.iter().enumerate() {
        let address = frame.address.as_deref().filter(|of| hosts.values().any(|host| host == of));
        items.extend(address.map(|address| (address, Item::Frame(at))));
    }
    let link = |line: &Line| {
        let (from, to) = (*items.get(line.from.as_str())?, *items.get(line.to.as_str())?);
        let words = line.words.clone();
        let (kind, certain, allowed) = (line.kind, line.certain, line.allowed);
        Some(Link { from, to, kind, certain, allowed, is_open: line.is_open, words })
    };
    let mut links: Vec<Link> = lines.iter().filter_map(link).collect();
    links.retain(|link| link.from != link.to && !holds(scene, link.from, link.to));
    links.sort_by_cached_key(|link| (link.from, link.to, link.kind, !link.certain));
    links.dedup_by(|right, left| {
        (left.from, left.to, left.kind) == (right.from, right.to, right.kind)
    });
    links
}

/// Whether one is inside the other.
fn holds(scene: &Scene, left: Item, right: Item) -> bool {
    let inside = |inner: Item, outer: Item| match outer {
        Item::Frame(frame) => scene.around(inner).contains(&frame),
        Item::Card(_) => false,
    };
    inside(left, right) || inside(right, left)
}

/// Says of each region whether what goes there may be there.
fn mark_places(scene: &mut Scene) {
    let mut verdicts: BTreeMap<usize, bool> = BTreeMap::new();
    for link in &scene.links {
        let Some(allowed) = link.allowed else { continue };
        let around = scene.around(link.to);
        let region = around.iter().rev().nth(1);
        if let Some(region) = region {
            verdicts.entry(*region).and_modify(|all| *all &= allowed).or_insert(allowed);
        }
    }
    for (frame, allowed) in verdicts {
        scene.frames[frame].allowed = Some(allowed);
    }
}

fn summary(scene: &Scene, subject: &Subject<'_>) -> String {
    let drawn: usize = scene.cards.iter().map(|card| card.addresses.len()).sum();
    let faulty = scene.cards.iter().filter(|card| !card.faults.is_empty()).count()
        + scene.frames.iter().filter(|frame| !frame.faults.is_empty()).count();
    let mut parts = vec![format!(
        "{drawn} of {} resources drawn; settings, rules and permissions are folded into what they belong to",
        subject.facts.resources.values().filter(|one| one.mode != "data").count()
    )];
    if faulty > 0 {
        parts.push(format!("{faulty} marked as single points of failure"));
    }
    if let Some(lost) = &subject.lost {
        let of = |state: State| {
            scene
                .cards
                .iter()
                .filter(|card| card.state == state)
                .map(|card| card.addresses.len())
                .sum::<usize>()
        };
        parts.push(format!(
            "without {}: {} lost, {} degraded, {} not known",
            lost.domains.join(", "),
            of(State::Lost),
            of(State::Degraded),
            of(State::Unknown)
        ));
    }
    parts.join("; ")
}
