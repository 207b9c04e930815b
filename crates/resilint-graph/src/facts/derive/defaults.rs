//! What an account-wide setting changes for everything in its region.

use serde_json::Value as Json;

use super::super::table::{Context, FactTable};
use crate::attribute::{as_bool, first, known_json, look, text_at};
use crate::catalog::Role;
use crate::facts::{Fact, read_fact};
use crate::graph::Node;
use crate::placement::named_region;

pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    for (at, node) in context.judged() {
        match node.type_name() {
            "aws_ebs_encryption_by_default" => encrypted_disks(context, table, at, node),
            "aws_ecr_replication_configuration" => replicated_images(context, table, at, node),
            _ => {}
        }
    }
    for (at, _) in context.judged() {
        instance_of(context, table, at);
    }
}

/// Disks whose block does not say otherwise are encrypted when the account's default is on.
fn encrypted_disks(context: &Context<'_>, table: &mut FactTable, setting: usize, node: &Node) {
    let off =
        first(&node.instance.attributes, "enabled").and_then(known_json).as_ref().and_then(as_bool)
            == Some(false);
    if off {
        return;
    }
    for (at, disk) in context.judged() {
        let is_disk = matches!(
            disk.type_name(),
            "aws_ebs_volume" | "aws_instance" | "aws_launch_template" | "aws_ebs_snapshot_copy"
        );
        let same_account = disk.instance.provider.alias == node.instance.provider.alias;
        let by_default = table.get(at, "encrypted").is_some_and(|fact| fact.default);
        if is_disk && by_default && same_account && context.same_region(setting, at) != Some(false)
        {
            table.set(
                at,
                "encrypted",
                Fact::known(true, crate::attribute::steps("enabled"))
                    .decided_by(context.address(setting)),
            );
            table.set(
                at,
                "encryption_key",
                Fact::known("provider-managed", crate::attribute::steps("enabled"))
                    .decided_by(context.address(setting)),
            );
        }
    }
}

/// A registry's replication holds for all its repositories, or those whose name starts with a filter.
fn replicated_images(context: &Context<'_>, table: &mut FactTable, setting: usize, node: &Node) {
    let regions: Vec<Json> =
        look(&node.instance.attributes, "replication_configuration.rule.destination.region")
            .into_iter()
            .filter_map(|hit| hit.value.and_then(|value| named_region("aws", value)))
            .map(|region| Json::from(&*region))
            .collect();
    let filters: Vec<String> =
        look(&node.instance.attributes, "replication_configuration.rule.repository_filter.filter")
            .into_iter()
            .filter_map(|hit| hit.value.and_then(known_json)?.as_str().map(str::to_owned))
            .collect();
    for (at, repository) in context.judged().filter(|(_, node)| node.plays(Role::Registry)) {
        let name = text_at(&repository.instance.attributes, "name");
        let selected = filters.is_empty()
            || name
                .is_some_and(|name| filters.iter().any(|filter| name.starts_with(filter.as_str())));
        if selected && context.same_region(setting, at) == Some(true) {
            let home = context.region_json(at);
            let replicas: Vec<Json> = regions
                .iter()
                .map(|region| serde_json::json!({ "address": null, "region": region, "zone": null, "kind": "registry-replica", "same_region": *region == home, "writer": false, "rpo_seconds": null }))
                .collect();
            table.set(
                at,
                "replicas",
                Fact::known(replicas, crate::attribute::steps("replication_configuration"))
                    .decided_by(context.address(setting)),
            );
        }
    }
}

/// Instances of an Auto Scaling group have the disks of its launch template.
fn instance_of(context: &Context<'_>, table: &mut FactTable, at: usize) {
    use crate::catalog::EdgeKind::InstanceOf;
    let templates: Vec<usize> = context
        .graph
        .outgoing(at)
        .filter(|(_, edge)| edge.kind == InstanceOf && edge.certain)
        .map(|(to, _)| to)
        .collect();
    for template in templates {
        let Some((node, entry)) =
            context.node(template).and_then(|node| Some((node, node.entry.as_ref()?)))
        else {
            continue;
        };
        if let Some(fact) =
            entry.facts.get("encrypted").and_then(|rules| read_fact(rules, node, &|_| None))
        {
            let fact = table.get(template, "encrypted").cloned().unwrap_or(fact);
            let of = fact.of.clone().unwrap_or_else(|| context.address(template));
            table.set_if_absent(at, "encrypted", fact.decided_by(of));
        }
    }
}
