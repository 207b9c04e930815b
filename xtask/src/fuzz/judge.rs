//! Our answers beside Terraform's: equal where Terraform knows, and where it does not, nothing that turns out false.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

use resilint_config::{Child, LoadOptions, Mode, ModuleNode, Modules, load};
use resilint_eval::{Evaluation, InputArgument, Inputs, Instance, Multiplicity, evaluate};
use resilint_syntax::{Disk, Files, Span};
use serde_json::Value as Json;

use super::batch::{Answer, Outside, Planned, Refusal, case_of};
use crate::values::{Expected, compare};

/// What we say about one case.
#[derive(Debug, Default)]
pub(crate) struct Ours {
    diagnostics: Vec<String>,
    errors: Vec<String>,
    instances: BTreeMap<String, Instance>,
    /// Blocks without instances: file and lines. Terraform looks into them all the same.
    empty: Vec<(String, RangeInclusive<u64>)>,
    /// Files with blocks that have instances.
    files: BTreeSet<String>,
}

/// Evaluates all cases in a folder.
pub(crate) fn ours(directory: &Path, outside: &Outside, count: usize) -> Vec<Ours> {
    let (files, modules) = (Files::new(), Modules::new());
    let options = LoadOptions::new(directory);
    let value = |(name, text): &(String, String)| InputArgument::Value(name.clone(), text.clone());
    let inputs = Inputs {
        environment: outside.environment.iter().cloned().collect(),
        arguments: outside.arguments.iter().map(value).collect(),
        ..Inputs::default()
    };
    let (configuration, mut said) = load(&files, &Disk, directory, &options, &modules);
    let Evaluation { instances, diagnostics, .. } =
        evaluate(&configuration, &files, &Disk, &inputs);
    said.extend(diagnostics);
    let mut ours: Vec<Ours> = (0..count).map(|_| Ours::default()).collect();
    for diagnostic in said {
        let path = files.path(diagnostic.span.file).display().to_string();
        let about = case_of(&path).or_else(|| case_of(&diagnostic.message));
        let Some(ours) = about.and_then(|index| ours.get_mut(index)) else { continue };
        let line = files.line_index(diagnostic.span.file).line(diagnostic.span.start) + 1;
        let text = format!("{path}:{line}: {} [{}]", diagnostic.message, diagnostic.code);
        if diagnostic.is_error() || diagnostic.code == "invalid-expression" {
            ours.errors.push(text.clone());
        }
        ours.diagnostics.push(text);
    }
    let mut spans: BTreeSet<Span> = instances.iter().map(|instance| instance.span).collect();
    spans.extend(instances.iter().flat_map(|instance| instance.calls.iter().copied()));
    let mut empty = Vec::new();
    empty_blocks(&configuration.root, &files, &spans, &mut empty);
    for (path, lines) in empty {
        if let Some(ours) = case_of(&path).and_then(|index| ours.get_mut(index)) {
            ours.empty.push((path, lines));
        }
    }
    for instance in instances {
        if instance.address.resource.mode != Mode::Managed {
            continue;
        }
        let address = instance.address.to_string();
        if let Some(ours) = case_of(&address).and_then(|index| ours.get_mut(index)) {
            ours.files.insert(files.path(instance.span.file).display().to_string());
            ours.instances.insert(address, instance);
        }
    }
    ours
}

/// The blocks of resources and module calls below a module that have no instance.
fn empty_blocks(
    node: &ModuleNode,
    files: &Files,
    instances: &BTreeSet<Span>,
    found: &mut Vec<(String, RangeInclusive<u64>)>,
) {
    let module = &node.module;
    let resources = module.resources.values().map(|resource| {
        let span = module.span(&resource.declaration);
        (span, instances.contains(&span))
    });
    let calls = module.calls.values().map(|call| {
        let header = module.header(&call.declaration);
        (module.span(&call.declaration), instances.contains(&header))
    });
    for (span, has_instances) in resources.chain(calls) {
        if has_instances {
            continue;
        }
        let line = |offset| u64::from(files.line_index(span.file).line(offset)) + 1;
        let path = files.path(span.file).display().to_string();
        found.push((path, line(span.start)..=line(span.end)));
    }
    for child in node.children.values() {
        if let Child::Loaded(child) = child {
            empty_blocks(child, files, instances, found);
        }
    }
}

/// What we say about a configuration, as far as it decides what kind of difference there can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Said {
    Nothing,
    Warnings,
    Errors,
}

impl Ours {
    pub(crate) fn said(&self) -> Said {
        match (self.diagnostics.is_empty(), self.errors.is_empty()) {
            (true, _) => Said::Nothing,
            (false, true) => Said::Warnings,
            (false, false) => Said::Errors,
        }
    }
}

/// Everything in which the two differ.
pub(crate) fn judge(ours: &Ours, theirs: &Answer) -> Vec<String> {
    if !theirs.errors.is_empty() {
        let is_excused = theirs.errors.iter().all(|error| excused(ours, error));
        return if ours.diagnostics.is_empty() && !is_excused {
            let errors: Vec<String> = theirs.errors.iter().map(Refusal::to_string).collect();
            vec![format!("refused by Terraform, not by us: {}", errors.join(" | "))]
        } else {
            Vec::new()
        };
    }
    let mut found: Vec<String> = ours
        .errors
        .iter()
        .map(|error| format!("refused by us, not by Terraform: {error}"))
        .collect();
    let missing = theirs.instances.keys().filter(|address| !ours.instances.contains_key(*address));
    found.extend(missing.map(|address| format!("{address} is missing")));
    for (address, instance) in &ours.instances {
        match theirs.instances.get(address) {
            None => found.push(format!("{address} is not there for Terraform")),
            Some(planned) => same_instance(address, instance, planned, &mut found),
        }
    }
    found
}

fn same_instance(address: &str, instance: &Instance, planned: &Planned, found: &mut Vec<String>) {
    if instance.maybe_absent.is_some() || instance.multiplicity != Multiplicity::Exactly(1) {
        found.push(format!("{address} is symbolic"));
    }
    for name in ["input", "triggers_replace"] {
        let Some(value) = instance.attributes.entries().and_then(|entries| entries.get(name))
        else {
            continue;
        };
        let none = Json::Bool(false);
        let expected = Expected {
            after: planned.after.get(name).unwrap_or(&Json::Null),
            unknown: planned.unknown.get(name).unwrap_or(&none),
            sensitive: planned.sensitive.get(name).unwrap_or(&none),
            applied: planned.applied.as_ref().map(|values| values.get(name).unwrap_or(&Json::Null)),
        };
        if planned.sensitive == Json::Bool(true) {
            continue;
        }
        compare(value, &expected, &format!("{address}.{name}"), found);
    }
}

/// Whether an error is none of ours: it is not about what the configuration means.
fn excused(ours: &Ours, error: &Refusal) -> bool {
    let says = |text: &str| error.text.contains(text);
    // A mistake inside Terraform.
    says("panic in function implementation")
        // Instances cannot be counted yet, which is no mistake for us.
        || says("cannot be determined until apply")
        // Infinity is no number for us; Terraform does not know how to write it.
        || says("cannot serialize infinity as JSON")
        || error.is_early && (is_early_only(error) || is_without_instances(ours, error))
}

/// Whether an error is about what is not known so early and has, or will have, a value that is right. Terraform cannot be asked to skip this look.
fn is_early_only(error: &Refusal) -> bool {
    let says = |text: &str| error.text.contains(text);
    let calls = |name: &str| error.code.contains(name);
    // Elements, of which one has no type yet, shall become elements of one type.
    says("of any single type")
        || says("all list elements must have the same type")
        || says("Inconsistent conditional result types") && ["each.value", "var."].into_iter().any(calls)
        // Lists of different length become one type if their elements do, and one of those has no type yet.
        || says("tuple has length") && calls("local.")
        // What attributes a resource has, only its provider knows.
        || calls("values(terraform_data.")
        // A set with an unknown element is converted, and does not become what it is converted to.
        || says("required, but received")
        // `try` does not wait for elements of which one has no type yet, and takes another argument, which does not fit.
        || calls("try(") && ["tolist(", "toset(", "tomap(", " ? "].into_iter().any(calls)
}

/// Whether an error is in a block, or in a module, of which there is no instance.
fn is_without_instances(ours: &Ours, error: &Refusal) -> bool {
    let here = |(file, lines): &(String, RangeInclusive<u64>)| {
        file.ends_with(&error.path) && (lines.contains(&error.line) || !ours.files.contains(file))
    };
    ours.empty.iter().any(here)
}
