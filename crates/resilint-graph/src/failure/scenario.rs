//! Which failures are simulated: the default matrix, and what people ask for by name.

use std::collections::BTreeSet;

use super::domain::{DomainKind, Level, Loss, Token, Tokens};
use super::model::{Model, Node, NodeId, Replica};
use super::prepared::{Prepared, dependencies, numbered};

/// A failure to simulate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Scenario {
    /// All of this is lost at once.
    Lose(Vec<Lost>),
    /// These sets of regions cannot reach each other.
    Partition(Vec<Vec<Token>>),
}

impl Scenario {
    /// The names of what is lost: as people write them.
    #[must_use]
    pub fn names(&self, model: &Model) -> Vec<String> {
        match self {
            Self::Lose(lost) => lost.iter().map(|lost| name(model, lost)).collect(),
            Self::Partition(_) => Vec::new(),
        }
    }
}

/// Something that is lost.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lost {
    /// A failure domain in use.
    Domain(Token),
    /// A node as a whole.
    Node(NodeId),
    /// Whichever single zone of the region is worst.
    WorstZone(Token),
    /// A zone by name, in a region whose zones are not known by name.
    NamedZone {
        /// The region.
        region: Token,
        /// The zone, as it was written.
        name: String,
    },
}

/// A scenario that cannot be simulated.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ScenarioError {
    /// Nothing uses the failure domain.
    #[error("nothing uses `{given}`; in use are {in_use}", in_use = listed(.in_use))]
    Unused {
        /// What was asked for.
        given: String,
        /// What there is.
        in_use: Vec<String>,
    },
    /// A partition needs at least two sides, none of them empty.
    #[error(
        "`{0}` does not name two sides: write `REGION/REGION`, with commas between the regions of one side"
    )]
    Sides(String),
    /// A region is on two sides.
    #[error("`{0}` cannot be on two sides of a partition")]
    BothSides(String),
    /// Too many combinations.
    #[error("at most two `az:REGION/*` can be lost at once")]
    TooMany,
    /// Nothing was named.
    #[error("no failure domain is named")]
    Nothing,
}

fn listed(names: &[String]) -> String {
    if names.is_empty() {
        "none".to_owned()
    } else {
        names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
    }
}

/// Every zone, region and account in use, the worst zone where zones are unknown, and every node that two or more others need.
#[must_use]
pub fn default_scenarios(model: &Model) -> Vec<Scenario> {
    let mut scenarios = place_scenarios(model);
    let mut shared: Vec<Lost> =
        shared_nodes(model).into_iter().map(|node| lost_node(model, node)).collect();
    shared.sort_by_cached_key(|lost| name(model, lost));
    scenarios.extend(shared.into_iter().map(|lost| Scenario::Lose(vec![lost])));
    scenarios
}

/// Every zone, region and account in use, and the worst zone where zones are unknown.
#[must_use]
pub fn place_scenarios(model: &Model) -> Vec<Scenario> {
    let mut scenarios = zone_scenarios(model);
    let tokens = &model.tokens;
    let regions = used(model, |kind| kind == DomainKind::Region);
    scenarios.extend(regions.into_iter().map(|region| vec![Lost::Domain(region)]));
    let accounts = used(model, |kind| kind == DomainKind::Account);
    if accounts.len() > 1 {
        scenarios.extend(accounts.into_iter().map(|account| vec![Lost::Domain(account)]));
    }
    debug_assert!(scenarios.iter().flatten().all(
        |lost| !matches!(lost, Lost::Domain(token) if tokens.kind(*token) == DomainKind::HiddenZone)
    ));
    scenarios.into_iter().map(Scenario::Lose).collect()
}

fn zone_scenarios(model: &Model) -> Vec<Vec<Lost>> {
    // A zone in which nothing is for certain is a row of guesses; the worst zone of its region says it once.
    let certain: BTreeSet<Token> = model
        .nodes
        .iter()
        .flat_map(|node| &node.replicas)
        .flat_map(|replica| &replica.domains)
        .copied()
        .collect();
    let zones = used(model, |kind| matches!(kind, DomainKind::Zone | DomainKind::SymbolicZone))
        .into_iter()
        .filter(|zone| certain.contains(zone));
    let mut scenarios: Vec<Vec<Lost>> = zones.map(|zone| vec![Lost::Domain(zone)]).collect();
    scenarios.extend(unsure_regions(model).into_iter().map(|region| vec![Lost::WorstZone(region)]));
    scenarios
}

/// Regions in which something sits in a zone that is not known.
pub(super) fn unsure_regions(model: &Model) -> Vec<Token> {
    let hidden = used(model, |kind| kind == DomainKind::HiddenZone);
    let mut regions: Vec<Token> =
        hidden.into_iter().filter_map(|zone| model.tokens.within(zone)).collect();
    regions.sort_by_key(|region| model.tokens.name(*region));
    regions.dedup();
    regions
}

/// What `--lose` names: one scenario, all of it at once.
///
/// # Errors
/// When nothing uses what is named.
pub fn parse_lose(model: &Model, given: &[&str]) -> Result<Scenario, ScenarioError> {
    let names = given
        .iter()
        .flat_map(|list| split_outside_brackets(list))
        .map(str::trim)
        .filter(|name| !name.is_empty());
    let lost = names.map(|name| parse_one(model, name)).collect::<Result<Vec<_>, _>>()?;
    if lost.is_empty() {
        return Err(ScenarioError::Nothing);
    }
    if lost.iter().filter(|lost| matches!(lost, Lost::WorstZone(_))).count() > 2 {
        return Err(ScenarioError::TooMany);
    }
    Ok(Scenario::Lose(lost))
}

/// What `--partition` names: `us-east-1,us-west-2/eu-west-1`.
///
/// # Errors
/// When there are not two sides, or nothing uses a region.
pub fn parse_partition(model: &Model, given: &str) -> Result<Scenario, ScenarioError> {
    let mut sides: Vec<Vec<Token>> = Vec::new();
    for side in given.split('/') {
        let mut regions = Vec::new();
        for name in side.split(',').map(str::trim).filter(|name| !name.is_empty()) {
            let name = if name.starts_with("region:") {
                name.to_owned()
            } else {
                format!("region:{name}")
            };
            let region = model
                .tokens
                .find(&name)
                .ok_or_else(|| unused(model, &name, |kind| kind == DomainKind::Region))?;
            if sides.iter().flatten().chain(&regions).any(|known| *known == region) {
                return Err(ScenarioError::BothSides(name));
            }
            regions.push(region);
        }
        if regions.is_empty() {
            return Err(ScenarioError::Sides(given.to_owned()));
        }
        sides.push(regions);
    }
    if sides.len() < 2 {
        Err(ScenarioError::Sides(given.to_owned()))
    } else {
        Ok(Scenario::Partition(sides))
    }
}

/// Instance keys may contain commas: `aws_subnet.a["x,y"]`.
fn split_outside_brackets(list: &str) -> Vec<&str> {
    let mut depth = 0_i32;
    list.split(|character: char| {
        depth += i32::from(character == '[') - i32::from(character == ']');
        character == ',' && depth <= 0
    })
    .collect()
}

fn parse_one(model: &Model, given: &str) -> Result<Lost, ScenarioError> {
    let tokens = &model.tokens;
    let address = given.strip_prefix("node:").unwrap_or(given);
    if let Some((node, _)) = numbered(model).find(|(_, node)| node.address == address) {
        return Ok(lost_node(model, node));
    }
    if let Some(region) = given.strip_prefix("az:").and_then(|zone| zone.strip_suffix("/*")) {
        let region = tokens.find(&format!("region:{region}"));
        return region
            .map(Lost::WorstZone)
            .ok_or_else(|| unused(model, given, |kind| kind == DomainKind::Region));
    }
    if let Some(token) =
        tokens.find(address).filter(|token| tokens.kind(*token) != DomainKind::HiddenZone)
    {
        return Ok(Lost::Domain(token));
    }
    if let Some((node, _)) =
        numbered(model).find(|(_, node)| node.members.iter().any(|member| member == address))
    {
        return Ok(lost_node(model, node));
    }
    if let Some(zone) = given.strip_prefix("az:")
        && let Some(region) = region_of(model, zone)
    {
        return Ok(Lost::NamedZone { region, name: given.to_owned() });
    }
    Err(unused(model, given, |kind| kind != DomainKind::HiddenZone && kind != DomainKind::Instance))
}

/// The region of a zone that is not in use by name, when some zones of that region are not known by name.
fn region_of(model: &Model, zone: &str) -> Option<Token> {
    let symbolic = used(model, |kind| kind == DomainKind::SymbolicZone)
        .into_iter()
        .filter_map(|zone| model.tokens.within(zone));
    let mut regions: Vec<Token> = symbolic.chain(unsure_regions(model)).collect();
    regions.sort_unstable();
    regions.dedup();
    regions.into_iter().find(|region| {
        let region = model.tokens.name(*region).trim_start_matches("region:");
        let rest = zone.strip_prefix(region).unwrap_or_default().trim_start_matches(['/', '-']);
        !rest.is_empty()
            && rest.len() <= 2
            && rest.chars().all(|character| character.is_ascii_alphanumeric())
    })
}

/// Losing a node's address loses the instance of that address; where none has it, the whole node.
fn lost_node(model: &Model, node: NodeId) -> Lost {
    let known = &model.nodes[node.index()];
    let token = model.tokens.find(&known.address);
    let token =
        token.filter(|token| known.replicas.iter().any(|replica| replica.domains.contains(token)));
    token.map_or(Lost::Node(node), Lost::Domain)
}

/// The failure domains in use of some kinds, by name.
pub(super) fn used(model: &Model, kinds: impl Fn(DomainKind) -> bool) -> Vec<Token> {
    let mut tokens: Vec<Token> =
        model.tokens.iter().filter(|token| kinds(model.tokens.kind(*token))).collect();
    tokens.sort_by_key(|token| model.tokens.name(*token));
    tokens
}

/// The nodes that two or more others need.
pub(super) fn shared_nodes(model: &Model) -> Vec<NodeId> {
    let mut users = vec![0_u32; model.nodes.len()];
    for (_, node) in numbered(model) {
        let mut needed: Vec<NodeId> = dependencies(node).collect();
        needed.sort_unstable();
        needed.dedup();
        for node in needed {
            users[node.index()] += 1;
        }
    }
    numbered(model).map(|(id, _)| id).filter(|id| users[id.index()] >= 2).collect()
}

fn unused(model: &Model, given: &str, kinds: impl Fn(DomainKind) -> bool) -> ScenarioError {
    let in_use =
        used(model, kinds).into_iter().map(|token| model.tokens.name(token).to_owned()).collect();
    ScenarioError::Unused { given: given.to_owned(), in_use }
}

/// How people write it.
pub(super) fn name(model: &Model, lost: &Lost) -> String {
    match lost {
        Lost::Domain(token) => model.tokens.name(*token).to_owned(),
        Lost::Node(node) => model.nodes[node.index()].address.clone(),
        Lost::WorstZone(region) => worst_zone_name(&model.tokens, *region),
        Lost::NamedZone { name, .. } => name.clone(),
    }
}

/// `az:REGION/*`.
pub(super) fn worst_zone_name(tokens: &Tokens, region: Token) -> String {
    format!("az:{}/*", tokens.name(region).trim_start_matches("region:"))
}

/// The size of what is lost. A managed service of a whole region does not break down by less than its region.
pub(super) fn level(prepared: &Prepared<'_>, lost: &[Lost]) -> Level {
    let tokens = &prepared.model.tokens;
    let one = |lost: &Lost| match lost {
        Lost::Domain(token) if tokens.kind(*token) == DomainKind::Instance => {
            let sitting = prepared.sitting(*token).iter();
            sitting
                .map(|node| extent(tokens, prepared.node(*node)))
                .min()
                .unwrap_or(Level::Instance)
        }
        Lost::Domain(token) => tokens.kind(*token).level(),
        Lost::Node(node) => whole(tokens, prepared.node(*node)),
        Lost::WorstZone(_) | Lost::NamedZone { .. } => Level::Az,
    };
    lost.iter().map(one).max().unwrap_or(Level::Instance)
}

/// The smallest failure that takes all of a node down.
fn whole(tokens: &Tokens, node: &Node) -> Level {
    let extent = extent(tokens, node);
    let zones: BTreeSet<Option<Token>> = node
        .replicas
        .iter()
        .map(|replica| {
            let mut domains = replica.domains.iter().copied();
            domains.find(|domain| tokens.kind(*domain).level() == Level::Az)
        })
        .collect();
    match (node.replicas.len(), zones.len()) {
        (0 | 1, _) => extent,
        (_, 1) if !node.spread => extent.max(Level::Az),
        _ => extent.max(Level::Region),
    }
}

/// The smallest failure that takes an instance of a node down.
fn extent(tokens: &Tokens, node: &Node) -> Level {
    let of_replica = |replica: &Replica| {
        if replica.unknown.is_some() {
            return Level::Instance;
        }
        let places = replica.domains.iter().map(|domain| tokens.kind(*domain).level());
        match places.filter(|level| *level > Level::Instance).min() {
            Some(Level::Az) | None => Level::Instance,
            Some(larger) => larger,
        }
    };
    node.replicas.iter().map(of_replica).min().unwrap_or(Level::Instance)
}

/// What a scenario can mean: the worst of the outer list, and for each of them what all of the inner list have in common.
pub(super) fn losses(model: &Model, lost: &[Lost]) -> Vec<Vec<Loss>> {
    let mut all = vec![vec![Loss::none(&model.tokens)]];
    for one in lost {
        let choices = meanings(model, one);
        let mut next = Vec::with_capacity(all.len() * choices.len());
        for before in &all {
            for choice in &choices {
                let both = before
                    .iter()
                    .flat_map(|before| choice.iter().map(|more| before.clone().and(more)));
                next.push(both.collect());
            }
        }
        all = next;
    }
    all
}

fn meanings(model: &Model, lost: &Lost) -> Vec<Vec<Loss>> {
    let tokens = &model.tokens;
    match lost {
        Lost::Domain(token) => vec![zone_meanings(model, *token)],
        Lost::Node(node) => vec![vec![Loss::of_node(tokens, *node)]],
        Lost::NamedZone { region, .. } => {
            let symbolic = zones_of(model, *region, |kind| kind == DomainKind::SymbolicZone);
            let unnamed = symbolic.is_empty().then(|| Loss::of_unnamed_zone(tokens, *region));
            vec![
                symbolic.into_iter().map(|zone| Loss::of(tokens, &[zone])).chain(unnamed).collect(),
            ]
        }
        Lost::WorstZone(region) => {
            let known = zones_of(model, *region, |kind| {
                kind.level() == Level::Az && kind != DomainKind::HiddenZone
            });
            let hidden = zones_of(model, *region, |kind| kind == DomainKind::HiddenZone);
            let hidden = hidden.into_iter().map(|zone| vec![Loss::of(tokens, &[zone])]);
            let known = known.into_iter().map(|zone| zone_meanings(model, zone));
            known.chain(hidden).chain([vec![Loss::of_unnamed_zone(tokens, *region)]]).collect()
        }
    }
}

/// A zone known by name may be one of those that are not, and the other way round.
fn zone_meanings(model: &Model, token: Token) -> Vec<Loss> {
    let tokens = &model.tokens;
    let other = match tokens.kind(token) {
        DomainKind::Zone => DomainKind::SymbolicZone,
        DomainKind::SymbolicZone => DomainKind::Zone,
        _ => return vec![Loss::of(tokens, &[token])],
    };
    let region = tokens.within(token);
    let same =
        region.map(|region| zones_of(model, region, |kind| kind == other)).unwrap_or_default();
    std::iter::once(Loss::of(tokens, &[token]))
        .chain(same.into_iter().map(|zone| Loss::of(tokens, &[token, zone])))
        .collect()
}

fn zones_of(model: &Model, region: Token, kinds: impl Fn(DomainKind) -> bool) -> Vec<Token> {
    used(model, kinds)
        .into_iter()
        .filter(|zone| model.tokens.within(*zone) == Some(region))
        .collect()
}
