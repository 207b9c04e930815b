//! What tags say about where data may be, and how that goes with the data: what takes data that must stay inside has to stay inside too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::locations::region_is_allowed;
use crate::facts::{Context, FactTable};
use crate::objective::EffectiveObjectives;

/// Objectives, each with the workload that they come from.
type InForce = (Option<Arc<str>>, Arc<EffectiveObjectives>);

/// The places that tags or labels allow: `data_residency = "eu"`, `gdpr = "true"`. `None` when they say nothing about it.
pub(crate) fn declared(tags: &BTreeMap<String, String>) -> Option<Vec<String>> {
    tags.iter().find_map(|(name, value)| {
        let name = name.to_lowercase().replace(['-', '_', ' ', '.', ':', '/'], "");
        let value = value.trim().to_lowercase();
        let words: Vec<&str> = value.split(|letter: char| !letter.is_alphanumeric()).collect();
        let place = match name.as_str() {
            "dataresidency" | "residency" | "datalocation" => match value.as_str() {
                "eu" | "europe" | "eu-only" | "eu-strict" | "european-union" => Some("eu"),
                "eea" => Some("eea"),
                "gdpr-adequate" | "adequate" => Some("gdpr-adequate"),
                _ => None,
            },
            "gdpr" if matches!(value.as_str(), "true" | "yes" | "1" | "eu") => Some("eu"),
            "dataclassification" | "classification" | "pii" | "personaldata" => {
                words.iter().any(|word| matches!(*word, "eu" | "gdpr")).then_some("eu")
            }
            _ => None,
        };
        place.map(|place| vec![place.to_owned()])
    })
}

/// Objectives with what tags ask.
pub(crate) fn with_declared(
    tags: &BTreeMap<String, String>,
    (workload, objectives): InForce,
) -> InForce {
    match declared(tags) {
        Some(residency) if objectives.residency.is_none() => {
            let residency = Some(residency);
            (workload, Arc::new(EffectiveObjectives { residency, ..(*objectives).clone() }))
        }
        _ => (workload, objectives),
    }
}

/// Hands what tags ask on along the flows of data, as far as it stays inside: where it first leaves, that step is the fault. Only for what nothing is asked of.
pub(crate) fn hand_on(context: &Context<'_>, table: &FactTable, objectives: &mut [InForce]) {
    let mut next: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for flow in super::flows(context, table).iter().filter(|flow| flow.kind != "key") {
        let number = |address: &str| context.graph.by_address.get(address).copied();
        if let (Some(from), Some(to)) = (number(&flow.from), number(&flow.to)) {
            next.entry(from).or_default().insert(to);
        }
    }
    let asks = |at: usize, objectives: &[InForce]| {
        objectives.get(at).and_then(|(_, objectives)| objectives.residency.clone())
    };
    let mut open: Vec<usize> = next
        .keys()
        .copied()
        .filter(|at| context.node(*at).is_some_and(|node| declared(&node.tags).is_some()))
        .collect();
    while let Some(at) = open.pop() {
        let Some(residency) = asks(at, objectives) else { continue };
        for to in next.get(&at).into_iter().flatten() {
            let stays = context.region(*to).zip(context.node(*to)).is_none_or(|(region, node)| {
                region_is_allowed(node.cloud(), region, &residency) != Some(false)
            });
            if let Some((_, known)) = objectives.get_mut(*to).filter(|_| stays)
                && known.residency.is_none()
            {
                let residency = Some(residency.clone());
                *known = Arc::new(EffectiveObjectives { residency, ..(**known).clone() });
                open.push(*to);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_ask_for_places() {
        for (name, value, expected) in [
            ("data_residency", "eu", Some("eu")),
            ("DataResidency", "EU", Some("eu")),
            ("data-residency", "eea", Some("eea")),
            ("gdpr", "true", Some("eu")),
            ("gdpr", "false", None),
            ("data_classification", "personal-eu", Some("eu")),
            ("data_classification", "neutral", None),
            ("pii", "true", None),
            ("Name", "eu", None),
        ] {
            let tags = BTreeMap::from([(name.to_owned(), value.to_owned())]);
            let found = declared(&tags).and_then(|places| places.first().cloned());
            assert_eq!(found.as_deref(), expected, "{name} = {value}");
        }
    }
}
