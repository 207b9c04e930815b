//! The house: who imports whom, and which outside library has which home.

use std::collections::{BTreeMap, BTreeSet};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

use super::support::repository;

/// What each package may import of this workspace.
const MAY_IMPORT: [(&str, &[&str]); 11] = [
    ("resilint-syntax", &[]),
    ("resilint-policies", &[]),
    ("resilint-config", &["resilint-syntax"]),
    ("resilint-eval", &["resilint-syntax", "resilint-config"]),
    ("resilint-graph", &["resilint-syntax", "resilint-config", "resilint-eval"]),
    ("resilint-picture", &["resilint-graph"]),
    (
        "resilint-policy",
        &["resilint-syntax", "resilint-config", "resilint-graph", "resilint-policies"],
    ),
    (
        "resilint-project",
        &[
            "resilint-syntax",
            "resilint-config",
            "resilint-eval",
            "resilint-graph",
            "resilint-picture",
            "resilint-policy",
            "resilint-policies",
        ],
    ),
    ("resilint-lsp", &["resilint-syntax", "resilint-policy", "resilint-project"]),
    (
        "resilint",
        &[
            "resilint-syntax",
            "resilint-graph",
            "resilint-policy",
            "resilint-project",
            "resilint-lsp",
        ],
    ),
    (
        "xtask",
        &[
            "resilint-syntax",
            "resilint-config",
            "resilint-eval",
            "resilint-graph",
            "resilint-policy",
            "resilint-project",
            "resilint-lsp",
        ],
    ),
];

/// Libraries with a home: nobody else names them.
const HOMES: [(&str, &[&str]); 18] = [
    ("walkdir", &["resilint-syntax"]),
    ("ignore", &["resilint-syntax"]),
    ("petgraph", &["resilint-graph"]),
    ("dugong", &["resilint-picture"]),
    ("regorus", &["resilint-policy"]),
    ("hcl-edit", &["resilint-project"]),
    ("gix", &["resilint-project"]),
    ("tower-lsp", &["resilint-lsp"]),
    ("tokio", &["resilint-lsp"]),
    ("clap", &["resilint"]),
    ("miette", &["resilint"]),
    ("indicatif", &["resilint"]),
    ("serde-sarif", &["resilint"]),
    ("quick-junit", &["resilint"]),
    ("saphyr", &["resilint-policy"]),
    ("num-bigint", &["resilint-eval"]),
    ("anyhow", &["resilint", "xtask"]),
    ("toml", &["resilint-project", "resilint-graph"]),
];

fn packages() -> Vec<Package> {
    let metadata = MetadataCommand::new()
        .manifest_path(repository().join("Cargo.toml"))
        .no_deps()
        .exec()
        .unwrap();
    metadata.packages
}

/// The dependencies of a package that go into what ships.
fn shipped(package: &Package) -> BTreeSet<String> {
    let dependencies = package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind != DependencyKind::Development);
    dependencies
        .map(|dependency| dependency.rename.clone().unwrap_or_else(|| dependency.name.clone()))
        .collect()
}

#[test]
fn crates_import_only_what_lies_below() {
    let allowed: BTreeMap<&str, &[&str]> = MAY_IMPORT.into_iter().collect();
    let ours: BTreeSet<String> =
        packages().iter().map(|package| package.name.to_string()).collect();
    for package in packages() {
        let may = allowed
            .get(package.name.as_str())
            .unwrap_or_else(|| panic!("`{}` is not in the table", package.name));
        let does: BTreeSet<String> = shipped(&package).intersection(&ours).cloned().collect();
        let surplus: Vec<&String> =
            does.iter().filter(|name| !may.contains(&name.as_str())).collect();
        assert!(surplus.is_empty(), "`{}` may not import {surplus:?}", package.name);
    }
}

#[test]
fn libraries_stay_at_home() {
    for package in packages() {
        let names = shipped(&package);
        for (library, homes) in HOMES {
            let strays = names.contains(library) && !homes.contains(&package.name.as_str());
            assert!(!strays, "`{}` names `{library}`, which lives in {homes:?}", package.name);
        }
    }
}
