//! Which module calls of a module may need their own outputs for their arguments. All others are given their arguments at once.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_config::{Declaration, Mode, Module, ResourceRef};
use resilint_syntax::{Body, Expression, Step, Traversal};

/// The names of the calls that lie on a cycle of references, as the text has it.
pub(super) fn cyclic_calls(module: &Module) -> BTreeSet<Arc<str>> {
    let mut graph = Graph { module, known: BTreeMap::new() };
    let names = module.calls.keys();
    names.filter(|name| graph.reaches_itself(&Target::Call(Arc::clone(name)))).cloned().collect()
}

/// What an expression can refer to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Target {
    Local(Arc<str>),
    Call(Arc<str>),
    Resource(ResourceRef),
}

type Targets = BTreeSet<Target>;

/// What refers to what. Only what calls can reach is looked at: most of a module is not.
struct Graph<'m> {
    module: &'m Module,
    known: BTreeMap<Target, Targets>,
}

impl Graph<'_> {
    fn reaches_itself(&mut self, start: &Target) -> bool {
        let mut seen = Targets::new();
        let mut pending = vec![start.clone()];
        while let Some(target) = pending.pop() {
            for next in self.targets(target) {
                if next == start {
                    return true;
                }
                if seen.insert(next.clone()) {
                    pending.push(next.clone());
                }
            }
        }
        false
    }

    /// What the text of something refers to.
    fn targets(&mut self, of: Target) -> &Targets {
        let module = self.module;
        self.known.entry(of).or_insert_with_key(|of| {
            let mut found = Targets::new();
            let declaration = match of {
                Target::Local(name) => {
                    if let Some(local) = module.locals.get(name) {
                        of_expression(module.expression(local.value), &mut found);
                    }
                    None
                }
                Target::Call(name) => module.calls.get(name).map(|call| &call.declaration),
                Target::Resource(key) => module.resources.get(key).map(|found| &found.declaration),
            };
            if let Some(declaration) = declaration {
                of_declaration(module, declaration, &mut found);
            }
            found
        })
    }
}

fn of_declaration(module: &Module, declaration: &Declaration, found: &mut Targets) {
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

fn of_body(body: Body<'_>, found: &mut Targets) {
    for attribute in body.attributes() {
        of_expression(attribute.value(), found);
    }
    for block in body.blocks() {
        of_body(block.body(), found);
    }
}

fn of_expression(expression: Expression<'_>, found: &mut Targets) {
    found.extend(expression.references().iter().filter_map(target));
}

fn target(traversal: &Traversal<'_>) -> Option<Target> {
    let name = |index: usize| match traversal.steps.get(index) {
        Some(Step::Attr(name, _)) => Some(Arc::from(*name)),
        _ => None,
    };
    let resource = |mode, type_name: Arc<str>, name: Arc<str>| {
        Target::Resource(ResourceRef { mode, type_name, name })
    };
    match traversal.root {
        "var" | "each" | "count" | "path" | "terraform" | "self" => None,
        "local" => Some(Target::Local(name(0)?)),
        "module" => Some(Target::Call(name(0)?)),
        "data" => Some(resource(Mode::Data, name(0)?, name(1)?)),
        "ephemeral" => Some(resource(Mode::Ephemeral, name(0)?, name(1)?)),
        "resource" => Some(resource(Mode::Managed, name(0)?, name(1)?)),
        type_name => Some(resource(Mode::Managed, type_name.into(), name(0)?)),
    }
}
