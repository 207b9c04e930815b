//! Makes a module plannable without the providers that are not at hand: their resources become `terraform_data` with the same plain arguments, and so do
//! calls of modules that are not at hand. What refers to them follows.

#![expect(clippy::disallowed_methods, reason = "a chore reads its own files")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use anyhow::{Context as _, Result};
use regex::{Captures, Regex};
use resilint_syntax::{Block, FileId, Format, Span, parse};

/// The arguments that stay with a resource, whatever it becomes.
const REPEATING: [&str; 2] = ["count", "for_each"];
const META: [&str; 7] =
    ["count", "for_each", "provider", "providers", "depends_on", "source", "version"];
/// Blocks that only speak about resources, which may have other names now.
const DROPPED: [&str; 5] = ["moved", "import", "removed", "check", "output"];

/// What is at hand.
pub(super) struct AtHand<'a> {
    /// The one provider whose resources stay.
    pub(super) provider: Option<&'a str>,
    /// The folder whose subfolders are modules of the registry, by name.
    pub(super) modules: &'a Path,
}

/// What became of blocks in one folder: how they were referred to, and the plain arguments they have.
type Replaced = BTreeMap<String, BTreeSet<String>>;

/// Rewrites all files below a folder; outputs go where the folder is the root module.
pub(super) fn rewrite_all(directory: &Path, root: &Path, at_hand: &AtHand<'_>) -> Result<()> {
    let mut sources = Vec::new();
    for entry in fs::read_dir(directory)? {
        let path = entry?.path();
        if path.is_dir() {
            let skipped = [".git", ".terraform", "wrappers", "tests"];
            if !skipped.iter().any(|name| path.ends_with(name)) {
                rewrite_all(&path, root, at_hand)?;
            }
        } else if path.extension().is_some_and(|ending| ending == "tf") {
            sources.push((path.clone(), fs::read_to_string(&path)?));
        }
    }
    let is_root = directory == root;
    let (mut replaced, mut texts) = (Replaced::new(), Vec::new());
    for (path, text) in sources {
        texts.push((path, blocks(&text, directory, is_root, at_hand, &mut replaced)?));
    }
    for (path, text) in texts {
        fs::write(path, references(&text, &replaced)?)?;
    }
    Ok(())
}

/// The file with every block as it has to be.
fn blocks(
    text: &str,
    directory: &Path,
    is_root: bool,
    at_hand: &AtHand<'_>,
    replaced: &mut Replaced,
) -> Result<String> {
    let bytes: Arc<[u8]> = Arc::from(text.as_bytes());
    let (tree, _) = parse(FileId::default(), &bytes, Format::Native);
    let (mut output, mut end) = (String::new(), 0);
    for block in tree.body().blocks() {
        let span = block.span();
        output.push_str(slice(text, Span::new(span.file, end, span.start)));
        output.push_str(&as_it_has_to_be(text, &block, directory, is_root, at_hand, replaced));
        end = span.end;
    }
    output.push_str(text.get(end as usize..).context("a span ends in the text")?);
    Ok(output)
}

fn slice(text: &str, span: Span) -> &str {
    text.get(span.start as usize..span.end as usize).unwrap_or_default()
}

fn as_it_has_to_be(
    text: &str,
    block: &Block<'_>,
    directory: &Path,
    is_root: bool,
    at_hand: &AtHand<'_>,
    replaced: &mut Replaced,
) -> String {
    let whole = || slice(text, block.span()).to_owned();
    let labels: Vec<String> =
        block.labels().iter().map(|label| label.text.clone().into_owned()).collect();
    let is_kept = |type_name: &str| {
        let provider = type_name.split('_').next().unwrap_or_default();
        type_name == "terraform_data" || at_hand.provider == Some(provider)
    };
    match (block.kind().as_ref(), labels.as_slice()) {
        (kind @ ("resource" | "data" | "ephemeral"), [type_name, name]) if !is_kept(type_name) => {
            let prefix = if kind == "resource" { String::new() } else { format!("{kind}.") };
            let own = format!("{}{type_name}__{name}", prefix.replace('.', "_"));
            plain(text, block, &format!("{prefix}{type_name}.{name}"), &own, replaced)
        }
        ("provider", [name]) if at_hand.provider != Some(name) => String::new(),
        ("terraform", []) => requirements(text, block, at_hand),
        ("output", _) if !is_root => whole(),
        (kind, _) if DROPPED.contains(&kind) => String::new(),
        ("variable", _) => without_validation(text, block),
        ("module", [name]) => module(text, block, name, directory, at_hand, replaced),
        _ => whole(),
    }
}

/// A block as `terraform_data`, with its plain arguments as input.
fn plain(text: &str, block: &Block<'_>, was: &str, own: &str, replaced: &mut Replaced) -> String {
    let mut lines = format!("resource \"terraform_data\" \"{own}\" {{\n");
    let attributes = block.body().attributes();
    let (mut input, mut names) = (String::new(), BTreeSet::new());
    for attribute in &attributes {
        let name = attribute.name();
        let line = format!("{name} = {}\n", slice(text, attribute.value().span()).trim_end());
        if REPEATING.contains(&name.as_ref()) {
            lines.push_str(&line);
        } else if !META.contains(&name.as_ref()) {
            input.push_str(&line);
            names.insert(name.into_owned());
        }
    }
    replaced.insert(was.to_owned(), names);
    format!("{lines}input = {{\n{input}}}\n}}")
}

/// A variable without its conditions: they decide nothing, and some need a later Terraform.
fn without_validation(text: &str, block: &Block<'_>) -> String {
    let whole = block.span();
    let (mut output, mut end) = (String::new(), whole.start);
    for condition in block.body().blocks_of("validation", 0) {
        let span = condition.span();
        output.push_str(slice(text, Span::new(span.file, end, span.start)));
        end = span.end;
    }
    output.push_str(slice(text, Span::new(whole.file, end, whole.end)));
    output
}

fn requirements(text: &str, block: &Block<'_>, at_hand: &AtHand<'_>) -> String {
    let Some(provider) = at_hand.provider else { return String::new() };
    let required = block.body().blocks_of("required_providers", 0);
    let entries = required.iter().flat_map(|block| block.body().attributes());
    let mut kept = entries.filter(|entry| entry.name() == provider);
    let entry = kept.next().map(|entry| slice(text, entry.span()).to_owned());
    entry.map_or_else(String::new, |entry| {
        format!("terraform {{\nrequired_providers {{\n{entry}\n}}\n}}")
    })
}

/// A call with its source on this machine; if there is none, the arguments alone.
fn module(
    text: &str,
    block: &Block<'_>,
    name: &str,
    directory: &Path,
    at_hand: &AtHand<'_>,
    replaced: &mut Replaced,
) -> String {
    let whole = slice(text, block.span());
    let source = block
        .body()
        .attribute("source")
        .and_then(|source| Some((source.value().as_literal()?.into_owned(), source.span())));
    let Some((source, span)) = source else { return whole.to_owned() };
    if source.starts_with('.') && directory.join(&source).exists() {
        return whole.to_owned();
    }
    let (package, inside) = source.split_once("//").unwrap_or((&source, ""));
    let registered = package.split('/').nth(1).unwrap_or_default();
    let local = at_hand.modules.join(registered).join(inside);
    if registered.is_empty() || source.starts_with('.') || !local.is_dir() {
        return plain(text, block, &format!("module.{name}"), &format!("module__{name}"), replaced);
    }
    let without_version = Regex::new(r"(?m)^\s*version\s*=.*$").expect("it is written here");
    let replacement = format!("source = \"{}\"", local.display());
    let whole = whole.replace(slice(text, span).trim_end(), &replacement);
    without_version.replace(&whole, "").into_owned()
}

/// References to what was replaced.
fn references(text: &str, replaced: &Replaced) -> Result<String> {
    if replaced.is_empty() {
        return Ok(text.to_owned());
    }
    let pattern = Regex::new(
        r"(?P<before>^|[^\w.\x22-])(?P<thing>(?:(?:data|ephemeral)\.)?[a-z][\w]*\.[A-Za-z_][\w-]*)(?P<key>\[[^\[\]]*\]|\.\*|\.0)?(?P<rest>(?:\.[A-Za-z_*][\w-]*(?:\[[^\[\]]*\])*)*)",
    )?;
    let result = pattern.replace_all(text, |found: &Captures<'_>| {
        let part = |name: &str| found.name(name).map_or("", |part| part.as_str());
        let (thing, mut key, rest) = (part("thing"), part("key"), part("rest"));
        let Some(names) = replaced.get(thing) else {
            return part("before").to_owned() + thing + key + rest;
        };
        let own = own_name(thing);
        if key == ".*" {
            key = "[*]";
        }
        let first = rest.split('.').nth(1).and_then(|first| first.split('[').next());
        let end = match first {
            None => String::new(),
            Some(name) if names.contains(name) => format!(".input{rest}"),
            Some(_) => ".id".to_owned(),
        };
        format!("{}terraform_data.{own}{key}{end}", part("before"))
    });
    Ok(result.into_owned())
}

fn own_name(thing: &str) -> String {
    match thing.split('.').collect::<Vec<_>>().as_slice() {
        [kind, type_name, name] => format!("{kind}_{type_name}__{name}"),
        [type_name, name] => format!("{type_name}__{name}"),
        _ => thing.replace('.', "__"),
    }
}
