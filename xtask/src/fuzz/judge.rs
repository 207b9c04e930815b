//! Our answers beside Terraform's: equal where Terraform knows, and where it does not, nothing that turns out false.

use std::collections::BTreeMap;
use std::path::Path;

use resilint_config::{LoadOptions, Mode, Modules, load};
use resilint_eval::{Evaluation, InputArgument, Inputs, Instance, Multiplicity, evaluate};
use resilint_syntax::{Disk, Files};
use serde_json::Value as Json;

use super::batch::{Answer, Outside, Planned, case_of};
use crate::values::{Expected, compare};

/// What we say about one case.
#[derive(Debug, Default)]
pub(crate) struct Ours {
    diagnostics: Vec<String>,
    errors: Vec<String>,
    instances: BTreeMap<String, Instance>,
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
    for instance in instances {
        if instance.address.resource.mode != Mode::Managed {
            continue;
        }
        let address = instance.address.to_string();
        if let Some(ours) = case_of(&address).and_then(|index| ours.get_mut(index)) {
            ours.instances.insert(address, instance);
        }
    }
    ours
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
    if theirs.is_refused() {
        let is_excused = theirs.errors.iter().all(|error| is_excused(error));
        return if ours.diagnostics.is_empty() && !is_excused {
            vec![format!("refused by Terraform, not by us: {}", theirs.errors.join(" | "))]
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
fn is_excused(error: &str) -> bool {
    // A mistake inside Terraform.
    error.contains("panic in function implementation")
        // Instances cannot be counted yet, which is no mistake for us.
        || error.contains("cannot be determined until apply")
        // Infinity is no number for us; Terraform does not know how to write it.
        || error.contains("cannot serialize infinity as JSON")
}
