//! The way of data in a report: each hop with the place in the text that makes it.

use resilint_eval::Instance;
use resilint_graph::Flow;

use super::findings::Reporter;
use crate::report::{Hop, RelatedPlace};

impl Reporter<'_> {
    /// The way on which data comes to what was found, or leaves it.
    pub(super) fn hops(&self, found: &resilint_policy::Finding) -> Vec<Hop> {
        let facts = &self.analysis.facts;
        let Some(resource) = facts.resources.get(&found.address) else { return Vec::new() };
        let Some(allowed) = &resource.objectives.residency else { return Vec::new() };
        let decided = (found.at.as_slice(), found.of.as_deref().unwrap_or(&found.address));
        let way = facts.way_of_data(&found.address, decided, allowed);
        let Some(first) = way.first() else { return Vec::new() };
        let origin = self.instance(&first.from).map(|instance| {
            let span = self.blamer.header(instance);
            Hop {
                address: first.from.to_string(),
                region: first.from_region.as_deref().map(str::to_owned),
                kind: "origin".to_owned(),
                file: self.places.file(span),
                range: self.places.range(span),
                message: origin_in_words(first),
            }
        });
        origin.into_iter().chain(way.iter().filter_map(|flow| self.hop(flow))).collect()
    }

    fn hop(&self, flow: &Flow) -> Option<Hop> {
        let decider = self.instance(&flow.of)?;
        let span = self.span(decider, &flow.at);
        Some(Hop {
            address: flow.to.to_string(),
            region: flow.to_region.as_deref().map(str::to_owned),
            kind: flow.kind.to_owned(),
            file: self.places.file(span),
            range: self.places.range(span),
            message: hop_in_words(flow),
        })
    }

    fn instance(&self, address: &str) -> Option<&Instance> {
        self.analysis.graph.instance(address)
    }
}

fn origin_in_words(flow: &Flow) -> String {
    let what = if flow.kind == "key" { "the key" } else { "data" };
    match &flow.from_region {
        Some(region) => format!("{what} of `{}` in `{region}`", flow.from),
        None => format!("{what} of `{}`", flow.from),
    }
}

fn hop_in_words(flow: &Flow) -> String {
    let to = match (&flow.to_region, flow.from == flow.to) {
        (Some(region), true) => format!("`{region}`"),
        (Some(region), false) => format!("`{}` in `{region}`", flow.to),
        (None, _) => format!("`{}`, in a region that is not known", flow.to),
    };
    match flow.kind {
        "replication" => format!("is replicated to {to}"),
        "backup" => format!("is backed up to {to}"),
        "logs" => format!("is logged to {to}"),
        "stream" => format!("is sent to {to}"),
        "cache" => format!("is cached by {to}"),
        "read" => format!("is read by {to}"),
        "key" => format!("opens {to}"),
        other => format!("goes ({other}) to {to}"),
    }
}

/// A hop among the other places that explain a finding.
pub(super) fn told(hop: &Hop) -> RelatedPlace {
    RelatedPlace {
        address: Some(hop.address.clone()),
        file: hop.file.clone(),
        range: hop.range,
        message: hop.message.clone(),
    }
}
