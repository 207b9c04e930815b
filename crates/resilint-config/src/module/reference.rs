//! References that are wrong whatever anything evaluates to: Terraform looks at them even where nobody evaluates them.

use std::sync::Arc;

use resilint_syntax::{Block, Body, Diagnostic, Expression, Span, Step, Traversal};

use super::{Declaration, Module};
use crate::address::{Mode, ResourceRef};

/// The code of a reference to something that is not declared.
const UNDECLARED: &str = "undeclared-reference";

/// Arguments whose names are not references, or not ones to values.
const NO_VALUES: [&str; 6] =
    ["provider", "providers", "ignore_changes", "replace_triggered_by", "source", "type"];

/// The attributes of Terraform's own resource, and whether there may be something inside.
const BUILT_IN: [(&str, bool); 4] =
    [("id", false), ("input", true), ("output", true), ("triggers_replace", true)];

impl Module {
    /// What is wrong with the references in the module's text. Nothing in a module of which a part could not be read; nothing is missing from one of which a part
    /// is not here.
    pub fn wrong_references(&self) -> impl Iterator<Item = &Diagnostic> {
        let whole = self.generated_by.is_none();
        self.all_wrong_references().iter().filter(move |found| whole || found.code != UNDECLARED)
    }

    /// Whether it refers to something that only what is not here can declare.
    #[must_use]
    pub fn needs_generated(&self) -> bool {
        let mut all = self.all_wrong_references().iter();
        self.generated_by.is_some() && all.any(|found| found.code == UNDECLARED)
    }

    /// Whether it may declare more than could be read here.
    #[must_use]
    pub fn is_partial(&self) -> bool {
        self.incomplete || self.generated_by.is_some()
    }

    fn all_wrong_references(&self) -> &[Diagnostic] {
        self.wrong_references.get_or_init(|| {
            let mut search = Search { module: self, bound: Vec::new(), found: Vec::new() };
            if !self.incomplete {
                search.module();
            }
            search.found
        })
    }

    /// What to say about a name that the module does not declare, and the one that may be meant.
    #[must_use]
    pub fn undeclared<'n>(
        span: Span,
        what: &str,
        name: &str,
        mut known: impl Iterator<Item = &'n Arc<str>>,
    ) -> Diagnostic {
        let message = format!("{what} is not declared in this module");
        let diagnostic = Diagnostic::error(UNDECLARED, span, message);
        match known.find(|known| is_close(known, name)) {
            Some(close) => diagnostic.with_help(format!("did you mean `{close}`?")),
            None => diagnostic,
        }
    }

    /// The same of a resource. A type that no provider could have is told instead of the name.
    #[must_use]
    pub fn undeclared_resource(&self, span: Span, resource: &ResourceRef) -> Diagnostic {
        let has_type = |known: &ResourceRef| known.type_name == resource.type_name;
        if resource.mode == Mode::Managed
            && !self.resources.keys().any(has_type)
            && !resource.type_name.contains('_')
        {
            let message = format!("`{}` is not defined here", resource.type_name);
            return Diagnostic::error(UNDECLARED, span, message);
        }
        let same = |known: &&ResourceRef| known.mode == resource.mode && has_type(known);
        let known = self.resources.keys().filter(same).map(|known| &known.name);
        Self::undeclared(span, &format!("`{resource}`"), &resource.name, known)
    }
}

struct Search<'m> {
    module: &'m Module,
    /// The names that blocks around bring in.
    bound: Vec<Arc<str>>,
    found: Vec<Diagnostic>,
}

impl Search<'_> {
    fn module(&mut self) {
        let module = self.module;
        for local in module.locals.values() {
            self.expression(module.expression(local.value));
        }
        for variable in module.variables.values() {
            for block in module.blocks_of(&variable.declaration, "validation", 0) {
                self.body(block.body());
            }
        }
        let outputs = module.outputs.values().map(|output| &output.declaration);
        let resources = module.resources.values().map(|resource| &resource.declaration);
        let calls = module.calls.values().map(|call| &call.declaration);
        let checks = module.checks.values().map(|check| &check.declaration);
        let providers = module.providers.values().map(|provider| &provider.declaration);
        for declaration in outputs.chain(resources).chain(calls).chain(checks).chain(providers) {
            self.declaration(declaration);
        }
    }

    fn declaration(&mut self, declaration: &Declaration) {
        let module = self.module;
        // In JSON, what a dynamic block brings in cannot be told from arguments.
        if module.block(declaration).body().is_json() {
            return;
        }
        for attribute in module.attributes(declaration) {
            self.argument(&attribute.name(), attribute.value());
        }
        for block in module.blocks(declaration) {
            self.block(block);
        }
    }

    fn body(&mut self, body: Body<'_>) {
        for attribute in body.attributes() {
            self.argument(&attribute.name(), attribute.value());
        }
        for block in body.blocks() {
            self.block(block);
        }
    }

    fn block(&mut self, block: Block<'_>) {
        let outer = self.bound.len();
        if block.kind() == "dynamic" {
            let iterator = block.body().attribute("iterator");
            let iterator = iterator.and_then(|iterator| Some(iterator.value().traversal()?.root));
            let label = block.labels().into_iter().next();
            let label = label.map(|label| Arc::from(&*label.text));
            self.bound.extend(iterator.map(Arc::from).or(label));
        }
        self.body(block.body());
        self.bound.truncate(outer);
    }

    fn argument(&mut self, name: &str, value: Expression<'_>) {
        if !NO_VALUES.contains(&name) {
            self.expression(value);
        }
    }

    fn expression(&mut self, expression: Expression<'_>) {
        for traversal in expression.references() {
            if !self.bound.iter().any(|name| &**name == traversal.root) {
                self.found.extend(wrong(self.module, &traversal));
            }
        }
    }
}

/// What is wrong with a reference.
fn wrong(module: &Module, traversal: &Traversal<'_>) -> Option<Diagnostic> {
    let name = |index: usize| match traversal.steps.get(index) {
        Some(Step::Attr(name, span)) => Some((*name, *span)),
        _ => None,
    };
    // Words such as `string` or `destroy` stand alone.
    let (first, span) = name(0)?;
    let (mode, type_name, at) = match traversal.root {
        "var" if !module.variables.contains_key(first) => {
            let what = format!("variable `{first}`");
            return Some(Module::undeclared(span, &what, first, module.variables.keys()));
        }
        "local" if !module.locals.contains_key(first) => {
            let what = format!("local `{first}`");
            return Some(Module::undeclared(span, &what, first, module.locals.keys()));
        }
        "module" if !module.calls.contains_key(first) => {
            let what = format!("module `{first}`");
            return Some(Module::undeclared(span, &what, first, module.calls.keys()));
        }
        "var" | "local" | "module" | "each" | "count" | "path" | "terraform" | "tofu" | "self" => {
            return None;
        }
        "data" => (Mode::Data, first, 1),
        "ephemeral" => (Mode::Ephemeral, first, 1),
        "resource" => (Mode::Managed, first, 1),
        type_name => (Mode::Managed, type_name, 0),
    };
    let (name, name_span) = name(at)?;
    let resource = ResourceRef { mode, type_name: type_name.into(), name: name.into() };
    let Some(declared) = module.resources.get(&resource) else {
        let span = Span::new(span.file, traversal.root_span.start, name_span.end);
        return Some(module.undeclared_resource(span, &resource));
    };
    wrong_part(module, &resource, &declared.declaration, &traversal.steps[at + 1..])
}

/// What is wrong with what is selected from a resource.
fn wrong_part(
    module: &Module,
    resource: &ResourceRef,
    declaration: &Declaration,
    steps: &[Step<'_>],
) -> Option<Diagnostic> {
    let repeats = |name: &&str| module.attribute(declaration, name).is_some();
    let repeated = ["count", "for_each"].into_iter().find(repeats);
    let rest = match (steps.first()?, repeated) {
        (Step::Attr(_, span), Some(by)) => {
            let message = format!("`{resource}` has `{by}`, so it needs an index");
            return Some(Diagnostic::error("invalid-reference", *span, message));
        }
        (Step::Index(_, span), None) => {
            let message =
                format!("`{resource}` has neither `count` nor `for_each`, so it takes no index");
            return Some(Diagnostic::error("invalid-reference", *span, message));
        }
        (Step::Index(..), Some(_)) => &steps[1..],
        (Step::Attr(..), None) => steps,
        (Step::Key(_) | Step::Splat(_), _) => return None,
    };
    let is_built_in = resource.mode == Mode::Managed && &*resource.type_name == "terraform_data";
    let Some(Step::Attr(name, span)) = rest.first().filter(|_| is_built_in) else { return None };
    let message = match BUILT_IN.into_iter().find(|(known, _)| known == name) {
        None => format!("`{resource}` has no attribute named `{name}`"),
        Some((_, false)) if matches!(rest.get(1), Some(Step::Attr(..) | Step::Index(..))) => {
            format!("`{resource}.{name}` is a text, so there is nothing inside")
        }
        Some(_) => return None,
    };
    Some(Diagnostic::error("invalid-reference", *span, message))
}

/// Whether a name may be a misspelling of another: one edit apart.
fn is_close(left: &str, right: &str) -> bool {
    let (left, right): (Vec<char>, Vec<char>) = (left.chars().collect(), right.chars().collect());
    if left.len().abs_diff(right.len()) > 1 || left.len().min(right.len()) < 3 {
        return false;
    }
    let before = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    let rest = left.len().min(right.len()) - before;
    let after = left
        .iter()
        .rev()
        .zip(right.iter().rev())
        .take(rest)
        .take_while(|(left, right)| left == right)
        .count();
    left.len().max(right.len()) - before - after <= 1
}
