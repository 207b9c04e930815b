//! The entries at hand: the built-in ones, read when a type first occurs, and the user's own.

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

use serde::Deserialize;

use super::builtin::{FILES, TYPES};
use super::{Entry, Evidence, Role, like};
use crate::facts::FACTS;

static BUILTIN: [OnceLock<BTreeMap<String, Arc<Entry>>>; FILES.len()] =
    [const { OnceLock::new() }; FILES.len()];

/// What is known about resource types and modules. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Catalog {
    user: Arc<BTreeMap<String, Arc<Entry>>>,
}

impl Catalog {
    /// The built-in catalog.
    #[must_use]
    pub fn builtin() -> Self {
        Self::default()
    }

    /// The same catalog with entries of the user's: TOML as in the built-in catalog. An entry replaces a built-in one of the same name, and may be like one. The error is the reader's message, with the range of
    /// bytes it is about when that is known.
    pub fn with_user_entries(&self, text: &str) -> Result<Self, CatalogError> {
        let entries = read(text, &builtin_table)?;
        for (name, entry) in &entries {
            if let Some(fact) = entry
                .facts
                .keys()
                .find(|fact| !FACTS.iter().any(|known| known.name == fact.as_str()))
            {
                return Err(CatalogError {
                    message: format!("`{name}`: `{fact}` is no fact"),
                    range: None,
                });
            }
        }
        let entries = shared(entries);
        let mut user = (*self.user).clone();
        user.extend(entries);
        Ok(Self { user: Arc::new(user) })
    }

    /// Whether anything is known about a resource type or module source.
    #[must_use]
    pub fn knows(&self, type_name: &str) -> bool {
        self.entry(type_name).is_some()
    }

    /// The entry of a resource type or module source.
    pub(crate) fn entry(&self, type_name: &str) -> Option<&Arc<Entry>> {
        self.user.get(type_name).or_else(|| builtin(type_name))
    }

    /// What a reader should know about a resource type or module source.
    #[must_use]
    pub fn describe(&self, type_name: &str) -> Option<TypeDescription> {
        let entry = self.entry(type_name)?;
        let sla =
            entry.sla.iter().map(|sla| (sla.percent, sla.evidence, sla.source.clone())).collect();
        Some(TypeDescription {
            role: entry.role,
            sources: entry.sources.clone(),
            note: entry.note.clone(),
            sla,
        })
    }

    /// The names of the built-in entries, sorted.
    #[must_use]
    pub fn builtin_names() -> Vec<&'static str> {
        TYPES.iter().map(|(name, _)| *name).collect()
    }
}

/// What the catalog tells people about a resource type.
#[derive(Debug, Clone)]
pub struct TypeDescription {
    /// What it is there for.
    pub role: Role,
    /// Where it is documented.
    pub sources: Vec<String>,
    /// What a reader should know.
    pub note: Option<String>,
    /// What its provider promises, in percent, each with how well that is founded and where it is from.
    pub sla: Vec<(f64, Evidence, Option<String>)>,
}

/// Why a user's catalog cannot be read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct CatalogError {
    /// The reason.
    pub message: String,
    /// The bytes it is about.
    pub range: Option<std::ops::Range<usize>>,
}

fn shared(entries: BTreeMap<String, Entry>) -> BTreeMap<String, Arc<Entry>> {
    entries.into_iter().map(|(name, entry)| (name, Arc::new(entry))).collect()
}

/// Reads entries, each with what it takes over from another.
pub(super) fn read(
    text: &str,
    elsewhere: &dyn Fn(&str) -> Option<toml::Table>,
) -> Result<BTreeMap<String, Entry>, CatalogError> {
    let wrong = |error: toml::de::Error| CatalogError {
        message: error.message().to_owned(),
        range: error.span(),
    };
    if !like::is_used(text) {
        return toml::from_str(text).map_err(wrong);
    }
    let written: toml::Table = toml::from_str(text).map_err(wrong)?;
    let whole = like::complete(&written, elsewhere)
        .map_err(|message| CatalogError { message, range: None })?;
    BTreeMap::deserialize(whole).map_err(wrong)
}

/// A built-in entry as it is written.
pub(super) fn builtin_table(type_name: &str) -> Option<toml::Table> {
    let at = TYPES.binary_search_by(|(name, _)| (*name).cmp(type_name)).ok()?;
    let (_, text) = TYPES.get(at).and_then(|(_, file)| FILES.get(*file))?;
    let mut entries: toml::Table = toml::from_str(text).ok()?;
    match entries.remove(type_name)? {
        toml::Value::Table(entry) => Some(entry),
        _ => None,
    }
}

fn builtin(type_name: &str) -> Option<&'static Arc<Entry>> {
    let at = TYPES.binary_search_by(|(name, _)| (*name).cmp(type_name)).ok()?;
    let (_, file) = TYPES.get(at)?;
    let (cell, (path, text)) = (BUILTIN.get(*file)?, FILES.get(*file)?);
    let entries = cell.get_or_init(|| match read(text, &builtin_table) {
        Ok(entries) => shared(entries),
        // INVARIANT: the built-in files are read by a test, one by one.
        Err(error) => unreachable!("catalog/{path}: {error}"),
    });
    entries.get(type_name)
}

/// The source of `catalog/builtin.rs` for the catalog's files: path below `catalog/` and text, sorted by path.
pub fn index_source(files: &[(String, String)]) -> Result<String, String> {
    let mut types: Vec<(String, usize)> = Vec::new();
    let mut source = String::from(
        "//! The catalog's files and where each type is. Generated by `cargo xtask codegen`; do not edit.\n\n",
    );
    source.push_str("/// Path and text of each file.\n#[rustfmt::skip]\n");
    source.push_str(&format!("pub(super) const FILES: [(&str, &str); {}] = [\n", files.len()));
    let mut tables: Vec<toml::Table> = Vec::new();
    for (path, text) in files {
        tables.push(toml::from_str(text).map_err(|error| format!("{path}: {error}"))?);
    }
    let elsewhere =
        |name: &str| tables.iter().find_map(|table| table.get(name)?.as_table().cloned());
    for (at, (path, _)) in files.iter().enumerate() {
        let table = &tables[at];
        like::complete(table, &elsewhere).map_err(|error| format!("{path}: {error}"))?;
        types.extend(table.keys().map(|name| (name.clone(), at)));
        source.push_str(&format!("    ({path:?}, include_str!(\"../../catalog/{path}\")),\n"));
    }
    types.sort();
    if let Some([(name, _), _]) =
        types.windows(2).find(|pair| matches!(pair, [left, right] if left.0 == right.0))
    {
        return Err(format!("`{name}` has two entries"));
    }
    source
        .push_str("];\n\n/// Every type with the number of its file, sorted.\n#[rustfmt::skip]\n");
    source.push_str("pub(super) const TYPES: &[(&str, usize)] = &[\n");
    for (name, at) in &types {
        source.push_str(&format!("    ({name:?}, {at}),\n"));
    }
    source.push_str("];\n");
    Ok(source)
}
