//! What takes a part's place: failover in its zone set, replacement, copies, backups.

use serde_json::Value as Json;

use super::build::availability;
use super::entries::supplies;
use super::members::{Part, Parts};
use super::read::{address, evidence, flag_fact, list_fact, number_fact};
use crate::catalog::{Failure, Recovery};
use crate::failure::{
    Actor, Capacity, Evidence, Failover, Grade, Node, Replica, Role, Standby, StandbyKind, Times,
    Token, Tokens, UnknownPlace, Writers,
};
use crate::graph::{DeclaredStandby, LAG};
use crate::survey::Survey;

/// Seconds to restore a backup, when nothing says otherwise.
const RESTORE: u32 = 4 * 3_600;
/// Seconds of data between two daily backups.
const DAILY: u64 = 86_400;
/// Seconds to promote a replica in another region.
const PROMOTE: u32 = 900;
/// Seconds to make a member of a global database the writer.
const PROMOTE_GLOBAL: u32 = 60;
/// Seconds to point an application at a copy that is there and can be used as it is.
const POINT: u32 = 300;
/// Seconds in which a standby takes over by itself.
const TAKE_OVER: u32 = 60;

/// Adds what can take over to a placed part.
pub(super) fn recovery(
    survey: &Survey<'_>,
    parts: &Parts,
    tokens: &mut Tokens,
    part: &Part,
    times: &Times,
    node: &mut Node,
) {
    let at = part.first;
    let home = home(survey, tokens, at, node);
    in_region(survey, tokens, at, &home, node);
    for copy in list_fact(survey, at, "replicas") {
        let from = survey.recovery(at, Failure::Region);
        copies(survey, parts, tokens, (at, copy), from, times, node);
    }
    if node.role.keeps_data() {
        backups(survey, tokens, at, &home, times, node);
    }
    if node.role == Role::Compute
        && let Some(Ok(_)) = number_fact(survey, at, "nodes")
    {
        let most = number_fact(survey, at, "max_nodes").and_then(Result::ok).map(f64::from);
        node.capacity = Some(Capacity { per_replica: 1.0, most });
    }
}

/// The region around a part, without its zones and instances. A group of none has a region too.
fn home(survey: &Survey<'_>, tokens: &mut Tokens, at: usize, node: &Node) -> Vec<Token> {
    use crate::failure::DomainKind::{Account, Provider, Region};
    let domains = match node.replicas.first() {
        Some(replica) => replica.domains.clone(),
        None => super::place::around(survey, tokens, at),
    };
    domains
        .iter()
        .copied()
        .filter(|token| matches!(tokens.kind(*token), Region | Account | Provider))
        .collect()
}

fn at_home(home: &[Token]) -> Replica {
    Replica { domains: home.to_vec(), ..Replica::default() }
}

/// What the service does by itself: another replica takes over, or a new one is started.
fn in_region(survey: &Survey<'_>, tokens: &Tokens, at: usize, home: &[Token], node: &mut Node) {
    let across = survey.recovery(at, Failure::Zone);
    let rule =
        across.or_else(|| survey.recovery(at, Failure::Instance)).filter(|rule| rule.automatic);
    let Some(rule) = rule else { return };
    let seconds = rule.rto_seconds.map(clamp);
    let figure = evidence(rule.evidence, rule.source.as_deref());
    if node.role != Role::Compute && node.replicas.len() > 1 {
        if let Some(seconds) = seconds.filter(|seconds| *seconds > 0) {
            node.failover = Some(Failover {
                from_seconds: seconds,
                to_seconds: seconds,
                rpo_seconds: rule.rpo_seconds.unwrap_or(0),
                evidence: figure,
            });
        }
        return;
    }
    if seconds == Some(0) {
        return;
    }
    // What is only replaced after the loss of an instance comes back in its own zone.
    let replica = if across.is_some() {
        at_home(home)
    } else {
        node.replicas
            .first()
            .map(|first| {
                beside(first, survey.graph.nodes.get(at).map_or("", |node| &node.address), tokens)
            })
            .unwrap_or_default()
    };
    node.standbys.push(Standby {
        address: address(survey, at),
        replica,
        kind: StandbyKind::Replace,
        rto_seconds: seconds,
        rpo_seconds: rule.rpo_seconds,
        by: Actor::Service,
        readable: false,
        evidence: figure,
    });
}

/// Another instance in the same place.
fn beside(first: &Replica, address: &str, tokens: &Tokens) -> Replica {
    let itself = tokens.find(address);
    Replica {
        domains: first.domains.iter().copied().filter(|token| Some(*token) != itself).collect(),
        ..first.clone()
    }
}

/// What the user says goes before what is usual.
fn chosen(said: Option<u32>, usual: u32, figure: Evidence) -> (u32, Evidence) {
    match said {
        Some(seconds) => (seconds, Evidence { grade: Grade::Configured, source: None }),
        None => (usual, figure),
    }
}

fn clamp(seconds: u64) -> u32 {
    u32::try_from(seconds).unwrap_or(u32::MAX)
}

/// A copy that is a replica to write to, or one to promote.
fn copies(
    survey: &Survey<'_>,
    parts: &Parts,
    tokens: &mut Tokens,
    (at, copy): (usize, &Json),
    from: Option<&Recovery>,
    times: &Times,
    node: &mut Node,
) {
    let text = |name: &str| copy.get(name).and_then(Json::as_str);
    let kind = text("kind").unwrap_or_default();
    let other = text("address").and_then(|address| survey.graph.by_address.get(address)).copied();
    let mut replica = copy_place(survey, tokens, node, other, text("region"));
    replica.needs = other.map(|other| supplies(survey, parts, other)).unwrap_or_default();
    let writer = copy.get("writer") == Some(&Json::Bool(true));
    // A key serves its own region only: its replica elsewhere is no substitute.
    if matches!(kind, "cluster-member" | "key-replica") {
        return;
    }
    if writer && matches!(kind, "global-table" | "geo") {
        node.writers = Writers::Every;
        node.replicas.push(replica);
        return;
    }
    let said = other.and_then(|other| survey.graph.standing(at, other));
    if let Some((said, other)) = said.filter(|said| said.automatic).zip(other)
        && is_beside(tokens, node, &replica)
    {
        takes_over(node, replica, said);
        node.stand_ins.push(availability(survey, &Part { first: other, others: Vec::new() }));
        return;
    }
    let known = copy
        .get("rpo_seconds")
        .and_then(Json::as_u64)
        .or_else(|| from.and_then(|rule| rule.rpo_seconds));
    let (seconds, chosen_time, rpo) = match kind {
        "read-replica" => (PROMOTE, times.promote, known.or(Some(LAG))),
        "global-member" => (PROMOTE_GLOBAL, times.promote_global, known.or(Some(1))),
        _ => (POINT, None, known),
    };
    let figure = from.map(|rule| evidence(rule.evidence, rule.source.as_deref()));
    let usual = from.and_then(|rule| rule.rto_seconds).map_or(seconds, clamp);
    let declared = said_of(said).or(chosen_time);
    let (seconds, figure) = chosen(declared, usual, figure.unwrap_or_default());
    let automatic =
        from.is_some_and(|rule| rule.automatic) || said.is_some_and(|said| said.automatic);
    node.standbys.push(Standby {
        address: text("address")
            .or_else(|| text("region"))
            .unwrap_or("a copy outside the configuration")
            .to_owned(),
        replica,
        kind: StandbyKind::Promote,
        rto_seconds: Some(seconds),
        rpo_seconds: rpo,
        by: if automatic { Actor::Service } else { Actor::People },
        readable: true,
        evidence: figure,
    });
}

/// Seconds that the author says it takes.
fn said_of(said: Option<&DeclaredStandby>) -> Option<u32> {
    said.and_then(|said| said.takes_seconds).map(clamp)
}

/// Whether a copy is in the region of what it is a copy of.
fn is_beside(tokens: &Tokens, node: &Node, copy: &Replica) -> bool {
    let is_region = |token: &&Token| tokens.kind(**token) == crate::failure::DomainKind::Region;
    let first = node.replicas.first();
    copy.domains
        .iter()
        .filter(is_region)
        .any(|region| first.is_some_and(|first| first.domains.contains(region)))
}

/// A declared standby that takes over by itself: one more replica, and the time that takes.
fn takes_over(node: &mut Node, replica: Replica, said: &DeclaredStandby) {
    let (seconds, evidence) = chosen(said_of(Some(said)), TAKE_OVER, Evidence::default());
    let slowest = node.failover.as_ref().map_or(0, |known| known.to_seconds).max(seconds);
    node.failover = Some(Failover {
        from_seconds: seconds,
        to_seconds: slowest,
        rpo_seconds: said.lacks(),
        evidence,
    });
    node.replicas.push(replica);
}

/// Where a copy is: its zone when it has only one, its region, or unknown.
fn copy_place(
    survey: &Survey<'_>,
    tokens: &mut Tokens,
    node: &Node,
    other: Option<usize>,
    region: Option<&str>,
) -> Replica {
    let provider = node
        .replicas
        .iter()
        .flat_map(|replica| &replica.domains)
        .copied()
        .find(|token| tokens.kind(*token) == crate::failure::DomainKind::Provider);
    if let Some(other) = other {
        let mut placed = Node::default();
        super::place::place(
            survey,
            tokens,
            &Part { first: other, others: Vec::new() },
            &mut placed,
        );
        let mut zones: Vec<Replica> = placed.replicas;
        zones.dedup_by(|one, other| {
            one.domains
                .iter()
                .filter(|token| tokens.kind(**token) != crate::failure::DomainKind::Instance)
                .eq(other
                    .domains
                    .iter()
                    .filter(|token| tokens.kind(**token) != crate::failure::DomainKind::Instance))
        });
        if let [only] = zones.as_slice() {
            return only.clone();
        }
        if let Some(first) = zones.first() {
            let domains = first
                .domains
                .iter()
                .copied()
                .filter(|token| tokens.kind(*token) >= crate::failure::DomainKind::Region)
                .collect();
            return Replica { domains, unknown: None, needs: Vec::new() };
        }
    }
    match (region, provider) {
        (Some(region), Some(provider)) => {
            let name = tokens.name(provider).trim_start_matches("provider:").to_owned();
            Replica { domains: vec![tokens.region(&name, region), provider], ..Replica::default() }
        }
        _ => {
            let reason = "the region of the copy is unknown".to_owned();
            let unknown = UnknownPlace {
                reason,
                hidden_zone: None,
                candidates: Vec::new(),
                within: provider,
            };
            Replica {
                domains: provider.into_iter().collect(),
                unknown: Some(unknown),
                needs: Vec::new(),
            }
        }
    }
}

/// Backups in the region of the data, and their copies in others.
fn backups(
    survey: &Survey<'_>,
    tokens: &mut Tokens,
    at: usize,
    home: &[Token],
    times: &Times,
    node: &mut Node,
) {
    let rule = survey.recovery(at, Failure::Zone).filter(|rule| !rule.automatic);
    let usual = rule.and_then(|rule| rule.rto_seconds).map_or(RESTORE, clamp);
    let figure =
        rule.map(|rule| evidence(rule.evidence, rule.source.as_deref())).unwrap_or_default();
    let (seconds, figure) = chosen(times.restore, usual, figure);
    let (elsewhere, assumed) = chosen(times.restore, RESTORE, Evidence::default());
    let days = number_fact(survey, at, "backup_days");
    let planned = flag_fact(survey, at, "backup_plan");
    let point_in_time = matches!(flag_fact(survey, at, "point_in_time"), Some(Ok(true)));
    let rpo =
        if point_in_time { rule.and_then(|rule| rule.rpo_seconds).unwrap_or(300) } else { DAILY };
    let restore = |replica: Replica, seconds: u32, rpo: u64, grade: Grade| Standby {
        address: "a backup".to_owned(),
        replica,
        kind: StandbyKind::Restore,
        rto_seconds: Some(seconds),
        rpo_seconds: Some(rpo),
        by: Actor::People,
        readable: false,
        evidence: Evidence { grade, ..figure.clone() },
    };
    let certainly = matches!(days, Some(Ok(days)) if days > 0) || matches!(planned, Some(Ok(true)));
    let perhaps = match (&days, &planned) {
        (Some(Err(reason)), _) | (_, Some(Err(reason))) => Some(reason.clone()),
        _ => None,
    };
    if certainly {
        node.standbys.push(restore(at_home(home), seconds, rpo, figure.grade));
    } else if let Some(reason) = perhaps {
        let unknown = UnknownPlace {
            reason,
            hidden_zone: None,
            candidates: Vec::new(),
            within: home.first().copied(),
        };
        let replica = Replica { unknown: Some(unknown), ..at_home(home) };
        node.standbys.push(restore(replica, seconds, rpo, figure.grade));
    }
    for copy in list_fact(survey, at, "backup_copies") {
        let vault = copy
            .get("address")
            .and_then(Json::as_str)
            .and_then(|address| survey.graph.by_address.get(address))
            .copied();
        let replica =
            copy_place(survey, tokens, node, vault, copy.get("region").and_then(Json::as_str));
        node.standbys.push(restore(replica, elsewhere, DAILY, assumed.grade));
    }
}
