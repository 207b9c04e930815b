//! What a reference means, for whoever asks from outside: `local.x`, `var.x`, `output.x`, `module.m.x`, `module.m["a"].local.x`, a whole module.

use std::collections::BTreeMap;
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use resilint_config::{Configuration, ModulePath, ModuleStep};
use resilint_syntax::{FileSystem, Files, Format, Span, Step, parse};

use crate::evaluate::evaluator;
use crate::expr::{Binding, Evaluated, Fault, evaluate};
use crate::input::Inputs;
use crate::origin::OriginStep;
use crate::scope::{Evaluator, Scope, moved};
use crate::value::Value;

/// What a reference means in one module instance.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// The reference, seen from the root module.
    pub address: String,
    /// What it leads to.
    pub kind: MeaningKind,
}

/// What a reference leads to.
#[derive(Debug, Clone)]
pub enum MeaningKind {
    /// A value.
    Value {
        /// What it is of.
        of: Referred,
        /// The value.
        traced: Traced,
    },
    /// A module instance.
    Module {
        /// Its variables, by name.
        variables: BTreeMap<Arc<str>, Traced>,
        /// Its outputs, by name.
        outputs: BTreeMap<Arc<str>, Traced>,
    },
}

/// What a value is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Referred {
    /// An input variable.
    Variable,
    /// A local value.
    Local,
    /// An output value.
    Output,
    /// Anything else.
    Other,
}

/// A value and the way it took.
#[derive(Debug, Clone)]
pub struct Traced {
    /// The value.
    pub value: Value,
    /// The places that decided it, the nearest one first.
    pub origin: Vec<OriginStep>,
}

/// What a reference means: one for every module instance that it leads to. Nothing when it leads nowhere, or is no reference.
#[must_use]
pub fn meanings(
    configuration: &Configuration,
    files: &Files,
    fs: &dyn FileSystem,
    inputs: &Inputs,
    reference: &str,
) -> Vec<Meaning> {
    let evaluator = evaluator(configuration, files, fs, inputs);
    let asked = Asked { evaluator: &evaluator, files };
    let (calls, rest) = ModulePath::split(reference);
    let root = Place { scope: evaluator.root(), path: ModulePath::root() };
    let (places, outside) = asked.reach(vec![root], calls.steps());
    let rest = if outside.is_root() || rest.is_empty() {
        format!("{outside}{rest}")
    } else {
        format!("{outside}.{rest}")
    };
    places.iter().filter_map(|place| asked.meaning(place, &rest)).collect()
}

struct Asked<'e, 'c> {
    evaluator: &'e Evaluator<'c>,
    files: &'e Files,
}

/// A module instance. Its scope may be shared with others.
struct Place<'c> {
    scope: Rc<Scope<'c>>,
    path: ModulePath,
}

impl<'c> Asked<'_, 'c> {
    /// The module instances that calls lead to, and those of the calls whose insides are not at hand.
    fn reach(&self, places: Vec<Place<'c>>, calls: &[ModuleStep]) -> (Vec<Place<'c>>, ModulePath) {
        let Some((step, further)) = calls.split_first() else {
            return (places, ModulePath::root());
        };
        let below = places.iter().filter_map(|place| {
            let instances = place.scope.instances_of(self.evaluator, step)?;
            Some(
                instances
                    .into_iter()
                    .map(|(key, scope)| Place { scope, path: place.path.child(&step.name, key) }),
            )
        });
        let below: Vec<Place<'c>> = below.flatten().collect();
        if below.is_empty() {
            let outside = calls
                .iter()
                .fold(ModulePath::root(), |path, step| path.child(&step.name, step.key.clone()));
            return (places, outside);
        }
        self.reach(below, further)
    }

    fn meaning(&self, place: &Place<'c>, rest: &str) -> Option<Meaning> {
        let module = place.path.to_string();
        let dot = if module.is_empty() || rest.is_empty() { "" } else { "." };
        let kind = if rest.is_empty() { self.module(place) } else { self.reference(place, rest)? };
        Some(Meaning { address: format!("{module}{dot}{rest}"), kind })
    }

    fn module(&self, place: &Place<'c>) -> MeaningKind {
        let (scope, module) = (&place.scope, &place.scope.node.module);
        let traced = |name: &Arc<str>, value: Evaluated, span| {
            let value = value.unwrap_or_else(|fault| self.evaluator.faulty(&fault, span));
            (Arc::clone(name), self.traced(place, value, None))
        };
        let variables = module.variables.iter().map(|(name, variable)| {
            let span = module.header(&variable.declaration);
            traced(name, scope.variable(self.evaluator, name, span), span)
        });
        let outputs = module.outputs.iter().filter_map(|(name, output)| {
            let span = module.header(&output.declaration);
            Some(traced(name, scope.output(self.evaluator, name, span)?, span))
        });
        MeaningKind::Module { variables: variables.collect(), outputs: outputs.collect() }
    }

    /// What a reference means inside a module. The module's outputs go by their names, as its callers see them, and as `output.name`.
    fn reference(&self, place: &Place<'c>, text: &str) -> Option<MeaningKind> {
        let name = text.split(['.', '[']).next().unwrap_or_default();
        let is_output = !place.path.is_root() && place.scope.node.module.outputs.contains_key(name);
        let text = if is_output { format!("output.{text}") } else { text.to_owned() };
        let bytes = Arc::from(format!("value = {text}\n").into_bytes());
        let file = self.files.add(Path::new(&text), Arc::clone(&bytes));
        let (tree, diagnostics) = parse(file, &bytes, Format::Native);
        let attribute = tree.body().attribute("value")?;
        let traversal = attribute.value().traversal().filter(|_| diagnostics.is_empty())?;
        let context = place.scope.context(self.evaluator);
        let (of, value) = match (traversal.root, traversal.steps.first()) {
            ("output", Some(Step::Attr(name, span))) => {
                let output = self.output(place, name, *span).ok()?;
                let binding = Binding { name: "output", value: &output, outer: None };
                let value = evaluate(attribute.value(), &context.with_binding(&binding));
                (Referred::Output, value)
            }
            ("var", _) => (Referred::Variable, evaluate(attribute.value(), &context)),
            ("local", _) => (Referred::Local, evaluate(attribute.value(), &context)),
            _ => (Referred::Other, evaluate(attribute.value(), &context)),
        };
        let value = match value {
            Err(fault) if fault.silent.is_none() => return None,
            value => value.unwrap_or_else(|fault| fault.value()),
        };
        Some(MeaningKind::Value { of, traced: self.traced(place, value, Some(traversal.span)) })
    }

    /// The output of a name, as the only attribute of an object.
    fn output(&self, place: &Place<'c>, name: &str, span: Span) -> Evaluated {
        let undeclared = || Err(Fault::invalid(span, format!("there is no output `{name}`")));
        let value = place.scope.output(self.evaluator, name, span).unwrap_or_else(undeclared)?;
        Ok(Value::object([(Arc::from(name), value)].into()))
    }

    /// A value as the module instance has it, with its way but for the place where it is asked for.
    fn traced(&self, place: &Place<'c>, value: Value, asked: Option<Span>) -> Traced {
        let value = moved(value, &place.scope, &place.path);
        let origins = self.evaluator.origins.borrow();
        let mut origin = origins.chain(&place.path, value.origin);
        origin.retain(|step| asked.is_none_or(|asked| step.span.file != asked.file));
        Traced { value, origin }
    }
}
