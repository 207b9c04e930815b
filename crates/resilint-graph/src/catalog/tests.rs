//! The catalog holds together: every file can be read, every word in it means something, every attribute exists.

use std::collections::{BTreeMap, BTreeSet};

use super::builtin::{FILES, TYPES};
use super::library::{builtin_table, read};
use super::{Catalog, Condition, CopyForm, Entry, RegionRule, Role, ZoneForm, index_source};
use crate::facts::FACTS;

fn entries() -> BTreeMap<String, (&'static str, Entry)> {
    let read = |(path, text): &(&'static str, &str)| {
        let entries =
            read(text, &builtin_table).unwrap_or_else(|error| panic!("catalog/{path}: {error}"));
        let path = *path;
        entries.into_iter().map(move |(name, entry)| (name, (path, entry)))
    };
    FILES.iter().flat_map(read).collect()
}

#[test]
fn index_is_up_to_date() {
    let files: Vec<(String, String)> =
        FILES.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    let source = index_source(&files).unwrap();
    for (name, file) in TYPES {
        assert!(source.contains(&format!("({name:?}, {file})")), "{name}");
    }
    assert_eq!(entries().len(), TYPES.len());
}

#[test]
fn facts_are_in_the_vocabulary() {
    let names: BTreeSet<&str> = FACTS.iter().map(|fact| fact.name).collect();
    assert!(FACTS.is_sorted_by_key(|fact| fact.name));
    for (name, (path, entry)) in entries() {
        for fact in entry.facts.keys() {
            assert!(names.contains(fact.as_str()), "{path}: {name}: `{fact}` is no fact");
        }
    }
}

#[test]
fn edges_lead_to_known_types() {
    let schema = schema();
    let entries = entries();
    for (name, (path, entry)) in &entries {
        let members = entry.members.iter().flat_map(|members| &members.types);
        let owners = entry.configures.iter().flat_map(|satellite| &satellite.to);
        for target in entry.edges.iter().flat_map(|rule| &rule.to).chain(members).chain(owners) {
            let known = entries.contains_key(target)
                || schema.contains_key(target.as_str())
                || !target.starts_with("aws_");
            assert!(known, "{path}: {name} leads to `{target}`, which is nowhere");
        }
    }
}

#[test]
fn attributes_exist_in_the_provider() {
    let schema = schema();
    let mut checked = 0;
    for (name, (path, entry)) in entries().iter().filter(|(name, _)| name.starts_with("aws_")) {
        let attributes = schema
            .get(name.as_str())
            .unwrap_or_else(|| panic!("{path}: the provider has no `{name}`"));
        for attribute in paths(entry) {
            checked += 1;
            assert!(exists(attributes, &attribute), "{path}: {name} has no `{attribute}`");
        }
    }
    assert!(checked > 500, "{checked}");
}

/// Attribute names of the AWS provider by resource type, nested ones dotted; `~` ends those whose inside is not typed.
fn schema() -> BTreeMap<&'static str, BTreeSet<&'static str>> {
    let text = include_str!("../../tests/data/aws-attributes.txt");
    text.lines()
        .filter(|line| !line.starts_with('#'))
        .map(|line| {
            let (name, attributes) = line.split_once(' ').unwrap();
            (name, attributes.split(' ').collect())
        })
        .collect()
}

fn exists(attributes: &BTreeSet<&str>, wanted: &str) -> bool {
    let prefixes = wanted.match_indices('.').filter_map(|(at, _)| wanted.get(..at));
    attributes.contains(wanted)
        || prefixes.into_iter().any(|prefix| attributes.contains(format!("{prefix}~").as_str()))
        || attributes.contains(format!("{wanted}~").as_str())
}

fn paths(entry: &Entry) -> BTreeSet<String> {
    let mut found: BTreeSet<String> = entry.names.iter().cloned().collect();
    let mut conditions: Vec<&Condition> = Vec::new();
    for rule in entry.facts.values().flatten() {
        found.extend(rule.form.paths().into_iter().map(str::to_owned));
        conditions.extend(&rule.when);
    }
    for rule in &entry.zones {
        conditions.extend(&rule.when);
        match &rule.form {
            ZoneForm::Names { at, decided_by } | ZoneForm::Of { at, decided_by } => {
                found.extend(at.iter().chain(decided_by).cloned())
            }
            ZoneForm::Pick { count_at, of, decided_by, .. } => {
                found.extend(count_at.iter().chain(of).chain([decided_by]).cloned())
            }
            ZoneForm::Regional { decided_by } => found.extend(decided_by.clone()),
            ZoneForm::Members => {}
        }
    }
    for rule in &entry.copies {
        conditions.extend(&rule.when);
        match &rule.form {
            CopyForm::Regions { at, .. } => found.insert(at.clone()),
            CopyForm::Pair { decided_by, .. } => found.insert(decided_by.clone()),
        };
    }
    found.extend(entry.edges.iter().map(|rule| rule.at.clone()));
    found.extend(entry.configures.iter().map(|satellite| satellite.at.clone()));
    found.extend(entry.region.iter().map(|rule| match rule {
        RegionRule::Attribute { at, .. } | RegionRule::Parent { at } => at.clone(),
    }));
    conditions.extend(
        entry
            .sla
            .iter()
            .filter_map(|sla| sla.when.as_ref())
            .chain(entry.recovery.iter().filter_map(|recovery| recovery.when.as_ref())),
    );
    while let Some(condition) = conditions.pop() {
        found.extend(condition.at.clone());
        conditions.extend(condition.all.iter().chain(&condition.any));
    }
    found
}

#[test]
fn users_add_and_replace_entries() {
    let catalog = Catalog::builtin();
    let user = catalog
        .with_user_entries(
            "[acme_database]\nrole = \"database\"\nscope = \"zonal\"\n[acme_database.facts]\nencrypted = { form = \"flag\", at = \"tls\", default = true }\n[\"github.com/acme/rds\"]\nrole = \"database\"\n[aws_vpc]\nrole = \"other\"\n",
        )
        .unwrap();
    assert!(
        !catalog.knows("acme_database")
            && user.knows("acme_database")
            && user.knows("github.com/acme/rds")
    );
    assert_eq!(
        (catalog.describe("aws_vpc").unwrap().role, user.describe("aws_vpc").unwrap().role),
        (Role::Network, Role::Other)
    );
    for (text, message) in [
        ("[x]\nrole = \"databse\"", "databse"),
        ("[x]\nrole = \"database\"\nzone = []", "zone"),
        ("[x]\nrole = \"database\"\n[x.facts]\nnodes = { form = \"tally\", at = \"n\" }", "tally"),
        ("[x]\nrole = \"database\"\n[x.facts]\nnodes = { form = \"number\" }", "at"),
        (
            "[x]\nrole = \"database\"\n[x.facts]\nnode_count = { form = \"number\", at = \"n\" }",
            "node_count",
        ),
        ("[x", "]"),
    ] {
        let error = catalog.with_user_entries(text).unwrap_err();
        assert!(error.message.contains(message), "{text}: {error}");
    }
}

#[test]
fn entries_take_over_what_others_say() {
    let catalog = Catalog::builtin();
    let text = "[acme_database]\nlike = \"acme_base\"\n[acme_database.facts]\nencrypted = { form = \"always\", value = false }\n\n\
                [acme_base]\nlike = \"aws_db_instance\"\nsla = []\nedges = [{ at = \"kms_key_id\", kind = \"uses\" }]\n";
    let with = catalog.with_user_entries(text).unwrap();
    let (base, entry) =
        (with.entry("aws_db_instance").unwrap(), with.entry("acme_database").unwrap());
    assert_eq!(entry.role, base.role);
    assert_eq!(entry.facts.len(), base.facts.len());
    assert!(entry.sla.is_empty() && entry.sources.is_empty() && !base.sources.is_empty());
    assert_eq!(entry.edges.len(), base.edges.len());
    let kinds = entry.edges.iter().filter(|edge| edge.at == "kms_key_id").map(|edge| edge.kind);
    assert_eq!(kinds.collect::<Vec<_>>(), [super::EdgeKind::Uses]);
}

#[test]
fn what_is_like_nothing_or_itself_is_refused() {
    for (text, message) in [
        ("[a]\nlike = \"nobody\"\n", "`a` is like `nobody`, of which nothing is known"),
        ("[a]\nlike = \"a\"\n", "`a` is like `a`, which is like `a`"),
        ("[a]\nlike = \"b\"\n[b]\nlike = \"a\"\n", "`b` is like `a`, which is like `b`"),
        ("[a]\nlike = 1\n", "`a`: `like` is the name of another entry"),
    ] {
        let error = Catalog::builtin().with_user_entries(text).unwrap_err();
        assert_eq!(error.message, message);
        assert!(index_source(&[("a.toml".to_owned(), text.to_owned())]).is_err());
    }
}
