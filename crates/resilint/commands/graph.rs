//! `resilint graph`: a picture of the resource graph. Resources that the catalog knows, by region; single points of failure are marked.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use anyhow::bail;
use resilint_graph::{Facts, ResourceFacts};
use resilint_project::Cancel;
use serde_json::json;

use super::CLEAN;
use crate::args::{GraphArgs, GraphFormat};
use crate::session::{open_root, options};
use crate::terminal::Terminal;

/// What is drawn.
#[derive(Debug)]
struct Picture<'f> {
    nodes: BTreeMap<&'f str, Node<'f>>,
    edges: BTreeSet<Edge<'f>>,
}

#[derive(Debug)]
struct Node<'f> {
    facts: &'f ResourceFacts,
    region: Option<&'f str>,
    zones: Option<String>,
    /// The rules that call it a single point of failure.
    faults: Vec<String>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Edge<'f> {
    from: &'f str,
    to: &'f str,
    kind: &'f str,
    certain: bool,
}

pub(super) fn run(args: &GraphArgs, terminal: &Terminal) -> anyhow::Result<u8> {
    let options = options(&args.inputs)?;
    let (project, root) = open_root(&args.directory, &options)?;
    let analysis = project.analyse(&root, &Cancel::new())?;
    let report = project.check(&root, &Cancel::new())?;
    let mut faults: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for finding in report.findings.iter().filter(|finding| finding.is_failure()) {
        if ["spof", "multi-az"].contains(&finding.category.as_str()) {
            faults.entry(&finding.address).or_default().push(finding.rule_id.clone());
        }
    }
    let wanted = wanted(args, &analysis.facts)?;
    let picture = picture(&analysis.facts, &wanted, &faults);
    let text = match args.format {
        GraphFormat::Mermaid => mermaid(&picture),
        GraphFormat::Dot => dot(&picture),
        GraphFormat::Json => json(&picture)?,
    };
    terminal.print(&text)?;
    Ok(CLEAN)
}

/// The addresses to draw: those near the focus, or all that the catalog knows.
fn wanted<'f>(args: &GraphArgs, facts: &'f Facts) -> anyhow::Result<BTreeSet<&'f str>> {
    let Some(focus) = &args.focus else {
        let known = facts
            .resources
            .values()
            .filter(|resource| resource.role.is_some() || !resource.roles.is_empty());
        return Ok(known.map(|resource| &*resource.address).collect());
    };
    let Some((start, _)) = facts.resources.get_key_value(focus.as_str()) else {
        let near =
            resilint_project::nearest(focus, facts.resources.keys().map(|address| &**address));
        bail!(
            "there is no resource `{focus}`{}",
            near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default()
        );
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

fn picture<'f>(
    facts: &'f Facts,
    wanted: &BTreeSet<&'f str>,
    faults: &BTreeMap<&str, Vec<String>>,
) -> Picture<'f> {
    let mut picture = Picture { nodes: BTreeMap::new(), edges: BTreeSet::new() };
    for (address, resource) in
        facts.resources.iter().filter(|(address, _)| wanted.contains(&***address))
    {
        let region = resource
            .facts
            .get("region")
            .and_then(|fact| fact.get())
            .and_then(|value| value.as_str());
        let zones =
            resource.facts.get("zones").and_then(|fact| fact.get()).map(ToString::to_string);
        let faults = faults.get(&**address).cloned().unwrap_or_default();
        picture.nodes.insert(address, Node { facts: resource, region, zones, faults });
        for edge in facts.graph.references.get(address).into_iter().flatten() {
            if wanted.contains(&*edge.address) && *edge.address != **address {
                picture.edges.insert(Edge {
                    from: address,
                    to: &edge.address,
                    kind: edge.kind,
                    certain: edge.certain,
                });
            }
        }
    }
    picture
}

/// Some of the nodes, with their addresses.
type Members<'p> = Vec<(&'p str, &'p Node<'p>)>;

impl<'f> Picture<'f> {
    /// Nodes by region; those without one last.
    fn by_region(&self) -> Vec<(Option<&'f str>, Members<'_>)> {
        let mut regions: BTreeMap<(bool, Option<&str>), Members<'_>> = BTreeMap::new();
        for (address, node) in &self.nodes {
            regions.entry((node.region.is_none(), node.region)).or_default().push((address, node));
        }
        regions.into_iter().map(|((_, region), nodes)| (region, nodes)).collect()
    }

    fn ids(&self) -> BTreeMap<&'f str, String> {
        self.nodes
            .keys()
            .enumerate()
            .map(|(index, address)| (*address, format!("n{index}")))
            .collect()
    }
}

fn label(address: &str, node: &Node<'_>) -> String {
    let zones = node.zones.as_deref().map(|zones| format!(" · {zones} zones")).unwrap_or_default();
    let mark = if node.faults.is_empty() { "" } else { " ⚠" };
    format!("{address}{zones}{mark}")
}

fn mermaid(picture: &Picture<'_>) -> String {
    let ids = picture.ids();
    let id = |address: &str| ids.get(address).cloned().unwrap_or_default();
    let escaped =
        |text: &str| text.replace('"', "#quot;").replace('[', "#91;").replace(']', "#93;");
    let mut text = String::from("flowchart LR\n  classDef fault stroke:#d1242f,stroke-width:3px\n");
    for (index, (region, nodes)) in picture.by_region().into_iter().enumerate() {
        text.push_str(&format!("  subgraph r{index}[\"{}\"]\n", region.unwrap_or("no region")));
        for (address, node) in nodes {
            let (open, close) = if node.facts.role.as_deref() == Some("database") {
                ("[(", ")]")
            } else {
                ("[", "]")
            };
            let class = if node.faults.is_empty() { "" } else { ":::fault" };
            text.push_str(&format!(
                "    {}{open}\"{}\"{close}{class}\n",
                id(address),
                escaped(&label(address, node))
            ));
        }
        text.push_str("  end\n");
    }
    for edge in &picture.edges {
        let arrow = if edge.certain { "-->" } else { "-.->" };
        text.push_str(&format!(
            "  {} {arrow}|{}| {}\n",
            id(edge.from),
            edge.kind.replace('_', " "),
            id(edge.to)
        ));
    }
    text
}

fn dot(picture: &Picture<'_>) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
    let mut text = String::from(
        "digraph resilint {\n  rankdir=LR;\n  node [shape=box, fontname=\"sans-serif\"];\n",
    );
    for (index, (region, nodes)) in picture.by_region().into_iter().enumerate() {
        text.push_str(&format!(
            "  subgraph cluster_{index} {{\n    label={};\n",
            quoted(region.unwrap_or("no region"))
        ));
        for (address, node) in nodes {
            let shape = if node.facts.role.as_deref() == Some("database") {
                ", shape=cylinder"
            } else {
                ""
            };
            let colour =
                if node.faults.is_empty() { "" } else { ", color=\"#d1242f\", penwidth=3" };
            text.push_str(&format!(
                "    {} [label={}{shape}{colour}];\n",
                quoted(address),
                quoted(&label(address, node))
            ));
        }
        text.push_str("  }\n");
    }
    for edge in &picture.edges {
        let style = if edge.certain { "" } else { ", style=dashed" };
        text.push_str(&format!(
            "  {} -> {} [label={}{style}];\n",
            quoted(edge.from),
            quoted(edge.to),
            quoted(&edge.kind.replace('_', " "))
        ));
    }
    text.push_str("}\n");
    text
}

fn json(picture: &Picture<'_>) -> anyhow::Result<String> {
    let nodes: Vec<_> = picture
        .nodes
        .iter()
        .map(|(address, node)| {
            json!({ "address": address, "type": node.facts.type_name, "role": node.facts.role, "region": node.region, "zones": node.zones, "faults": node.faults })
        })
        .collect();
    let edges: Vec<_> =
        picture.edges.iter().map(|edge| json!({ "from": edge.from, "to": edge.to, "kind": edge.kind, "certain": edge.certain })).collect();
    Ok(serde_json::to_string_pretty(
        &json!({ "schema_version": 1, "nodes": nodes, "edges": edges }),
    )? + "\n")
}
