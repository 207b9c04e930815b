//! `resilint graph`: a picture of the architecture, or its nodes and edges for other programs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context, bail};
use resilint_graph::{Facts, ResourceFacts};
use resilint_project::{
    Cancel, Finding, PictureForm, PictureOptions, no_such_resource, picture_title, resolve, shown,
};
use serde_json::{Value, json};

use super::CLEAN;
use crate::args::{GraphArgs, GraphFormat};
use crate::session::{open_root, options};
use crate::terminal::Terminal;

pub(super) fn run(args: &GraphArgs, terminal: &Terminal) -> anyhow::Result<u8> {
    let options = options(&args.inputs)?;
    let (project, root) = open_root(&args.directory, &options)?;
    let analysis = project.analyse(&root, &Cancel::new())?;
    let report = project.check(&root, &Cancel::new())?;
    let text = match form(args.format) {
        Some(form) => {
            let lose: Vec<&str> = args.lose.iter().map(String::as_str).collect();
            let options = PictureOptions {
                form,
                title: picture_title(
                    &shown(&options.base, &root),
                    args.focus.as_deref(),
                    args.flows,
                    &lose,
                ),
                focus: args.focus.clone(),
                depth: args.depth,
                flows: args.flows,
                most: args.most,
                ..PictureOptions::default()
            };
            project.picture(&analysis, &report.findings, &lose, &options)?
        }
        None => json(args, &analysis.facts, &report.findings)?,
    };
    match &args.output {
        Some(file) => write(&resolve(&options.base, file), &text)?,
        None => terminal.print(&text)?,
    }
    Ok(CLEAN)
}

fn form(format: GraphFormat) -> Option<PictureForm> {
    match format {
        GraphFormat::Svg => Some(PictureForm::Svg),
        GraphFormat::Html => Some(PictureForm::Html),
        GraphFormat::Mermaid => Some(PictureForm::Mermaid),
        GraphFormat::Dot => Some(PictureForm::Dot),
        GraphFormat::Json => None,
    }
}

fn write(file: &Path, text: &str) -> anyhow::Result<()> {
    std::fs::write(file, text).with_context(|| format!("`{}` cannot be written", file.display()))
}

/// Nodes and edges as they are: nothing folded.
fn json(args: &GraphArgs, facts: &Facts, findings: &[Finding]) -> anyhow::Result<String> {
    let mut faults: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for finding in findings.iter().filter(|finding| finding.is_failure()) {
        if ["spof", "multi-az"].contains(&finding.category.as_str()) {
            faults.entry(&finding.address).or_default().push(&finding.rule_id);
        }
    }
    let wanted = wanted(args, facts)?;
    let known = facts.resources.iter().filter(|(address, _)| wanted.contains(&***address));
    let nodes: Vec<Value> = known
        .map(|(address, resource)| {
            node(resource, faults.get(&**address).map_or(&[], Vec::as_slice))
        })
        .collect();
    let mut edges = BTreeSet::new();
    for address in &wanted {
        for edge in facts.graph.references.get(*address).into_iter().flatten() {
            if wanted.contains(&*edge.address) && *edge.address != **address {
                edges.insert((*address, &*edge.address, edge.kind, edge.certain));
            }
        }
    }
    let edges: Vec<Value> = edges
        .into_iter()
        .map(|(from, to, kind, certain)| json!({ "from": from, "to": to, "kind": kind, "certain": certain }))
        .collect();
    let graph = json!({ "schema_version": 1, "nodes": nodes, "edges": edges });
    Ok(serde_json::to_string_pretty(&graph)? + "\n")
}

fn node(resource: &ResourceFacts, faults: &[&str]) -> Value {
    let known = |name: &str| resource.facts.get(name).and_then(|fact| fact.get());
    json!({
        "address": resource.address,
        "type": resource.type_name,
        "role": resource.role,
        "region": known("region"),
        "zones": known("zones").map(ToString::to_string),
        "faults": faults,
    })
}

/// The addresses to print: those near the focus, or all that the catalog knows.
fn wanted<'f>(args: &GraphArgs, facts: &'f Facts) -> anyhow::Result<BTreeSet<&'f str>> {
    let Some(focus) = &args.focus else {
        let known = facts
            .resources
            .values()
            .filter(|resource| resource.role.is_some() || !resource.roles.is_empty());
        return Ok(known.map(|resource| &*resource.address).collect());
    };
    let Some((start, _)) = facts.resources.get_key_value(focus.as_str()) else {
        bail!(no_such_resource(focus, facts.resources.keys().map(|address| &**address)));
    };
    let mut near: BTreeSet<&str> = BTreeSet::from([&**start]);
    let mut edge: Vec<&Arc<str>> = vec![start];
    for _ in 0..args.depth {
        let mut next = Vec::new();
        for address in edge {
            let lists = [facts.graph.references.get(address), facts.graph.referrers.get(address)];
            next.extend(
                lists
                    .into_iter()
                    .flatten()
                    .flatten()
                    .map(|other| &other.address)
                    .filter(|other| near.insert(other)),
            );
        }
        edge = next;
    }
    Ok(near)
}
