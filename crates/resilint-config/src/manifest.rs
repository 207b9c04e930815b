//! `.terraform/modules/modules.json`: where `terraform init` has put the modules it downloaded.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use resilint_syntax::FileSystem;
use serde::Deserialize;

use crate::source::{ModuleSource, normalize_path};

/// Where it is, in Terraform's data directory.
pub(crate) const NAME: &str = "modules/modules.json";

/// The downloaded modules of one root module.
#[derive(Debug, Default)]
pub(crate) struct Manifest {
    entries: BTreeMap<String, Entry>,
}

#[derive(Debug)]
struct Entry {
    source: ModuleSource,
    directory: PathBuf,
}

#[derive(Deserialize)]
struct File {
    #[serde(rename = "Modules", default)]
    modules: Vec<Record>,
}

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "Key", default)]
    key: String,
    #[serde(rename = "Source", default)]
    source: String,
    #[serde(rename = "Dir", default)]
    dir: String,
}

/// Whether a file of this name is what `terraform init` wrote.
pub(crate) fn is_one(fs: &dyn FileSystem, path: &Path) -> bool {
    let file = fs.read(path).ok().and_then(|text| serde_json::from_slice::<File>(&text).ok());
    file.is_some_and(|file| file.modules.iter().any(|record| !record.dir.is_empty()))
}

impl Manifest {
    /// Reads the manifest of a root module. None, or an unreadable one, is an empty one: the modules are then reported as missing.
    pub(crate) fn read(fs: &dyn FileSystem, root: &Path, data_directory: &Path) -> Self {
        let path = root.join(data_directory).join(NAME);
        let file = fs.read(&path).ok().and_then(|text| serde_json::from_slice::<File>(&text).ok());
        let records = file.map_or_else(Vec::new, |file| file.modules);
        let entry = |record: Record| {
            let directory = normalize_path(&root.join(record.dir.replace('\\', "/")));
            (record.key, Entry { source: ModuleSource::parse(&record.source), directory })
        };
        Self { entries: records.into_iter().map(entry).collect() }
    }

    /// The directory of the module at a path such as `network.subnets`, if it was downloaded from this source.
    pub(crate) fn directory(&self, key: &str, source: &ModuleSource) -> Option<&Path> {
        let entry = self.entries.get(key)?;
        (entry.source == *source).then_some(entry.directory.as_path())
    }

    /// Whether it says something about modules below a path.
    pub(crate) fn covers(&self, key: &str) -> bool {
        let prefix = format!("{key}.");
        self.entries
            .range(prefix.clone()..)
            .next()
            .is_some_and(|(found, _)| found.starts_with(&prefix))
    }
}
