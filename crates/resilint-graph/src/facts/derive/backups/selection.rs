//! Selections of AWS Backup.

use std::sync::Arc;

use resilint_eval::{PathStep, Value};
use serde_json::{Value as Json, json};

use super::super::super::table::{Context, FactTable};
use super::super::replicas::{add, arn_region};
use super::plan::{Doubt, kept, may_take, takes};
use crate::attribute::{blocks, leaves_at, text, text_at};
use crate::catalog::EdgeKind;
use crate::facts::Fact;
use crate::graph::{Edge, Node, Tag};
use crate::wildcard::fits_wildcard;

/// What one selection takes in, of the stores in its region: named resources, name patterns, and tags.
pub(super) fn derive(context: &Context<'_>, table: &mut FactTable, at: usize, node: &Node) {
    let copies = copies_of_plan(context, at);
    let keeps = kept(context, table, at);
    let selects = Selects::read(node);
    let of = context.address(at);
    let named = context.graph.outgoing(at).filter(|(_, edge)| edge.kind == EdgeKind::BacksUp);
    let named: Vec<(usize, &Edge)> = named.collect();
    for (to, store) in context.judged() {
        let taken = match named.iter().find(|(target, _)| *target == to) {
            Some((_, edge)) => selects.named(store, edge),
            None if arn_of(store).is_none() || context.same_region(at, to) == Some(false) => None,
            None => selects.taken(store),
        };
        match taken {
            Some(Ok(path)) => {
                let by = Fact::known(true, path).decided_by(Arc::clone(&of));
                takes(table, to, by, keeps.as_ref());
                for (region, vault, path, of) in &copies {
                    let copy = json!({ "region": region, "address": vault });
                    add(table, to, "backup_copies", copy, path, Some(Arc::clone(of)));
                }
            }
            Some(Err(doubt)) => may_take(table, to, &of, doubt),
            None => {}
        }
    }
}

/// The selectors of a backup selection, besides the resources it refers to.
struct Selects {
    /// `*`, or an ARN with `*` in it, each with its place.
    patterns: Placed<String>,
    /// Tags of which one is enough.
    tags: Placed<Tagged>,
    /// Tags that all have to be there, or not, in addition.
    conditions: Vec<Tagged>,
    /// What is left out, whatever takes it in.
    left_out: Vec<String>,
    /// Resources that are left out.
    left_out_resources: Vec<Arc<str>>,
    /// Why more may be selected than is known.
    perhaps_more: Option<Doubt>,
    /// Why less may be.
    perhaps_less: Option<Doubt>,
}

/// The selector that takes a store in, if it certainly does.
type Taken = Result<Vec<PathStep>, Doubt>;

type Placed<T> = Vec<(T, Vec<PathStep>)>;

/// A tag with a value, or with one that is like it.
struct Tagged {
    key: String,
    value: String,
    /// Whether it has to be there; otherwise it must not.
    wanted: bool,
}

impl Tagged {
    /// Whether a store meets it; why that is not known otherwise.
    fn holds(&self, store: &Node) -> Result<bool, Doubt> {
        let is_there = match store.tags.get(&self.key) {
            Tag::Is(value) => fits_wildcard(&self.value, value),
            Tag::Absent => false,
            Tag::Unknown(reason) => return Err(Doubt::of_tag(&self.key, reason)),
        };
        Ok(is_there == self.wanted)
    }
}

impl Selects {
    fn read(node: &Node) -> Self {
        let attributes = &node.instance.attributes;
        let mut selects = Self {
            patterns: Vec::new(),
            tags: Vec::new(),
            conditions: Vec::new(),
            left_out: Vec::new(),
            left_out_resources: Vec::new(),
            perhaps_more: None,
            perhaps_less: None,
        };
        (selects.tags, selects.perhaps_more) = tagged(attributes, "selection_tag", true);
        for (path, wanted) in [
            ("condition.string_equals", true),
            ("condition.string_like", true),
            ("condition.string_not_equals", false),
            ("condition.string_not_like", false),
        ] {
            let (conditions, unknown) = tagged(attributes, path, wanted);
            selects.conditions.extend(conditions.into_iter().map(|(condition, _)| condition));
            selects.perhaps_less = selects.perhaps_less.or(unknown);
        }
        selects.read_resources(attributes);
        selects
    }

    fn read_resources(&mut self, attributes: &Value) {
        for (path, value) in leaves_at(attributes, "resources") {
            match text(value) {
                Some(text) if text.contains('*') => self.patterns.push((text.to_string(), path)),
                _ => self.perhaps_more = undecided(value, path).or(self.perhaps_more.take()),
            }
        }
        for (path, value) in leaves_at(attributes, "not_resources") {
            let sources = value.marks.sources().iter();
            self.left_out_resources
                .extend(sources.map(|source| Arc::from(source.address.to_string())));
            match text(value) {
                Some(text) => self.left_out.push(text.to_string()),
                None => self.perhaps_less = undecided(value, path).or(self.perhaps_less.take()),
            }
        }
    }

    /// How a store is taken in that the selection refers to.
    fn named(&self, store: &Node, edge: &Edge) -> Option<Taken> {
        let at = edge.at.clone();
        let is_undecided = "which resources it names is undecided";
        let by = if edge.certain { Ok(at) } else { Err(Doubt::of_keeper(is_undecided, at)) };
        self.unless_left_out(store, by)
    }

    /// How any other store is taken in.
    fn taken(&self, store: &Node) -> Option<Taken> {
        let pattern = self.patterns.iter().find(|(pattern, _)| is_named_by(store, pattern));
        let tags = || self.tags.iter().map(|(tag, path)| (tag.holds(store), path));
        let by_tag = || tags().find(|(holds, _)| matches!(holds, Ok(true))).map(|(_, path)| path);
        let perhaps_by_tag = || tags().find_map(|(holds, _)| holds.err());
        let perhaps = || perhaps_by_tag().or_else(|| self.perhaps_more.clone());
        let by = match pattern.map(|(_, path)| path).or_else(by_tag) {
            Some(path) => Ok(path.clone()),
            None => Err(perhaps()?),
        };
        self.unless_left_out(store, by)
    }

    /// What is taken in, unless it is left out for another reason.
    fn unless_left_out(&self, store: &Node, by: Taken) -> Option<Taken> {
        let mut perhaps_less = self.perhaps_less.clone();
        for condition in &self.conditions {
            match condition.holds(store) {
                Ok(true) => {}
                Ok(false) => return None,
                Err(doubt) => perhaps_less = Some(doubt),
            }
        }
        let is_left_out = self.left_out_resources.contains(&store.address)
            || self.left_out.iter().any(|pattern| is_named_by(store, pattern));
        match perhaps_less {
            _ if is_left_out => None,
            Some(doubt) => Some(by.and(Err(doubt))),
            None => Some(by),
        }
    }
}

/// The tags that blocks tell, and why one of them is unknown.
fn tagged(attributes: &Value, path: &str, wanted: bool) -> (Placed<Tagged>, Option<Doubt>) {
    let (mut tagged, mut unknown) = (Vec::new(), None);
    for (path, block) in blocks(attributes, path) {
        match (text_at(block, "key"), text_at(block, "value")) {
            (Some(key), Some(value)) => {
                let key = key.strip_prefix("aws:ResourceTag/").unwrap_or(key).to_owned();
                tagged.push((Tagged { key, value: value.to_string(), wanted }, path));
            }
            _ => unknown = Some(Doubt::of_keeper("the tags it selects are unknown", path)),
        }
    }
    (tagged, unknown)
}

/// Why it is not known what a value names, if no resource tells.
fn undecided(value: &Value, path: Vec<PathStep>) -> Option<Doubt> {
    let unknown = value.as_unknown().filter(|_| value.marks.sources().is_empty())?;
    Some(Doubt::of_keeper(unknown.reason.to_string(), path))
}

/// Whether a pattern of ARNs, or `*`, takes a store in.
fn is_named_by(store: &Node, pattern: &str) -> bool {
    let Some((service, kind)) = arn_of(store) else { return false };
    let parts: Vec<&str> = pattern.splitn(6, ':').collect();
    let [_, _, of_service, _, _, resource] = parts.as_slice() else { return pattern == "*" };
    let name = ["name", "bucket", "identifier", "cluster_identifier"]
        .into_iter()
        .find_map(|name| text_at(&store.instance.attributes, name));
    let is_kind = resource.strip_prefix(kind).is_some_and(|wanted| {
        wanted == "*" || name.is_some_and(|name| fits_wildcard(wanted, name))
    });
    fits_wildcard(of_service, service) && (*resource == "*" || is_kind)
}

/// The service in a store's ARN, and how its resource begins there; `None` for what AWS Backup does not take in.
fn arn_of(store: &Node) -> Option<(&'static str, &'static str)> {
    Some(match store.type_name() {
        "aws_s3_bucket" | "terraform-aws-modules/s3-bucket/aws" => ("s3", ""),
        "aws_dynamodb_table" | "terraform-aws-modules/dynamodb-table/aws" => ("dynamodb", "table/"),
        "aws_efs_file_system" => ("elasticfilesystem", "file-system/"),
        "aws_ebs_volume" => ("ec2", "volume/"),
        "aws_instance" | "terraform-aws-modules/ec2-instance/aws" => ("ec2", "instance/"),
        "aws_redshift_cluster" => ("redshift", "cluster:"),
        "aws_db_instance" | "terraform-aws-modules/rds/aws" => ("rds", "db:"),
        "aws_rds_cluster"
        | "aws_docdb_cluster"
        | "aws_neptune_cluster"
        | "terraform-aws-modules/rds-aurora/aws" => ("rds", "cluster:"),
        "aws_fsx_windows_file_system"
        | "aws_fsx_ontap_file_system"
        | "aws_fsx_openzfs_file_system"
        | "aws_fsx_lustre_file_system" => ("fsx", "file-system/"),
        _ => return None,
    })
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
        let vaults = "rule.copy_action.destination_vault_arn";
        for (path, value) in leaves_at(&node.instance.attributes, vaults) {
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
