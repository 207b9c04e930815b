//! Selections of AWS Backup.

use std::sync::Arc;

use resilint_eval::{Data, PathStep};
use serde_json::{Value as Json, json};

use super::super::super::table::{Context, FactTable};
use super::super::replicas::{add, arn_region};
use super::plan::{kept, may_take, takes};
use crate::attribute::{blocks, leaves, look, text, text_at};
use crate::catalog::EdgeKind;
use crate::facts::Fact;
use crate::graph::Node;

/// What one selection takes in, of the stores in its region: named resources, name patterns, and tags.
pub(super) fn derive(context: &Context<'_>, table: &mut FactTable, at: usize, node: &Node) {
    let copies = copies_of_plan(context, at);
    let keeps = kept(context, table, at);
    let selects = Selects::read(node);
    let of = context.address(at);
    for (to, store) in context.judged().filter(|(_, store)| is_backed_up(store)) {
        let named = context
            .graph
            .outgoing(at)
            .find(|(target, edge)| *target == to && edge.kind == EdgeKind::BacksUp);
        let by = match named {
            Some((_, edge)) if edge.certain => Some(edge.at.clone()),
            Some((_, edge)) => {
                let reason = "which resources the selection names is undecided";
                may_take(table, to, reason, &edge.at, &of);
                continue;
            }
            None if context.same_region(at, to) == Some(false) => continue,
            None => selects.place(store),
        };
        match (by, &selects.unknown) {
            (Some(path), _) => {
                let by = Fact::known(true, path).decided_by(Arc::clone(&of));
                takes(table, to, by, keeps.as_ref());
                for (region, vault, path, of) in &copies {
                    let copy = json!({ "region": region, "address": vault });
                    add(table, to, "backup_copies", copy, path, Some(Arc::clone(of)));
                }
            }
            (None, Some((reason, path))) => may_take(table, to, reason, path, &of),
            (None, None) => {}
        }
    }
}

/// The selectors of a backup selection, besides the resources it refers to.
struct Selects {
    /// `*` and the like, each with its place.
    patterns: Vec<(String, Vec<PathStep>)>,
    /// Key and value of tags, each with its place.
    tags: Vec<(String, String, Vec<PathStep>)>,
    /// Why more may be selected than is known.
    unknown: Option<(Arc<str>, Vec<PathStep>)>,
}

impl Selects {
    fn read(node: &Node) -> Self {
        let attributes = &node.instance.attributes;
        let mut selects = Self { patterns: Vec::new(), tags: Vec::new(), unknown: None };
        for (path, value) in look(attributes, "resources")
            .iter()
            .filter_map(|hit| Some(leaves(hit.value?, &hit.path)))
            .flatten()
        {
            match &value.data {
                Data::String(text) if text.contains('*') => {
                    selects.patterns.push((text.to_string(), path))
                }
                Data::Unknown(unknown) if value.marks.sources().is_empty() => {
                    selects.unknown = Some((Arc::from(unknown.reason.to_string()), path))
                }
                _ => {}
            }
        }
        for (path, block) in blocks(attributes, "selection_tag") {
            match (text_at(block, "key"), text_at(block, "value")) {
                (Some(key), Some(value)) => {
                    selects.tags.push((key.to_string(), value.to_string(), path))
                }
                _ => selects.unknown = Some((Arc::from("the tags it selects are unknown"), path)),
            }
        }
        for (path, block) in blocks(attributes, "condition.string_equals") {
            if let (Some(key), Some(value)) = (text_at(block, "key"), text_at(block, "value")) {
                let key = key.strip_prefix("aws:ResourceTag/").unwrap_or(key);
                selects.tags.push((key.to_owned(), value.to_string(), path));
            }
        }
        selects
    }

    /// The selector that takes a store in.
    fn place(&self, store: &Node) -> Option<Vec<PathStep>> {
        let service = service_of(store);
        let pattern = self.patterns.iter().find(|(pattern, _)| {
            pattern == "*" || pattern.split(':').nth(2) == Some(service) && pattern.ends_with('*')
        });
        let tag = || {
            self.tags
                .iter()
                .find(|(key, value, _)| store.tags.get(key) == Some(value))
                .map(|(_, _, path)| path.clone())
        };
        pattern.map(|(_, path)| path.clone()).or_else(tag)
    }
}

/// The service in a store's ARN.
fn service_of(store: &Node) -> &'static str {
    match store.type_name() {
        "aws_s3_bucket" => "s3",
        "aws_dynamodb_table" => "dynamodb",
        "aws_efs_file_system" => "elasticfilesystem",
        "aws_ebs_volume" | "aws_instance" => "ec2",
        "aws_redshift_cluster" => "redshift",
        _ => "rds",
    }
}

/// What AWS Backup can take in.
fn is_backed_up(store: &Node) -> bool {
    matches!(
        store.type_name(),
        "aws_s3_bucket"
            | "aws_dynamodb_table"
            | "aws_efs_file_system"
            | "aws_ebs_volume"
            | "aws_instance"
            | "aws_redshift_cluster"
            | "aws_db_instance"
            | "aws_rds_cluster"
            | "aws_docdb_cluster"
            | "aws_neptune_cluster"
    )
}

type PlanCopy = (Json, Json, Vec<PathStep>, Arc<str>);

/// Where the plan of a selection copies its recovery points to.
fn copies_of_plan(context: &Context<'_>, selection: usize) -> Vec<PlanCopy> {
    let plans: Vec<usize> = context
        .graph
        .outgoing(selection)
        .filter(|(_, edge)| edge.kind == EdgeKind::MemberOf)
        .map(|(to, _)| to)
        .collect();
    let mut copies = Vec::new();
    for plan in plans {
        let Some(node) = context.node(plan) else { continue };
        for (path, value) in
            look(&node.instance.attributes, "rule.copy_action.destination_vault_arn")
                .iter()
                .filter_map(|hit| Some(leaves(hit.value?, &hit.path)))
                .flatten()
        {
            let vault =
                context.graph.outgoing(plan).find(|(_, edge)| edge.at == path).map(|(to, _)| to);
            let region = match vault {
                Some(vault) => context.region_json(vault),
                None => text(value).and_then(|arn| arn_region(arn)).map_or(Json::Null, Json::from),
            };
            let address = vault.map_or(Json::Null, |vault| Json::from(&*context.address(vault)));
            copies.push((region, address, path, context.address(plan)));
        }
    }
    copies
}
