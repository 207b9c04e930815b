//! Alarms and what they watch.

use resilint_eval::{Data, UNKNOWN_PART, Value};

use super::super::table::{Context, FactTable};
use crate::attribute::{known_text, values};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::graph::Node;

const WATCHED: [Role; 8] = [
    Role::Entry,
    Role::Compute,
    Role::Database,
    Role::Cache,
    Role::Queue,
    Role::Stream,
    Role::Search,
    Role::Warehouse,
];

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    let by_metric: Vec<ByMetric<'_>> =
        context.judged().filter_map(|(at, node)| by_metric(context, at, node)).collect();
    for (at, node) in context.judged() {
        if !node.role().is_some_and(|role| WATCHED.contains(&role)) || node.owner.is_some() {
            continue;
        }
        // A composite is watched when one of its members or settings is.
        let parts = context
            .graph
            .incoming(at)
            .filter(|(_, edge)| matches!(edge.kind, EdgeKind::MemberOf | EdgeKind::Configures))
            .map(|(from, _)| from);
        let mut alarms: Vec<(usize, bool)> = parts
            .chain([at])
            .flat_map(|part| context.graph.incoming(part))
            .filter(|(_, edge)| edge.kind == EdgeKind::Monitors)
            .map(|(from, edge)| (from, edge.certain))
            .collect();
        let may_watch = by_metric.iter().filter_map(|alarm| Some((alarm.at, alarm.watches(node)?)));
        alarms.extend(may_watch);
        alarms.retain(|(from, _)| context.node(*from).is_some_and(|node| node.plays(Role::Alarm)));
        alarms.sort_unstable();
        alarms.dedup_by_key(|(from, _)| *from);
        let certain = alarms.iter().filter(|(_, certain)| *certain).count();
        let fact = match (certain, alarms.first()) {
            (0, Some((alarm, _))) => {
                Fact::unknown(format!("`{}` may watch it", context.address(*alarm)), Vec::new())
            }
            (count, _) => Fact::known(count, Vec::new()),
        };
        table.set(at, "alarms", fact);
    }
}

/// An alarm on metrics, which does not refer to what it watches.
#[derive(Debug)]
struct ByMetric<'a> {
    at: usize,
    cloud: &'static str,
    /// The texts that name metrics.
    metrics: Vec<&'a str>,
    /// Whether there are others of which the name is not known.
    and_others: bool,
    /// What the unknown names begin with, where the alarm is on one resource; `None` when it is on all that have such metrics.
    names: Option<Vec<&'a str>>,
}

impl ByMetric<'_> {
    /// Whether it watches this resource for certain; `None` when it does not.
    fn watches(&self, node: &Node) -> Option<bool> {
        let entry = node.entry.as_ref()?;
        let is_named = entry.metrics.iter().any(|metric| self.names_metric(metric));
        let may_be = is_named || self.and_others && node.cloud() == self.cloud;
        let Some(names) = &self.names else { return may_be.then_some(is_named) };
        let own = entry.names.iter().flat_map(|name| values(&node.instance.attributes, name));
        let own = own.map(beginning).next().unwrap_or_default();
        let fits = |known: &&str| known.starts_with(own) || own.starts_with(known);
        (may_be && names.iter().any(fits)).then_some(false)
    }

    fn names_metric(&self, metric: &str) -> bool {
        // PromQL writes underscores.
        let other = metric.contains('.').then(|| metric.replace('.', "_"));
        self.metrics.iter().any(|text| {
            text.contains(metric) || other.as_ref().is_some_and(|other| text.contains(other))
        })
    }
}

/// What a text begins with for certain.
fn beginning(value: &Value) -> &str {
    let known = known_text(value).map_or("", |text| &**text);
    known.find(UNKNOWN_PART).and_then(|end| known.get(..end)).unwrap_or(known)
}

/// `None` for what is no such alarm, and for one that refers to what it watches.
fn by_metric<'a>(context: &'a Context<'_>, at: usize, node: &'a Node) -> Option<ByMetric<'a>> {
    let watches = node.entry.as_ref()?.watches.as_ref()?;
    let mut outgoing = context.graph.outgoing(at);
    if outgoing.any(|(_, edge)| edge.kind == EdgeKind::Monitors) {
        return None;
    }
    let read = |paths: &'a [String]| {
        paths.iter().flat_map(|path| values(&node.instance.attributes, path)).collect::<Vec<_>>()
    };
    let metrics = read(&watches.metrics);
    let known: Vec<&str> =
        metrics.iter().filter_map(|value| known_text(value).map(|text| &**text)).collect();
    let unknown = read(&watches.names).into_iter();
    let unknown = unknown.filter(|value| matches!(value.data, Data::Unknown(_))).map(beginning);
    Some(ByMetric {
        at,
        cloud: node.cloud(),
        and_others: known.len() < metrics.len(),
        metrics: known,
        names: (!watches.names.is_empty()).then(|| unknown.collect()),
    })
}
