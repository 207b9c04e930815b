//! From a placement to replicas in failure domains.

use std::collections::BTreeMap;

use super::members::Part;
use super::read::{address, number_fact};
use crate::facts::path_to_string;
use crate::failure::{MoreReplicas, Node, Place, Replica, Role, Token, Tokens, UnknownPlace};
use crate::geography::Zone;
use crate::placement::{Home, ZoneSet};
use crate::survey::Survey;

/// More replicas than this are alike for every question that is asked.
const MOST_REPLICAS: u32 = 1_000;

/// The zones of a node with their tokens.
struct Ground {
    /// The region, its provider, and what else surely contains it.
    around: Vec<Token>,
    /// The region's token.
    region: Option<Token>,
    /// Why the region is unknown.
    nowhere: Option<String>,
}

/// Places a part: replicas, how many it needs, and what decided.
pub(super) fn place(survey: &Survey<'_>, tokens: &mut Tokens, part: &Part, node: &mut Node) {
    let at = part.first;
    let ground = ground(survey, tokens, at);
    let zones = survey.placements.zones(at).filter(|zones| !zones.regional);
    let count = number_fact(survey, at, "nodes");
    node.k = match number_fact(survey, at, "quorum") {
        Some(Ok(quorum)) if quorum > 0 => quorum,
        _ => 1,
    };
    node.placed_by = placed_by(survey, at, survey.placements.zones(at));
    node.homed_by =
        placed_by(survey, at, None).filter(|home| node.placed_by.as_ref() != Some(home));
    node.replicas = match zones {
        Some(zones) => zonal(survey, tokens, at, &ground, zones, count.as_ref(), node),
        None => regions(survey, tokens, at).unwrap_or_else(|| vec![replica(&ground)]),
    };
    if let Some(Err(reason)) = &count
        && let Some(like) = node.replicas.first()
    {
        node.more = Some(more(like, reason.clone()));
    }
    let spans_unknown = zones.is_some_and(|zones| zones.unknown.is_some()) && may_span(node.role);
    if let Some(UnknownPlace { reason, .. }) =
        node.replicas.first().and_then(|first| first.unknown.clone())
        && spans_unknown
        && count.is_none()
    {
        node.more = node.replicas.first().map(|like| more(like, reason));
    }
    name_instances(survey, tokens, part, node);
}

/// Whether it stands in as many zones as it is given: where these are unknown, so is their number.
fn may_span(role: Role) -> bool {
    matches!(role, Role::Entry | Role::Compute)
}

/// More replicas like one of them, wherever those are.
fn more(like: &Replica, reason: String) -> MoreReplicas {
    let mut like = like.clone();
    if let Some(unknown) = &mut like.unknown {
        unknown.hidden_zone = None;
    }
    MoreReplicas { like, reason }
}

/// The region and the provider around a part.
pub(super) fn around(survey: &Survey<'_>, tokens: &mut Tokens, at: usize) -> Vec<Token> {
    ground(survey, tokens, at).around
}

fn ground(survey: &Survey<'_>, tokens: &mut Tokens, at: usize) -> Ground {
    let cloud = survey.graph.nodes.get(at).map_or("", |node| node.cloud());
    let provider = |tokens: &mut Tokens| {
        if cloud.is_empty() { Vec::new() } else { vec![tokens.provider(cloud)] }
    };
    match survey.placements.home(at) {
        Home::Region { name, .. } => {
            let region = tokens.region(cloud, name);
            let mut around = vec![region];
            around.extend(tokens.within(region));
            Ground { around, region: Some(region), nowhere: None }
        }
        Home::Unknown { reason, .. } => {
            Ground { around: provider(tokens), region: None, nowhere: Some(reason.to_string()) }
        }
        Home::Global => Ground { around: provider(tokens), region: None, nowhere: None },
        Home::Nowhere => Ground { around: Vec::new(), region: None, nowhere: None },
    }
}

/// The member regions of a multi-region: each keeps a copy.
fn regions(survey: &Survey<'_>, tokens: &mut Tokens, at: usize) -> Option<Vec<Replica>> {
    let cloud = survey.graph.nodes.get(at)?.cloud();
    let record = crate::geography::region(cloud, survey.placements.home(at).name()?)?;
    let provider = tokens.provider(cloud);
    let members: Vec<Replica> = record
        .members
        .iter()
        .map(|member| Replica {
            domains: vec![tokens.region(cloud, member), provider],
            ..Replica::default()
        })
        .collect();
    (!members.is_empty()).then_some(members)
}

/// A replica somewhere on the ground.
fn replica(ground: &Ground) -> Replica {
    let unknown = ground.nowhere.as_ref().map(|reason| UnknownPlace {
        reason: reason.clone(),
        hidden_zone: None,
        candidates: Vec::new(),
        within: ground.around.first().copied(),
    });
    Replica { domains: ground.around.clone(), unknown, needs: Vec::new() }
}

/// Replicas in zones: dealt out one by one where the zones are known, and otherwise as far as they are.
fn zonal(
    survey: &Survey<'_>,
    tokens: &mut Tokens,
    at: usize,
    ground: &Ground,
    zones: &ZoneSet,
    count: Option<&Result<u32, String>>,
    node: &mut Node,
) -> Vec<Replica> {
    let own = address(survey, at);
    let named: Vec<Replica> =
        zones.named.iter().map(|zone| in_zone(survey, tokens, at, ground, zone)).collect();
    let known = u32::try_from(named.len()).unwrap_or(u32::MAX);
    let picked = u32::try_from(zones.picked).unwrap_or(u32::MAX);
    let wanted = match count {
        Some(Ok(count)) => *count,
        Some(Err(_)) => 1,
        None => (known + picked).max(1),
    };
    let wanted = wanted.min(MOST_REPLICAS);
    let hidden = |tokens: &mut Tokens, number: u32, candidates: Vec<Token>, reason: &str| {
        let mut replica = replica(ground);
        let hidden_zone = ground
            .region
            .is_some()
            .then(|| tokens.hidden_zone(ground.region, &format!("{own}/{number}")));
        let within = ground.region.or(ground.around.first().copied());
        replica.unknown = replica.unknown.or(Some(UnknownPlace {
            reason: reason.to_owned(),
            hidden_zone,
            candidates,
            within,
        }));
        replica
    };
    if let Some(reason) = &zones.unknown {
        let zone = |number: u32| if zones.single { 0 } else { number };
        return (0..wanted)
            .map(|number| hidden(tokens, zone(number), Vec::new(), reason))
            .collect();
    }
    let spread = u32::try_from(zones.count().unwrap_or(0)).unwrap_or(u32::MAX);
    if picked == 0 && wanted >= known && known > 0 && !matches!(count, Some(Err(_))) {
        return (0..wanted).map(|number| named[(number % known) as usize].clone()).collect();
    }
    // Fewer than the zones, or in zones that the service picks: different ones, but which is not known.
    node.spread = true;
    let candidates: Vec<Token> = if picked == 0 {
        named_tokens(&named)
    } else {
        zones.candidates.iter().map(|zone| zone_token(survey, tokens, at, zone)).collect()
    };
    let reason = "the service picks the zone";
    if picked == 0 {
        return (0..wanted)
            .map(|number| hidden(tokens, number, candidates.clone(), reason))
            .collect();
    }
    let apart = wanted.min(spread.max(1));
    let mut replicas = named;
    replicas.truncate(apart as usize);
    let fixed = u32::try_from(replicas.len()).unwrap_or(u32::MAX);
    replicas
        .extend((fixed..apart).map(|number| hidden(tokens, number, candidates.clone(), reason)));
    replicas
}

fn named_tokens(named: &[Replica]) -> Vec<Token> {
    named.iter().filter_map(|replica| replica.domains.first()).copied().collect()
}

/// The zone's token comes first among a replica's domains.
fn in_zone(
    survey: &Survey<'_>,
    tokens: &mut Tokens,
    at: usize,
    ground: &Ground,
    zone: &Zone,
) -> Replica {
    let token = zone_token(survey, tokens, at, zone);
    let mut domains = vec![token];
    // What is in a zone is in that zone's region, even where the provider configuration does not say which.
    domains.extend(std::iter::successors(tokens.within(token), |outer| tokens.within(*outer)));
    domains.extend(
        ground.around.iter().filter(|token| !domains.contains(token)).copied().collect::<Vec<_>>(),
    );
    Replica { domains, unknown: None, needs: Vec::new() }
}

fn zone_token(survey: &Survey<'_>, tokens: &mut Tokens, at: usize, zone: &Zone) -> Token {
    let cloud = survey.graph.nodes.get(at).map_or("", |node| node.cloud());
    let home = survey.placements.home(at).name().map(ToString::to_string);
    let region = crate::geography::region_of_zone_name(zone.as_str())
        .filter(|region| !region.is_empty() && region != "?")
        .or(home)
        .unwrap_or_else(|| "unknown".to_owned());
    let name = zone.as_str().rsplit_once('/').map_or(&**zone.as_str(), |(_, name)| name);
    tokens.zone(cloud, &region, name)
}

fn placed_by(survey: &Survey<'_>, at: usize, zones: Option<&ZoneSet>) -> Option<Place> {
    let (path, of, default) = match (zones, survey.placements.home(at)) {
        (Some(zones), _) if !zones.at.is_empty() => (&zones.at, zones.of, zones.default),
        (_, Home::Region { at, of, .. }) => (at, *of, false),
        (_, Home::Unknown { at, .. }) => (at, None, false),
        _ => return None,
    };
    Some(Place {
        address: address(survey, of.unwrap_or(at)),
        attribute: path_to_string(path),
        default,
    })
}

/// The instance behind each replica: a cluster's members, or the resource itself for the first.
fn name_instances(survey: &Survey<'_>, tokens: &mut Tokens, part: &Part, node: &mut Node) {
    let members: Vec<String> = part
        .others
        .iter()
        .filter(|at| survey.table.get(**at, "member_of").is_some())
        .map(|at| address(survey, *at))
        .collect();
    let own = address(survey, part.first);
    let mut instances: BTreeMap<usize, String> = members.into_iter().enumerate().collect();
    if instances.is_empty() {
        instances.insert(0, own);
    }
    for (place, address) in instances {
        if let Some(replica) = node.replicas.get_mut(place) {
            replica.domains.push(tokens.instance(&address));
        }
    }
}
