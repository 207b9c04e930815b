//! What an expression of a plan's configuration refers to, through variables and outputs. Locals are not in a plan, so nothing is seen through them.

use std::sync::Arc;

use resilint_config::{InstanceKey, Mode, ModulePath, ResourceRef, reference_steps};
use serde_json::Value as Json;

use super::format::Module;
use super::model::Plan;
use crate::value::{Certainty, Data, Marks, Reason, Source, Type, Value};

/// References are followed through so many variables and outputs.
const MAX_STEPS: usize = 32;

/// The marks of a value that an expression in a module gives. `each` is the expression that `each` stands for.
pub(super) fn marks(
    plan: &Plan,
    module: &ModulePath,
    expression: &Json,
    each: Option<&Json>,
) -> Marks {
    let mut found = Vec::new();
    follow(plan, module, expression, MAX_STEPS, &mut found);
    if names_of(expression).any(|name| name.starts_with("each.")) {
        let mut sources = Vec::new();
        follow(plan, module, each.unwrap_or(&Json::Null), MAX_STEPS, &mut sources);
        found.extend(
            sources.into_iter().map(|source| Source { certainty: Certainty::May, ..source }),
        );
    }
    let marks = found.into_iter().map(Marks::of_source);
    marks.fold(Marks::default(), |all, one| all.union(&one))
}

/// An output of a module that only the plan knows: unknown, but with the resources that it is taken from. `None` when the plan does not tell.
pub(crate) fn output(plan: &Plan, module: &ModulePath, name: &str) -> Option<Value> {
    let output = plan.configuration.module(module)?.outputs.get(name)?;
    let marks = marks(plan, module, &output.expression, None);
    let source = marks.sources().first()?;
    let (address, attribute) = (Arc::clone(&source.address), Arc::clone(&source.attribute));
    let reason = Reason::AfterApply { address, attribute };
    Some(Value::unknown(Type::Any, reason).with_marks(&marks))
}

/// The resources that `depends_on` names.
pub(super) fn of_names(plan: &Plan, module: &ModulePath, names: &[String]) -> Vec<Source> {
    let mut found = Vec::new();
    let at = At { plan, module, certainty: Certainty::Certain, left: MAX_STEPS };
    for name in names {
        at.name(name, &mut found);
    }
    found
}

/// The value with the instances that texts in it name, where its expression refers to something that a plan does not show.
pub(super) fn with_named(plan: &Plan, value: Value, expression: &Json) -> Value {
    let is_hidden = |name: &str| name.starts_with("local.") || name.starts_with("each.");
    if names_of(expression).any(is_hidden) { named(plan, &value) } else { value }
}

fn named(plan: &Plan, value: &Value) -> Value {
    let data = match &value.data {
        Data::String(text) => {
            let source = plan.named.get(text).and_then(Clone::clone);
            let marks = source.map(Marks::of_source).unwrap_or_default();
            return value.clone().with_marks(&marks);
        }
        Data::Tuple(elements) => {
            Data::Tuple(elements.iter().map(|element| named(plan, element)).collect())
        }
        Data::Object(entries) => {
            let named = |(name, value): (&Arc<str>, &Value)| (Arc::clone(name), named(plan, value));
            Data::Object(Arc::new(entries.iter().map(named).collect()))
        }
        other => other.clone(),
    };
    Value { data, ..value.clone() }
}

fn names_of(expression: &Json) -> impl Iterator<Item = &str> {
    let names = expression.get("references").and_then(Json::as_array);
    names.into_iter().flatten().filter_map(Json::as_str)
}

fn follow(
    plan: &Plan,
    module: &ModulePath,
    expression: &Json,
    left: usize,
    found: &mut Vec<Source>,
) {
    let names: Vec<&str> = names_of(expression).collect();
    let Some(left) = left.checked_sub(1) else { return };
    // Which instance is meant is told by values that are not in a plan.
    let is_indexed = |name: &&str| name.starts_with("each.") || *name == "count.index";
    let certainty = if names.iter().any(is_indexed) { Certainty::May } else { Certainty::Certain };
    let at = At { plan, module, certainty, left };
    // Terraform names `aws_vpc.main` besides `aws_vpc.main.id`.
    let is_part = |name: &str| {
        names
            .iter()
            .any(|other| other.strip_prefix(name).is_some_and(|rest| rest.starts_with(['.', '['])))
    };
    for name in names.iter().filter(|name| !is_part(name)) {
        at.name(name, found);
    }
}

/// A place from which names are followed.
struct At<'a> {
    plan: &'a Plan,
    module: &'a ModulePath,
    certainty: Certainty,
    left: usize,
}

type Step = (Arc<str>, Option<InstanceKey>);

impl At<'_> {
    fn name(&self, name: &str, found: &mut Vec<Source>) {
        let Some(steps) = reference_steps(name) else { return };
        match steps.as_slice() {
            [(root, _), (variable, _), ..] if &**root == "var" => self.argument(variable, found),
            [(root, _), call, rest @ ..] if &**root == "module" => self.call(call, rest, found),
            [(root, _), ..]
                if ["local", "each", "count", "path", "terraform", "self"].contains(&&**root) => {}
            [(root, _), (type_name, _), name, rest @ ..] if &**root == "data" => {
                self.resource(Mode::Data, type_name, name, rest, found);
            }
            [(type_name, _), name, rest @ ..] => {
                self.resource(Mode::Managed, type_name, name, rest, found);
            }
            _ => {}
        }
    }

    /// A variable: what the call of this module gives for it.
    fn argument(&self, variable: &str, found: &mut Vec<Source>) {
        let (Some(caller), Some(step)) = (self.module.parent(), self.module.steps().last()) else {
            return;
        };
        let call = self
            .plan
            .configuration
            .module(&caller)
            .and_then(|module| module.module_calls.get(&*step.name));
        if let Some(expression) = call.and_then(|call| call.expressions.get(variable)) {
            let mut sources = Vec::new();
            follow(self.plan, &caller, expression, self.left, &mut sources);
            self.take(sources, found);
        }
    }

    fn call(&self, (name, key): &Step, rest: &[Step], found: &mut Vec<Source>) {
        let Some(Module { outputs, .. }) =
            self.plan.configuration.module(&self.module.child(name, None))
        else {
            return;
        };
        let wanted = |output: &&String| rest.first().is_none_or(|(name, _)| **name == ***output);
        let keys = self.plan.call_keys(self.module, name).unwrap_or_default();
        for key in keys.into_iter().filter(|found| key.is_none() || key == found) {
            let module = self.module.child(name, key);
            for output in outputs.keys().filter(wanted) {
                let mut sources = Vec::new();
                follow(self.plan, &module, &outputs[output].expression, self.left, &mut sources);
                self.take(sources, found);
            }
        }
    }

    fn resource(
        &self,
        mode: Mode,
        type_name: &Arc<str>,
        (name, key): &Step,
        rest: &[Step],
        found: &mut Vec<Source>,
    ) {
        let resource =
            ResourceRef { mode, type_name: Arc::clone(type_name), name: Arc::clone(name) };
        let attribute = rest.iter().map(|(name, _)| &**name).collect::<Vec<_>>().join(".");
        let attribute: Arc<str> = Arc::from(attribute);
        let keys = self.plan.keys(self.module, &resource);
        for own in keys.iter().filter(|own| key.is_none() || key == *own) {
            let address = Arc::new(resilint_config::Address {
                module: self.module.clone(),
                resource: resource.clone(),
                key: own.clone(),
            });
            let certainty = if keys.len() > 1 { self.certainty } else { Certainty::Certain };
            found.push(Source { address, attribute: Arc::clone(&attribute), certainty });
        }
    }

    fn take(&self, sources: Vec<Source>, found: &mut Vec<Source>) {
        found.extend(
            sources
                .into_iter()
                .map(|source| Source { certainty: source.certainty.max(self.certainty), ..source }),
        );
    }
}
