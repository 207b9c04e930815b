//! Which module calls of a module may need their own outputs for their arguments. All others are given their arguments at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_config::{Declaration, Mode, Module};
use resilint_syntax::{Body, Expression, Step, Traversal};

/// The names of the calls that lie on a cycle of references, as the text has it.
pub(super) fn cyclic_calls(module: &Module) -> BTreeSet<Arc<str>> {
    let graph = references(module);
    module
        .calls
        .keys()
        .filter(|name| reaches_itself(&graph, &format!("module.{name}")))
        .cloned()
        .collect()
}

type Graph = BTreeMap<String, BTreeSet<String>>;

fn reaches_itself(graph: &Graph, start: &str) -> bool {
    let mut seen: BTreeSet<&str> = BTreeSet::new();
    let mut pending: Vec<&str> = vec![start];
    while let Some(name) = pending.pop() {
        for next in graph.get(name).into_iter().flatten() {
            if next == start {
                return true;
            }
            if seen.insert(next) {
                pending.push(next);
            }
        }
    }
    false
}

fn references(module: &Module) -> Graph {
    let mut graph = Graph::new();
    for (name, local) in &module.locals {
        of_expression(
            module.expression(local.value),
            graph.entry(format!("local.{name}")).or_default(),
        );
    }
    for (key, resource) in &module.resources {
        of_declaration(module, &resource.declaration, graph.entry(key.to_string()).or_default());
    }
    for (name, call) in &module.calls {
        of_declaration(
            module,
            &call.declaration,
            graph.entry(format!("module.{name}")).or_default(),
        );
    }
    graph
}

fn of_declaration(module: &Module, declaration: &Declaration, found: &mut BTreeSet<String>) {
    for attribute in module.attributes(declaration) {
        // Explicit dependencies give no values.
        if attribute.name() != "depends_on" {
            of_expression(attribute.value(), found);
        }
    }
    for block in module.blocks(declaration) {
        of_body(block.body(), found);
    }
}

fn of_body(body: Body<'_>, found: &mut BTreeSet<String>) {
    for attribute in body.attributes() {
        of_expression(attribute.value(), found);
    }
    for block in body.blocks() {
        of_body(block.body(), found);
    }
}

fn of_expression(expression: Expression<'_>, found: &mut BTreeSet<String>) {
    found.extend(expression.references().iter().filter_map(target));
}

fn target(traversal: &Traversal<'_>) -> Option<String> {
    let name = |index: usize| match traversal.steps.get(index) {
        Some(Step::Attr(name, _)) => Some(*name),
        _ => None,
    };
    let resource = |mode, type_name: &str, name: &str| {
        resilint_config::ResourceRef { mode, type_name: type_name.into(), name: name.into() }
            .to_string()
    };
    match traversal.root {
        "var" | "each" | "count" | "path" | "terraform" | "self" => None,
        "local" | "module" => Some(format!("{}.{}", traversal.root, name(0)?)),
        "data" => Some(resource(Mode::Data, name(0)?, name(1)?)),
        "ephemeral" => Some(resource(Mode::Ephemeral, name(0)?, name(1)?)),
        "resource" => Some(resource(Mode::Managed, name(0)?, name(1)?)),
        type_name => Some(resource(Mode::Managed, type_name, name(0)?)),
    }
}
