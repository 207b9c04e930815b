//! What tags say about where data may be, and how that goes with the data: what takes data that must stay inside has to stay inside too.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::locations::region_is_allowed;
use crate::catalog::Role;
use crate::facts::{Context, Fact, FactTable};
use crate::graph::Node;
use crate::objective::{EffectiveObjectives, ResidencyTags};
use resilint_eval::PathStep;

/// Objectives, each with the workload that they come from.
type InForce = (Option<Arc<str>>, Arc<EffectiveObjectives>);

/// The places that tags or labels allow: `data_residency = "eu"`, `gdpr = "true"`. `None` when they say nothing about it.
pub(crate) fn declared(
    tags: &BTreeMap<String, String>,
    names: &ResidencyTags,
) -> Option<Vec<String>> {
    tags.iter().find_map(|(tag, value)| {
        let name = plain(tag);
        let value = value.trim().to_lowercase();
        let place = match name.as_str() {
            "dataresidency" | "residency" | "datalocation" => place_named(&value),
            "gdpr" if is_yes(&value) || value == "eu" => Some("eu"),
            "dataclassification" | "classification" | "pii" | "personaldata" => {
                words(&value).any(|word| matches!(word, "eu" | "gdpr")).then_some("eu")
            }
            _ if is_among(&name, &names.place) => {
                place_named(&value).or_else(|| is_yes(&value).then_some("eu"))
            }
            _ => None,
        };
        place.map(|place| vec![place.to_owned()])
    })
}

/// The tag that says that data is personal: `pii = "true"`, `classification = "personal"`.
fn personal<'t>(tags: &'t BTreeMap<String, String>, names: &ResidencyTags) -> Option<&'t String> {
    let says = |tag: &str, value: &str| {
        let name = plain(tag);
        let value = value.trim().to_lowercase();
        let personal = || words(&value).any(|word| matches!(word, "pii" | "personal" | "phi"));
        match name.as_str() {
            "pii" | "personaldata" | "containspii" => is_yes(&value) || personal(),
            "dataclassification" | "classification" | "sensitivity" | "datasensitivity" => {
                personal()
            }
            _ => is_among(&name, &names.personal) && (is_yes(&value) || personal()),
        }
    };
    tags.iter().find(|(tag, value)| says(tag, value)).map(|(tag, _)| tag)
}

/// A name without what people separate words by.
fn plain(name: &str) -> String {
    name.to_lowercase().replace(['-', '_', ' ', '.', ':', '/'], "")
}

fn is_among(name: &str, list: &[String]) -> bool {
    list.iter().any(|one| plain(one) == name)
}

fn is_yes(value: &str) -> bool {
    matches!(value, "true" | "yes" | "1")
}

fn words(value: &str) -> impl Iterator<Item = &str> {
    value.split(|letter: char| !letter.is_alphanumeric())
}

fn place_named(value: &str) -> Option<&'static str> {
    match value {
        "eu" | "europe" | "eu-only" | "eu-strict" | "european-union" => Some("eu"),
        "eea" => Some("eea"),
        "gdpr-adequate" | "adequate" => Some("gdpr-adequate"),
        _ => None,
    }
}

/// Adds to everything that keeps data whether its tags call it personal.
pub(crate) fn mark_personal(context: &Context<'_>, table: &mut FactTable, names: &ResidencyTags) {
    for (at, node) in context.judged() {
        if node.owner.is_none()
            && node.role().is_some_and(Role::keeps_data)
            && let Some(tag) = personal(&node.tags.known, names)
        {
            table.set(at, "personal", Fact::known(true, place_of_tag(node, tag)));
        }
    }
}

/// Where a tag is written; nothing when it comes from the provider configuration.
fn place_of_tag(node: &Node, tag: &str) -> Vec<PathStep> {
    let paths = ["tags", "labels"]
        .map(|block| vec![PathStep::Name(block.into()), PathStep::Name(tag.into())]);
    let written = |path: &Vec<PathStep>| node.instance.attributes.at(path).is_some();
    paths.into_iter().find(written).unwrap_or_default()
}

/// Objectives with what tags ask.
pub(crate) fn with_declared(
    tags: &BTreeMap<String, String>,
    names: &ResidencyTags,
    (workload, objectives): InForce,
) -> InForce {
    match declared(tags, names) {
        Some(residency) if objectives.residency.is_none() => {
            let residency = Some(residency);
            (workload, Arc::new(EffectiveObjectives { residency, ..(*objectives).clone() }))
        }
        _ => (workload, objectives),
    }
}

/// Hands what tags ask on along the flows of data, as far as it stays inside: where it first leaves, that step is the fault. Only for what nothing is asked of.
pub(crate) fn hand_on(
    context: &Context<'_>,
    table: &FactTable,
    names: &ResidencyTags,
    objectives: &mut [InForce],
) {
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
        .filter(|at| {
            context.node(*at).is_some_and(|node| declared(&node.tags.known, names).is_some())
        })
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
            ("geo_fence", "eea", Some("eea")),
            ("GeoFence", "yes", Some("eu")),
            ("geo_fence", "somewhere", None),
        ] {
            let tags = BTreeMap::from([(name.to_owned(), value.to_owned())]);
            let names = ResidencyTags { place: vec!["geo-fence".to_owned()], personal: Vec::new() };
            let found = declared(&tags, &names).and_then(|places| places.first().cloned());
            assert_eq!(found.as_deref(), expected, "{name} = {value}");
        }
    }

    #[test]
    fn tags_say_that_data_is_personal() {
        for (name, value, expected) in [
            ("pii", "true", true),
            ("PII", "no", false),
            ("data-classification", "personal / internal", true),
            ("classification", "public", false),
            ("customer_records", "yes", true),
            ("customer-records", "none", false),
            ("Name", "personal", false),
        ] {
            let tags = BTreeMap::from([(name.to_owned(), value.to_owned())]);
            let names =
                ResidencyTags { place: Vec::new(), personal: vec!["customer-records".to_owned()] };
            assert_eq!(personal(&tags, &names).is_some(), expected, "{name} = {value}");
        }
    }
}
