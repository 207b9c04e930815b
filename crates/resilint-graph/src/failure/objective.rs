//! Promises against findings: whether what was promised can be held, and whether the promises fit together.

use std::collections::{BTreeMap, BTreeSet};

use super::domain::Level;
use super::model::{GroupKind, Model, Node, NodeId, Place, Role, Strength, Trigger};
use super::order::order;
use super::prepared::numbered;
use super::report::{
    AvailabilityEstimate, Because, EntryOutcome, Met, ObjectiveName, ObjectiveOutcome,
    ScenarioOutcome, Verdict,
};
use super::survive::hard;

const YEAR_SECONDS: f64 = 365.0 * 24.0 * 3600.0;

/// What a workload promises to its users.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Promise {
    /// The workload's name; `None` for the default objectives.
    pub workload: Option<String>,
    /// The entries that belong to it; empty for all.
    pub entries: Vec<NodeId>,
    /// Entries that do the same work in different regions: while one is in service, the other is not missed.
    pub twins: Vec<(NodeId, NodeId)>,
    /// The largest failure that is survived; `None` when nothing is promised.
    pub survive: Option<Level>,
    /// The share of time in service.
    pub availability: Option<f64>,
    /// Seconds until the service is back.
    pub rto_seconds: Option<u64>,
    /// Seconds of data lost.
    pub rpo_seconds: Option<u64>,
}

/// Judges promises by the outcomes of a simulation.
pub(super) fn judge(
    model: &Model,
    promises: &[Promise],
    outcomes: &[ScenarioOutcome],
    availability: &[AvailabilityEstimate],
) -> Vec<ObjectiveOutcome> {
    let places = places(model);
    let mut estimates: Vec<&AvailabilityEstimate> = availability.iter().collect();
    estimates.sort_by_key(|estimate| places.get(estimate.address.as_str()));
    let mut judged = Vec::new();
    for promise in promises {
        let mine = |address: &str| {
            promise.entries.is_empty()
                || promise.entries.iter().any(|entry| model.nodes[entry.index()].address == address)
        };
        let losses = promised_losses(model, promise, outcomes, mine, &places);
        judged.extend(survive(promise, &losses));
        judged.extend(availability_promise(
            promise,
            estimates.iter().copied().filter(|estimate| mine(&estimate.address)),
        ));
        judged.extend(rto(model, promise, &losses));
        judged.extend(rpo(model, promise, &losses));
        judged.extend(consistency(model, promise));
        judged.extend(detection(model, promise));
    }
    judged
}

/// Which of several entries is told, when the same becomes of them: one that users reach before code that nothing leads to, whatever its module is called.
fn places(model: &Model) -> BTreeMap<&str, usize> {
    let mut entries: Vec<&Node> =
        model.entries.iter().map(|entry| &model.nodes[entry.index()]).collect();
    entries.sort_by_cached_key(|entry| (entry.role == Role::Compute, order(model, entry)));
    entries.into_iter().enumerate().map(|(place, entry)| (entry.address.as_str(), place)).collect()
}

/// An entry's outcome with the scenario that led to it.
type Case<'a> = (&'a [String], Level, &'a EntryOutcome);

/// The outcomes that the promise is about: failures no larger than what is to be survived.
fn promised_losses<'a>(
    model: &Model,
    promise: &Promise,
    outcomes: &'a [ScenarioOutcome],
    mine: impl Fn(&str) -> bool,
    places: &BTreeMap<&str, usize>,
) -> Vec<Case<'a>> {
    let Some(survive) = promise.survive else { return Vec::new() };
    let mut cases = Vec::new();
    for outcome in outcomes {
        if let ScenarioOutcome::Loss { lose, level, entries } = outcome
            && *level <= survive
            && !is_single_service(lose, *level)
        {
            let mine = entries
                .iter()
                .filter(|entry| mine(&entry.address) && !replaced(model, promise, entries, entry));
            let mut mine: Vec<&EntryOutcome> = mine.collect();
            mine.sort_by_key(|entry| places.get(entry.address.as_str()));
            cases.extend(mine.into_iter().map(|entry| (lose.as_slice(), *level, entry)));
        }
    }
    cases
}

/// Whether it is the loss of one managed service of a region: the loss of its region is judged.
fn is_single_service(lose: &[String], level: Level) -> bool {
    const PLACES: [&str; 4] = ["az:", "region:", "account:", "provider:"];
    level > Level::Az && lose.iter().all(|name| !PLACES.iter().any(|place| name.starts_with(place)))
}

/// Whether an entry is not missed, because its twin fares better, and is in service or comes back.
fn replaced(
    model: &Model,
    promise: &Promise,
    entries: &[EntryOutcome],
    entry: &EntryOutcome,
) -> bool {
    let address = |id: NodeId| model.nodes[id.index()].address.as_str();
    let mut twins = promise.twins.iter().flat_map(|(one, other)| [(*one, *other), (*other, *one)]);
    twins.any(|(one, other)| {
        let enough = |worst: Verdict| worst > entry.at_worst && worst >= Verdict::Recovers;
        address(one) == entry.address
            && entries.iter().any(|twin| twin.address == address(other) && enough(twin.at_worst))
    })
}

/// The worst case decides; what certainly fails is worse than what is unknown.
fn survive(promise: &Promise, cases: &[Case<'_>]) -> Option<ObjectiveOutcome> {
    let (lose, level, worst) =
        cases.iter().min_by_key(|(_, _, entry)| (entry.at_best, entry.at_worst))?;
    let back = |verdict: Verdict| verdict >= Verdict::Recovers;
    let doubtful = cases.iter().find(|(_, _, entry)| !back(entry.at_worst));
    let (met, (lose, level, shown)) = match doubtful {
        _ if !back(worst.at_best) => (Met::No, (lose, level, worst)),
        Some((lose, level, entry)) => (Met::Unknown, (lose, level, entry)),
        None => (Met::Yes, (lose, level, worst)),
    };
    let message = match met {
        Met::Yes => format!(
            "everything is back after {} up to that of {}",
            match cases.iter().map(|(lose, ..)| lose).collect::<BTreeSet<_>>().len() {
                1 => "the failure that was simulated,".to_owned(),
                count => format!("each of {count} failures"),
            },
            promise.survive.unwrap_or(*level).words()
        ),
        Met::No => {
            format!("`{}` does not come back when `{}` is lost", shown.address, lose.join("`, `"))
        }
        Met::Unknown => format!(
            "whether `{}` comes back when `{}` is lost is unknown",
            shown.address,
            lose.join("`, `")
        ),
    };
    let target = promise.survive.unwrap_or(*level).rank();
    let by = Some((*lose, &shown.address));
    let outcome =
        decided(promise, ObjectiveName::Survive, target, Some(level.rank()), met, message, by);
    Some(explained(outcome, || shown.because.clone()))
}

fn availability_promise<'a>(
    promise: &Promise,
    estimates: impl Iterator<Item = &'a AvailabilityEstimate>,
) -> Option<ObjectiveOutcome> {
    let target = promise.availability?;
    let worst = estimates.min_by(|one, other| {
        key(one).partial_cmp(&key(other)).unwrap_or(std::cmp::Ordering::Equal)
    })?;
    let met = if worst.ceiling < target {
        Met::No
    } else if worst.floor.is_some_and(|floor| floor >= target) {
        Met::Yes
    } else {
        Met::Unknown
    };
    let limited = worst.limited_by.as_deref().unwrap_or(&worst.address);
    let message = match (met, worst.floor) {
        (Met::No, _) => format!(
            "{} is out of reach for `{}`: `{limited}` is promised at {} only",
            percent(target),
            worst.address,
            percent(worst.ceiling)
        ),
        (Met::Yes, _) => format!(
            "{} is within reach: at least {} by the published figures",
            percent(target),
            percent(worst.floor.unwrap_or(0.0))
        ),
        (Met::Unknown, Some(floor)) => format!(
            "{} holds only if failures are independent: the floor is {}",
            percent(target),
            percent(floor)
        ),
        (Met::Unknown, None) => format!("no figure is published for {}", quoted(&worst.unknown)),
    };
    let estimate = worst.independent.or(worst.floor).or((met == Met::No).then_some(worst.ceiling));
    let by = Some((&[][..], &worst.address));
    let outcome = decided(promise, ObjectiveName::Availability, target, estimate, met, message, by);
    let to_change = worst.limited_by.iter().filter(|_| met == Met::No).map(|limit| Because {
        address: limit.clone(),
        place: None,
        message: format!("is promised at {} only", percent(worst.ceiling)),
    });
    Some(explained(outcome, || to_change.collect()))
}

/// A share of time, without needless zeros: `99.95 %`.
#[must_use]
pub fn percent(share: f64) -> String {
    let text = format!("{:.4}", share * 100.0);
    format!("{} %", text.trim_end_matches('0').trim_end_matches('.'))
}

fn quoted(addresses: &[String]) -> String {
    addresses.iter().map(|address| format!("`{address}`")).collect::<Vec<_>>().join(", ")
}

fn key(estimate: &AvailabilityEstimate) -> (f64, f64) {
    (estimate.ceiling, estimate.floor.unwrap_or(0.0))
}

/// What a single case says about a promise in seconds.
#[derive(Debug, Clone, Copy)]
enum Took {
    Never,
    Unknown,
    Between(u64, u64),
}

impl Took {
    fn met(self, target: u64) -> Met {
        match self {
            Self::Never => Met::No,
            Self::Between(from, _) if from > target => Met::No,
            Self::Between(_, to) if to <= target => Met::Yes,
            Self::Unknown | Self::Between(..) => Met::Unknown,
        }
    }

    /// What is shown among equals: the longest.
    fn length(self) -> u64 {
        match self {
            Self::Never => u64::MAX,
            Self::Unknown => 0,
            Self::Between(_, to) => to,
        }
    }
}

fn rto(model: &Model, promise: &Promise, cases: &[Case<'_>]) -> Option<ObjectiveOutcome> {
    let target = promise.rto_seconds?;
    let took = |entry: &EntryOutcome| match (
        entry.verdict,
        entry.rto_seconds.automatic,
        entry.rto_seconds.runbook,
    ) {
        (Verdict::Fails | Verdict::ReadOnly, ..) => Took::Never,
        (Verdict::Unknown, Some(_), Some(runbook)) => Took::Between(0, runbook),
        (Verdict::Survives | Verdict::Recovers, Some(automatic), Some(runbook)) => {
            Took::Between(automatic, runbook)
        }
        _ => Took::Unknown,
    };
    slowest(model, promise, ObjectiveName::Rto, target, cases, took, |entry, lose, took| match took
    {
        Took::Never => format!("`{}` does not come back when {lose} is lost", entry.address),
        Took::Unknown => format!(
            "how long `{}` takes to come back when {lose} is lost is unknown",
            entry.address
        ),
        Took::Between(from, to) if from == to => {
            format!("`{}` is back {} after {lose} is lost", entry.address, duration(to))
        }
        Took::Between(from, to) => format!(
            "`{}` is back {} to {} after {lose} is lost",
            entry.address,
            duration(from),
            duration(to)
        ),
    })
}

fn rpo(model: &Model, promise: &Promise, cases: &[Case<'_>]) -> Option<ObjectiveOutcome> {
    let target = promise.rpo_seconds?;
    let took = |entry: &EntryOutcome| match (entry.verdict, entry.rpo_seconds) {
        (_, None) => Took::Unknown,
        (Verdict::Unknown, Some(Some(seconds))) => Took::Between(0, seconds),
        (Verdict::Unknown, Some(None)) => Took::Unknown,
        (_, Some(Some(seconds))) => Took::Between(seconds, seconds),
        (_, Some(None)) => Took::Never,
    };
    slowest(model, promise, ObjectiveName::Rpo, target, cases, took, |entry, lose, took| match took
    {
        Took::Never => format!("the data of `{}` is lost with {lose}", entry.address),
        Took::Unknown => format!("how much data `{}` loses with {lose} is unknown", entry.address),
        Took::Between(_, 0) => format!("`{}` loses no data with {lose}", entry.address),
        Took::Between(_, to) => {
            format!("`{}` loses {} of data with {lose}", entry.address, duration(to))
        }
    })
}

fn slowest<'a>(
    model: &Model,
    promise: &Promise,
    name: ObjectiveName,
    target: u64,
    cases: &[Case<'a>],
    took: impl Fn(&EntryOutcome) -> Took,
    message: impl Fn(&EntryOutcome, &str, Took) -> String,
) -> Option<ObjectiveOutcome> {
    let severity = |met: Met| match met {
        Met::No => 2,
        Met::Unknown => 1,
        Met::Yes => 0,
    };
    // The first of equals, so that the order of the scenarios decides.
    let (lose, _, entry) = cases
        .iter()
        .rev()
        .max_by_key(|(_, _, entry)| (severity(took(entry).met(target)), took(entry).length()))?;
    let took = took(entry);
    #[expect(clippy::cast_precision_loss, reason = "seconds of years fit a double exactly")]
    let (target_seconds, estimate) =
        (target as f64, if let Took::Between(_, to) = took { Some(to as f64) } else { None });
    let message = message(entry, &format!("`{}`", lose.join("`, `")), took);
    let met = took.met(target);
    let by = Some((*lose, &entry.address));
    let outcome = decided(promise, name, target_seconds, estimate, met, message, by);
    Some(explained(outcome, || reasons(model, entry, name)))
}

/// What to change about an entry that takes too long, or loses too much: what falls when nothing brings it back, else the worst step of its recovery.
fn reasons(model: &Model, entry: &EntryOutcome, name: ObjectiveName) -> Vec<Because> {
    let mut steps: Vec<(u64, Because)> = Vec::new();
    if name == ObjectiveName::Rto {
        steps.extend(noticing(model, entry));
    }
    for action in &entry.actions {
        let (weight, what) = match name {
            ObjectiveName::Rpo => (
                action.rpo_seconds.unwrap_or(u64::MAX),
                action.rpo_seconds.map_or_else(
                    || "lacks an unbounded amount of data".to_owned(),
                    |seconds| format!("lacks the data of the last {}", duration(seconds)),
                ),
            ),
            _ => (
                action.to_seconds.map_or(u64::MAX, u64::from),
                action.to_seconds.map_or_else(
                    || "takes nobody knows how long".to_owned(),
                    |seconds| format!("takes {}", duration(seconds.into())),
                ),
            ),
        };
        let place = Place { address: action.using.clone(), ..Place::default() };
        let message = format!("what takes the place of `{}` {what}", action.address);
        steps.push((
            weight,
            Because { address: action.address.clone(), place: Some(place), message },
        ));
    }
    steps.retain(|(weight, _)| *weight > 0);
    if steps.is_empty() || entry.at_worst < Verdict::Recovers {
        return entry.because.clone();
    }
    steps.sort_by_key(|(weight, _)| std::cmp::Reverse(*weight));
    steps.into_iter().map(|(_, step)| step).collect()
}

/// How long it takes to notice the failure, as a step of the recovery.
fn noticing(model: &Model, entry: &EntryOutcome) -> Option<(u64, Because)> {
    let seconds = entry.detect_seconds.filter(|seconds| *seconds > 0)?;
    let routes = numbered(model).flat_map(|(_, node)| triggers(node));
    let slow = routes
        .filter(|(_, known, ..)| *known == seconds)
        .min_by_key(|(node, ..)| (node.address != entry.address, order(model, node)));
    let because = match slow {
        Some((node, _, how, at)) => Because {
            address: node.address.clone(),
            place: at.clone(),
            message: format!("notices the failure after {}: {how}", duration(seconds.into())),
        },
        None => Because {
            address: entry.address.clone(),
            place: None,
            message: format!(
                "has nothing that notices the failure: people do, after {}",
                duration(seconds.into())
            ),
        },
    };
    Some((seconds.into(), because))
}

/// One failure must fit into the yearly budget of the availability.
fn consistency(model: &Model, promise: &Promise) -> Option<ObjectiveOutcome> {
    let (availability, rto) = (promise.availability?, promise.rto_seconds?);
    let budget = (1.0 - availability) * YEAR_SECONDS;
    #[expect(clippy::cast_precision_loss, reason = "seconds of years fit a double exactly")]
    let rto = rto as f64;
    let events = if rto > 0.0 { (budget / rto).floor() } else { f64::INFINITY };
    let met = if events >= 1.0 { Met::Yes } else { Met::No };
    let allowed = format!("{} allows {:.2} minutes a year", percent(availability), budget / 60.0);
    let message = match met {
        Met::No => format!("{allowed}, less than one recovery of {:.0} minutes", rto / 60.0),
        _ if events.is_infinite() => allowed,
        _ => format!("{allowed}: {events:.0} recoveries of {:.0} minutes", rto / 60.0),
    };
    let entries = if promise.entries.is_empty() { &model.entries } else { &promise.entries };
    let entries = entries.iter().map(|entry| &model.nodes[entry.index()]);
    let first = entries.min_by_key(|entry| (entry.role == Role::Compute, order(model, entry)));
    let entry = first.map(|entry| &entry.address);
    let by = entry.map(|entry| (&[][..], entry));
    Some(decided(promise, ObjectiveName::Consistency, budget, Some(rto), met, message, by))
}

/// Noticing a failure takes a part of the recovery time; when it takes all of it, nothing else can help.
fn detection(model: &Model, promise: &Promise) -> Option<ObjectiveOutcome> {
    let target = promise.rto_seconds?;
    let routes = numbered(model).flat_map(|(_, node)| triggers(node));
    let (node, seconds, how, at) = routes
        .min_by_key(|(node, seconds, ..)| (std::cmp::Reverse(*seconds), order(model, node)))?;
    let met = if u64::from(seconds) > target { Met::No } else { Met::Yes };
    let message =
        format!("`{}` notices a failure after {}: {how}", node.address, duration(seconds.into()));
    #[expect(clippy::cast_precision_loss, reason = "seconds of years fit a double exactly")]
    let target = target as f64;
    let by = Some((&[][..], &node.address));
    let outcome =
        decided(promise, ObjectiveName::Detection, target, Some(seconds.into()), met, message, by);
    let slow =
        || Because { address: node.address.clone(), place: at.clone(), message: how.to_owned() };
    Some(explained(outcome, || vec![slow()]))
}

fn triggers(node: &Node) -> impl Iterator<Item = (&Node, u32, &str, &Option<Place>)> {
    let routes = node
        .requires
        .iter()
        .filter(|group| group.kind == GroupKind::Routes && group.members.len() > 1);
    routes.flat_map(|group| hard(group, Strength::Assumed)).filter_map(move |member| match &member
        .trigger
    {
        Trigger::Detected { seconds, how, at } => Some((node, *seconds, how.as_str(), at)),
        Trigger::None | Trigger::Unknown(_) => None,
    })
}

/// The outcome with what to change; where the promise is kept, nothing is.
fn explained(
    outcome: ObjectiveOutcome,
    because: impl FnOnce() -> Vec<Because>,
) -> ObjectiveOutcome {
    let because = if outcome.met == Met::Yes { Vec::new() } else { because() };
    ObjectiveOutcome { because, ..outcome }
}

fn decided(
    promise: &Promise,
    name: ObjectiveName,
    target: f64,
    estimate: Option<f64>,
    met: Met,
    message: String,
    by: Option<(&[String], &String)>,
) -> ObjectiveOutcome {
    let (lose, entry) =
        by.map_or((Vec::new(), None), |(lose, entry)| (lose.to_vec(), Some(entry.clone())));
    ObjectiveOutcome {
        name,
        workload: promise.workload.clone(),
        target,
        estimate,
        met,
        message,
        entry,
        lose,
        because: Vec::new(),
    }
}

/// Seconds as people say them: `150 s`, `18 min 30 s`, `4 h`.
#[must_use]
pub fn duration(seconds: u64) -> String {
    match (seconds / 3600, seconds % 3600 / 60, seconds % 60) {
        (0, 0..=2, _) => format!("{seconds} s"),
        (0, minutes, 0) => format!("{minutes} min"),
        (0, minutes, rest) => format!("{minutes} min {rest} s"),
        (hours, 0, _) => format!("{hours} h"),
        (hours, minutes, _) => format!("{hours} h {minutes} min"),
    }
}
