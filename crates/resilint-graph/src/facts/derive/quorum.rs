//! How many nodes of a cluster have to be in service.

use serde_json::Value as Json;

use super::super::table::{Context, FactTable};
use crate::catalog::Quorum;
use crate::facts::{Fact, FactValue, Limits};

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        let Some(quorum) = node.entry.as_ref().and_then(|entry| entry.quorum) else { continue };
        if let Some(fact) = needed(table, at, quorum) {
            table.set_if_absent(at, "quorum", fact);
        }
    }
}

/// The fact, shown where the number of nodes is decided; nothing for a single node, which is needed anyway.
fn needed(table: &FactTable, at: usize, quorum: Quorum) -> Option<Fact> {
    let nodes = table.get(at, "nodes")?;
    let count = |fact: &Fact| match &fact.value {
        FactValue::Known(json) => json.as_u64().ok_or(None),
        FactValue::Unknown(reason) => Err(Some(reason.clone())),
    };
    let zones = match quorum {
        Quorum::Majority => Ok(0),
        Quorum::ZoneSpread => count(table.get(at, "zones")?),
    };
    let value = match (count(nodes), zones) {
        (Ok(nodes), Ok(zones)) if nodes > 1 => FactValue::Known(Json::from(match quorum {
            Quorum::Majority => nodes / 2 + 1,
            Quorum::ZoneSpread if zones > 1 => nodes - nodes.div_ceil(zones),
            Quorum::ZoneSpread => return None,
        })),
        (Err(Some(reason)), _) | (_, Err(Some(reason))) => FactValue::Unknown(reason),
        _ => return None,
    };
    // The majority grows with the members.
    let limits = match quorum {
        Quorum::Majority => nodes.range().map(|nodes| Some((nodes / 2.0).floor() + 1.0)),
        Quorum::ZoneSpread => Limits::NONE,
    };
    Some(Fact { value, limits: Limits::NONE, ..nodes.clone() }.within(limits))
}
