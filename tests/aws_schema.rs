//! Every fixture that writes blocks of the AWS provider, against the names that the provider's own schema has (`fixtures/aws-schema.txt`).

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_syntax::{Body, FileId, Format, parse};

use super::fixtures::terraform_files;
use super::support::{fixture, repository};

/// What every block of Terraform's own language may hold, by the kind of the block.
const OWN: [&str; 7] =
    ["count", "for_each", "provider", "depends_on", "lifecycle", "provisioner", "connection"];

/// By path (`resource aws_lb.access_logs`): names, each with its marks.
type Schema<'s> = BTreeMap<&'s str, BTreeMap<&'s str, &'s str>>;

fn read(text: &str) -> Schema<'_> {
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let lines = lines.map(|line| {
        let (path, names) = line.split_once(": ").unwrap_or((line.trim_end_matches(':'), ""));
        let split = |name| {
            let name: &str = name;
            name.split_at(name.find(['!', '=', '{', '[']).unwrap_or(name.len()))
        };
        (path, names.split_whitespace().map(split).collect())
    });
    lines.collect()
}

struct Check<'s> {
    schema: Schema<'s>,
    /// The paths that were written.
    seen: BTreeSet<String>,
    wrong: Vec<String>,
}

impl Check<'_> {
    fn file(&mut self, path: &Path) {
        let text: Arc<[u8]> = Arc::from(std::fs::read(path).unwrap());
        let (tree, _) = parse(FileId::default(), &text, Format::Native);
        let file = path.strip_prefix(repository()).unwrap().display().to_string();
        for block in tree.body().blocks() {
            let labels = block.labels();
            let labels: Vec<_> = labels.iter().map(|label| &*label.text).collect();
            let [type_name, name] = labels.as_slice() else { continue };
            if type_name.starts_with("aws_") && !block.body().has_error() {
                let at = format!("{} {type_name}", block.kind());
                self.block(&block.body(), &at, true, &format!("{file}: `{name}`"));
            }
        }
    }

    fn block(&mut self, body: &Body<'_>, at: &str, is_outer: bool, place: &str) {
        self.seen.insert(at.to_owned());
        let Some(names) = self.schema.get(at).cloned() else {
            self.wrong.push(format!("{place}: `{at}` does not exist, or is not recorded yet"));
            return;
        };
        let mut written = BTreeSet::new();
        for attribute in body.attributes() {
            let name = attribute.name().into_owned();
            let marks = names.get(&*name).copied();
            let fits = marks.is_some_and(|marks| !marks.contains(['=', '{']));
            let is_own = is_outer && OWN.contains(&&*name);
            if !fits && !is_own {
                self.wrong.push(format!("{place}: `{at}` has no argument `{name}`"));
            }
            written.insert(name);
        }
        for block in body.blocks() {
            let (name, inner) = block.made();
            if is_outer && OWN.contains(&&*name) {
                continue;
            }
            let marks = names.get(&*name).copied();
            if marks.is_some_and(|marks| marks.contains(['{', '['])) {
                self.block(&inner, &format!("{at}.{name}"), false, place);
            } else {
                self.wrong.push(format!("{place}: `{at}` has no block `{name}`"));
            }
            written.insert(name.into_owned());
        }
        let required = names.iter().filter(|(_, marks)| marks.contains('!'));
        for (name, _) in required.filter(|(name, _)| !written.contains(**name)) {
            self.wrong.push(format!("{place}: `{at}` needs `{name}`"));
        }
    }
}

#[test]
fn fixtures_write_what_the_aws_provider_has() {
    let text = std::fs::read_to_string(fixture("aws-schema.txt")).unwrap();
    let mut check = Check { schema: read(&text), seen: BTreeSet::new(), wrong: Vec::new() };
    let files: Vec<PathBuf> = terraform_files(&fixture(""));
    for path in files.iter().filter(|path| path.extension().is_some_and(|kind| kind == "tf")) {
        check.file(path);
    }
    let unused: Vec<&&str> =
        check.schema.keys().filter(|path| !check.seen.contains(**path)).collect();
    assert!(check.seen.len() > 250, "only {} kinds of blocks are written", check.seen.len());
    assert!(check.wrong.is_empty(), "{}:\n{}", check.wrong.len(), check.wrong.join("\n"));
    assert!(unused.is_empty(), "recorded for nothing: {unused:?}");
}
