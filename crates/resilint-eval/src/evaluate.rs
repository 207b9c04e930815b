//! A configuration and its inputs become instances.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Child, Configuration, ModuleNode};
use resilint_syntax::{Diagnostic, FileSystem, Files};

use crate::expand::{Around, collect};
use crate::input::{self, Inputs};
use crate::instance::Instance;
use crate::origin::Origins;
use crate::plan::beyond_source;
use crate::scope::{Evaluator, Scope};
use crate::value::Value;

/// What a configuration says.
#[derive(Debug, Clone)]
pub struct Evaluation {
    /// All instances, sorted by module and resource, then in the order of their keys.
    pub instances: Vec<Instance>,
    /// The root module's outputs.
    pub outputs: BTreeMap<Arc<str>, Value>,
    /// Where values come from.
    pub origins: Origins,
    /// What is wrong with the text, in its order.
    pub diagnostics: Vec<Diagnostic>,
    /// Variables of the root module that have no value though something asks for it, sorted.
    pub undecided_variables: Vec<Arc<str>>,
}

/// Evaluates a root module and everything it calls. Never fails: what cannot be known is unknown, and says why.
#[must_use]
pub fn evaluate(
    configuration: &Configuration,
    files: &Files,
    fs: &dyn FileSystem,
    inputs: &Inputs,
) -> Evaluation {
    let evaluator = evaluator(configuration, files, fs, inputs);
    let root = evaluator.root();
    let mut instances = Vec::new();
    collect(&evaluator, &root, &Around::nothing(), &mut instances);
    if let Some(plan) = &inputs.plan {
        beyond_source(&evaluator, plan, &mut instances);
    }
    let outputs = all_values(&evaluator, &root);
    let undecided_variables = evaluator.undecided.take().into_iter().collect();
    // What has a plan was accepted.
    if inputs.plan.is_none() {
        evaluator.validate();
    }
    evaluator.evaluate_the_rest();
    let mut diagnostics = evaluator.take_diagnostics();
    if inputs.plan.is_none() {
        wrong_references(&configuration.root, &mut diagnostics);
    }
    Evaluation {
        instances,
        outputs,
        origins: evaluator.origins.take(),
        diagnostics,
        undecided_variables,
    }
}

/// A configuration with its inputs, of which nothing is evaluated yet.
pub(crate) fn evaluator<'c>(
    configuration: &'c Configuration,
    files: &Files,
    fs: &'c dyn FileSystem,
    inputs: &Inputs,
) -> Evaluator<'c> {
    let given = input::read(configuration, files, fs, inputs);
    let mut evaluator = Evaluator::new(configuration, fs, given.values, given.origins);
    evaluator.workspace = inputs.workspace.as_deref().map(Arc::from);
    evaluator.is_library = inputs.is_library;
    evaluator.plan.clone_from(&inputs.plan);
    for diagnostic in given.diagnostics {
        evaluator.report(diagnostic);
    }
    evaluator
}

/// Adds what is wrong with references that nobody evaluated, or in which nobody found a fault.
fn wrong_references(node: &ModuleNode, diagnostics: &mut Vec<Diagnostic>) {
    for wrong in node.module.wrong_references() {
        let is_said = |said: &Diagnostic| wrong.span.contains(said.span);
        if !diagnostics.iter().any(is_said) {
            diagnostics.push(wrong.clone());
        }
    }
    for child in node.children.values() {
        if let Child::Loaded(child) = child {
            wrong_references(child, diagnostics);
        }
    }
}

/// The outputs. Locals that nobody asks for are evaluated too, so that what is wrong with them is said.
fn all_values<'c>(evaluator: &Evaluator<'c>, root: &Scope<'c>) -> BTreeMap<Arc<str>, Value> {
    let module = &root.node.module;
    for (name, local) in &module.locals {
        if let Err(fault) = root.local(evaluator, name, local.name_span) {
            evaluator.report_fault(&fault);
        }
    }
    let outputs = module.outputs.iter().filter_map(|(name, output)| {
        let span = module.header(&output.declaration);
        let value = root.output(evaluator, name, span)?;
        Some((Arc::clone(name), value.unwrap_or_else(|fault| evaluator.faulty(&fault, span))))
    });
    outputs.collect()
}
