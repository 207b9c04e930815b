//! The borders of the house: who may import whom, and which library has which home.

use std::collections::BTreeMap;

use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};

/// Each package and the packages of the house it may import. Data flows from top to bottom.
const IMPORTS: [(&str, &[&str]); 10] = [
    ("resilint-syntax", &[]),
    ("resilint-config", &["resilint-syntax"]),
    ("resilint-eval", &["resilint-syntax", "resilint-config"]),
    ("resilint-graph", &["resilint-syntax", "resilint-config", "resilint-eval"]),
    ("resilint-policies", &[]),
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
    ("xtask", &["resilint-policy", "resilint-project"]),
];

/// Libraries that one package owns: nobody else names them.
const OWNED: [(&str, &str); 10] = [
    ("walkdir", "resilint-syntax"),
    ("ignore", "resilint-syntax"),
    ("petgraph", "resilint-graph"),
    ("regorus", "resilint-policy"),
    ("hcl-edit", "resilint-project"),
    ("gix", "resilint-project"),
    ("tower-lsp-server", "resilint-lsp"),
    ("tokio", "resilint-lsp"),
    ("clap", "resilint"),
    ("miette", "resilint"),
];

fn metadata() -> Metadata {
    MetadataCommand::new().no_deps().exec().expect("cargo describes the workspace")
}

fn normal_dependencies(package: &Package) -> Vec<&str> {
    let normal =
        package.dependencies.iter().filter(|dependency| dependency.kind == DependencyKind::Normal);
    normal.map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn every_package_imports_only_what_lies_below_it() {
    let allowed: BTreeMap<&str, &[&str]> = IMPORTS.into_iter().collect();
    let mut strays = Vec::new();
    for package in &metadata().packages {
        let Some(imports) = allowed.get(package.name.as_str()) else {
            strays.push(format!("`{}` has no place in the table of imports", package.name));
            continue;
        };
        let house =
            normal_dependencies(package).into_iter().filter(|name| allowed.contains_key(name));
        strays.extend(
            house
                .filter(|name| !imports.contains(name))
                .map(|name| format!("`{}` imports `{name}`", package.name)),
        );
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}

#[test]
fn every_outside_library_has_one_home() {
    let mut strays = Vec::new();
    for package in &metadata().packages {
        for name in normal_dependencies(package) {
            if let Some((_, owner)) = OWNED
                .iter()
                .find(|(library, owner)| *library == name && *owner != package.name.as_str())
            {
                strays
                    .push(format!("`{}` names `{name}`, which belongs to `{owner}`", package.name));
            }
        }
    }
    assert!(strays.is_empty(), "{}", strays.join("\n"));
}
