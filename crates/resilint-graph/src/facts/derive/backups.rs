//! Backup plans and snapshot policies: what they select, and where they copy to.

use std::sync::Arc;

use resilint_eval::{Data, PathStep, Value};
use serde_json::{Value as Json, json};

use super::super::table::{Context, FactTable};
use super::replicas::{add, arn_region};
use crate::attribute::{known_json, leaves, look, steps, text, text_at};
use crate::catalog::{EdgeKind, Role};
use crate::facts::Fact;
use crate::graph::Node;
use crate::placement::named_region;

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        match node.type_name() {
            "aws_backup_selection" => selection(context, table, at, node),
            "aws_dlm_lifecycle_policy" => snapshot_policy(context, table, at, node),
            "aws_db_instance_automated_backups_replication" => {
                replicated_backups(context, table, at)
            }
            _ if node.plays(Role::Backup) => protected(context, table, at),
            _ => {}
        }
    }
    for (at, node) in context.judged() {
        let stores = [
            Role::Database,
            Role::ObjectStore,
            Role::BlockStorage,
            Role::FileStorage,
            Role::Warehouse,
        ];
        let is_setting = node.owner.is_some()
            || node.entry.as_ref().is_some_and(|entry| entry.configures.is_some());
        if stores.iter().any(|role| node.plays(*role))
            && !is_setting
            && table.get(at, "member_of").is_none()
        {
            table.set_if_absent(at, "backup_plan", Fact::known(false, Vec::new()).by_default());
        }
    }
}

/// What one selection of AWS Backup takes in: named resources, name patterns, and tags.
fn selection(context: &Context<'_>, table: &mut FactTable, at: usize, node: &Node) {
    let copies = copies_of_plan(context, at);
    let selects = Selects::read(node);
    for (to, store) in context.judged().filter(|(_, store)| is_backed_up(store)) {
        let named = context
            .graph
            .outgoing(at)
            .find(|(target, edge)| *target == to && edge.kind == EdgeKind::BacksUp);
        let by = match named {
            Some((_, edge)) if edge.certain => Some(edge.at.clone()),
            Some((_, edge)) => {
                doubt(
                    table,
                    to,
                    "which resources the selection names is undecided",
                    &edge.at,
                    &context.address(at),
                );
                continue;
            }
            None => selects.place(store),
        };
        match (by, &selects.unknown) {
            (Some(path), _) => {
                table.set(
                    to,
                    "backup_plan",
                    Fact::known(true, path).decided_by(context.address(at)),
                );
                for (region, vault, path, of) in &copies {
                    add(
                        table,
                        to,
                        "backup_copies",
                        json!({ "region": region, "address": vault }),
                        path,
                        Some(Arc::clone(of)),
                    );
                }
            }
            (None, Some((reason, path))) => doubt(table, to, reason, path, &context.address(at)),
            (None, None) => {}
        }
    }
}

fn doubt(table: &mut FactTable, to: usize, reason: &str, path: &[PathStep], of: &Arc<str>) {
    if table.known(to, "backup_plan") != Some(&Json::Bool(true)) {
        table.set(
            to,
            "backup_plan",
            Fact::unknown(format!("`{of}`: {reason}"), path.to_vec()).decided_by(Arc::clone(of)),
        );
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
        for hit in look(attributes, "selection_tag") {
            for (index, block) in blocks(hit.value).into_iter().enumerate() {
                let path = vec![PathStep::Name(Arc::from("selection_tag")), PathStep::Index(index)];
                match (text_at(block, "key"), text_at(block, "value")) {
                    (Some(key), Some(value)) => {
                        selects.tags.push((key.to_string(), value.to_string(), path))
                    }
                    _ => {
                        selects.unknown = Some((Arc::from("the tags it selects are unknown"), path))
                    }
                }
            }
        }
        for hit in look(attributes, "condition.string_equals") {
            for (index, block) in blocks(hit.value).into_iter().enumerate() {
                if let (Some(key), Some(value)) = (text_at(block, "key"), text_at(block, "value")) {
                    let key = key.strip_prefix("aws:ResourceTag/").unwrap_or(key);
                    selects.tags.push((
                        key.to_owned(),
                        value.to_string(),
                        hit.path.iter().cloned().chain([PathStep::Index(index)]).collect(),
                    ));
                }
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

fn blocks(value: Option<&Value>) -> Vec<&Value> {
    match value.map(|value| &value.data) {
        Some(Data::Tuple(blocks) | Data::List(_, blocks) | Data::Set(_, blocks)) => {
            blocks.iter().collect()
        }
        Some(Data::Object(_)) => value.into_iter().collect(),
        _ => Vec::new(),
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

/// A policy of the Data Lifecycle Manager selects volumes or instances by tag.
fn snapshot_policy(context: &Context<'_>, table: &mut FactTable, at: usize, node: &Node) {
    let attributes = &node.instance.attributes;
    let kinds: Vec<Json> = look(attributes, "policy_details.resource_types")
        .into_iter()
        .filter_map(|hit| known_json(hit.value?))
        .collect();
    let takes = |kind: &str| {
        kinds.iter().any(|kinds| {
            kinds.as_array().is_some_and(|kinds| kinds.iter().any(|found| found == kind))
        })
    };
    let tags: Vec<Json> = look(attributes, "policy_details.target_tags")
        .into_iter()
        .filter_map(|hit| known_json(hit.value?))
        .collect();
    let regions: Vec<Arc<str>> = [
        "policy_details.schedule.cross_region_copy_rule.target",
        "policy_details.schedule.cross_region_copy_rule.target_region",
    ]
    .into_iter()
    .flat_map(|path| look(attributes, path))
    .filter_map(|hit| named_region("aws", hit.value?))
    .collect();
    for (to, store) in context.judged() {
        let kind = match store.type_name() {
            "aws_ebs_volume" => "VOLUME",
            "aws_instance" => "INSTANCE",
            _ => continue,
        };
        let tagged = tags
            .iter()
            .filter_map(Json::as_object)
            .flatten()
            .any(|(key, value)| store.tags.get(key).map(String::as_str) == value.as_str());
        if takes(kind) && tagged {
            table.set(
                to,
                "backup_plan",
                Fact::known(true, steps("policy_details.target_tags"))
                    .decided_by(context.address(at)),
            );
            for region in &regions {
                add(
                    table,
                    to,
                    "backup_copies",
                    json!({ "region": &**region, "address": null }),
                    &steps("policy_details.schedule"),
                    Some(context.address(at)),
                );
            }
        }
    }
}

/// Automated backups that are copied into the region of the resource that asks for it.
fn replicated_backups(context: &Context<'_>, table: &mut FactTable, at: usize) {
    let targets: Vec<(usize, Vec<PathStep>)> = context
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == EdgeKind::BacksUp && edge.certain)
        .map(|(to, edge)| (to, edge.at.clone()))
        .collect();
    for (to, path) in targets {
        add(
            table,
            to,
            "backup_copies",
            json!({ "region": context.region_json(at), "address": &*context.address(at) }),
            &path,
            Some(context.address(at)),
        );
    }
}

/// Backup items of other clouds name what they protect.
fn protected(context: &Context<'_>, table: &mut FactTable, at: usize) {
    let targets: Vec<(usize, Vec<PathStep>, bool)> = context
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == EdgeKind::BacksUp)
        .map(|(to, edge)| (to, edge.at.clone(), edge.certain))
        .collect();
    for (to, path, certain) in targets {
        if certain {
            table.set(to, "backup_plan", Fact::known(true, path).decided_by(context.address(at)));
        } else {
            doubt(
                table,
                to,
                "which resource it protects is undecided",
                &path,
                &context.address(at),
            );
        }
    }
}
