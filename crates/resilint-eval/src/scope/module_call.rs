//! Module calls as expressions see them.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use resilint_config::{
    Address, Child, InstanceKey, Mode, ModuleCall, ModuleNode, ModulePath, ModuleStep, ResourceRef,
};
use resilint_syntax::{Diagnostic, Span};

use super::module_scope::cycle;
use super::{Evaluator, Scope};
use crate::convert::convert;
use crate::expand::{Rebase, Repeat, repeat};
use crate::expr::{Evaluated, Fault, Repetition};
use crate::operators::{attribute, index, uncertain_choice};
use crate::plan;
use crate::value::{Certainty, Marks, Source, Type, Value};

/// Arguments of every module call that are not the module's own.
pub(crate) const META_ARGUMENTS: [&str; 6] =
    ["source", "version", "providers", "count", "for_each", "depends_on"];

/// A module call with its instances.
#[derive(Debug)]
pub(crate) struct ExpandedCall<'c> {
    pub(crate) repeat: Repeat,
    /// In the order of the keys; one, with the key `Any`, when the instances are symbolic.
    pub(crate) instances: Vec<(Option<InstanceKey>, CallInstance<'c>)>,
}

/// One instance of a module call.
#[derive(Debug)]
pub(crate) enum CallInstance<'c> {
    /// The module is at hand.
    Scope { scope: Rc<Scope<'c>>, path: ModulePath },
    /// It is not: it is seen from outside, as one instance of its own.
    Missing { address: Arc<Address>, repetition: Repetition },
}

impl<'c> Scope<'c> {
    /// `module.name.output` and `module.name[key].output`
    pub(crate) fn module_output(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        key: Option<&Value>,
        output: &str,
        span: Span,
    ) -> Evaluated {
        let call = self.declared_call(evaluator, name, span)?;
        let of = |instance: &CallInstance<'c>, certainty| {
            instance.output(evaluator, output, certainty, span)
        };
        match (&call.repeat, key) {
            (Repeat::Once, None) => of(&call.instances[0].1, Certainty::Certain),
            (Repeat::Optional(optional), None) => match call.instances.first() {
                Some((_, instance)) => Ok(optional.part(of(instance, Certainty::May)?)),
                None => Err(Fault::invalid(span, format!("`module.{name}` is not enabled"))),
            },
            (Repeat::Once | Repeat::Optional(_), Some(_)) => Err(Fault::invalid(
                span,
                format!("`module.{name}` has neither `count` nor `for_each`, so it takes no index"),
            )),
            (Repeat::Symbolic(symbolic), Some(key)) => {
                let value = of(
                    &call.instances[0].1,
                    if symbolic.is_certain() { Certainty::Certain } else { Certainty::May },
                )?;
                Ok(symbolic.element(|_| value.clone()).with_marks(&key.marks))
            }
            (_, None) if output.parse::<u64>().is_err() => Err(Fault::invalid(
                span,
                format!(
                    "`module.{name}` is repeated, so one instance must be selected: `module.{name}[…].{output}`"
                ),
            )),
            (_, None) => Err(Fault::invalid(span, format!("`module.{name}` needs an index"))),
            (repeat, Some(key)) if key.is_unknown() => {
                let values = call
                    .instances
                    .iter()
                    .map(|(_, instance)| of(instance, Certainty::May))
                    .collect::<Result<Vec<_>, _>>()?;
                let _ = repeat;
                Ok(uncertain_choice(&values, key))
            }
            (_, Some(key)) => {
                let wanted = instance_key(&call, key);
                let found = call.instances.iter().find(|(key, _)| key.is_some() && *key == wanted);
                let (_, instance) = found.ok_or_else(|| {
                    Fault::invalid(span, format!("`module.{name}` has no such instance"))
                })?;
                Ok(of(instance, Certainty::Certain)?.with_marks(&key.marks))
            }
        }
    }

    /// `module.name`: all outputs, of all instances.
    pub(crate) fn module_value(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        span: Span,
    ) -> Evaluated {
        let call = self.declared_call(evaluator, name, span)?;
        if let Repeat::Symbolic(symbolic) = &call.repeat {
            let element = call.instances[0].1.outputs(evaluator, span)?;
            return Ok(symbolic.modules(&element.deep_marks().weakened()));
        }
        let values = call.instances.iter().map(|(_, instance)| instance.outputs(evaluator, span));
        Ok(call.repeat.assemble(values.collect::<Result<Vec<_>, _>>()?.into_iter()))
    }

    /// `module.name[key]`: all outputs of one instance.
    pub(crate) fn module_element(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        key: &Value,
        span: Span,
    ) -> Evaluated {
        let call = self.declared_call(evaluator, name, span)?;
        if let Repeat::Symbolic(symbolic) = &call.repeat {
            let element = call.instances[0].1.outputs(evaluator, span)?;
            return Ok(symbolic.element(|_| element.clone()).with_marks(&key.marks));
        }
        let whole = self.module_value(evaluator, name, span)?;
        index(&whole, key).map_err(|error| Fault::invalid(span, error.message))
    }

    fn declared_call(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        span: Span,
    ) -> Result<Rc<ExpandedCall<'c>>, Box<Fault>> {
        if !self.node.module.calls.contains_key(name) {
            return Err(self.undeclared(
                &format!("module `{name}`"),
                span,
                self.node.module.calls.keys(),
                name,
            ));
        }
        self.expanded_call(evaluator, name).ok_or_else(|| cycle(&format!("module.{name}"), span))
    }

    /// The instances of a call that a step of a path leads to; a step without a key leads to all. `None` when there are none whose insides are at hand.
    pub(crate) fn instances_of(
        &self,
        evaluator: &Evaluator<'c>,
        step: &ModuleStep,
    ) -> Option<Vec<(Option<InstanceKey>, Rc<Self>)>> {
        let call = self.expanded_call(evaluator, &step.name)?;
        let is_meant = |key: &Option<InstanceKey>| {
            let is_any = |key: &Option<InstanceKey>| matches!(key, Some(InstanceKey::Any));
            step.key.is_none() || is_any(&step.key) || is_any(key) || *key == step.key
        };
        let meant = call.instances.iter().filter(|(key, _)| is_meant(key));
        let at_hand = meant.map(|(key, instance)| match instance {
            CallInstance::Scope { scope, .. } => Some((key.clone(), Rc::clone(scope))),
            CallInstance::Missing { .. } => None,
        });
        at_hand.collect::<Option<Vec<_>>>().filter(|instances| !instances.is_empty())
    }

    /// A module call with its instances; `None` if it is not declared, or needs itself.
    pub(crate) fn expanded_call(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
    ) -> Option<Rc<ExpandedCall<'c>>> {
        let (name, call) = self.node.module.calls.get_key_value(name)?;
        self.calls.get(name.as_ref(), || Rc::new(self.expand_call(evaluator, name, call)))
    }

    fn expand_call(
        &self,
        evaluator: &Evaluator<'c>,
        name: &Arc<str>,
        call: &'c ModuleCall,
    ) -> ExpandedCall<'c> {
        let mut repeat = repeat(&self.context(evaluator), &call.declaration);
        let planned = evaluator.plan.as_ref().and_then(|plan| plan.call_keys(&self.path, name));
        if let Some(keys) = planned {
            repeat.settle(&keys);
        }
        let child = self.node.children.get(name);
        if let Some(Child::Loaded(child)) = child {
            self.check_arguments(evaluator, name, call, child);
        }
        let instances = repeat.each().into_iter().map(|(key, repetition)| {
            let instance = match child {
                Some(Child::Loaded(child)) => {
                    let path = self.path.child(name, key.clone());
                    let scope = self.call_scope(evaluator, (name, call), child, &path, repetition);
                    CallInstance::Scope { scope, path }
                }
                Some(Child::Missing(missing)) => {
                    self.missing(name, &missing.source, key.clone(), repetition)
                }
                None => self.missing(name, &Arc::from(""), key.clone(), repetition),
            };
            (key, instance)
        });
        let instances = instances.collect();
        ExpandedCall { repeat, instances }
    }

    fn missing(
        &self,
        name: &Arc<str>,
        source: &Arc<str>,
        key: Option<InstanceKey>,
        repetition: Repetition,
    ) -> CallInstance<'c> {
        let resource = ResourceRef {
            mode: Mode::Module,
            type_name: Arc::clone(source),
            name: Arc::clone(name),
        };
        CallInstance::Missing { address: Arc::new(self.address(&resource, key)), repetition }
    }

    /// Arguments the module does not take, and those it needs.
    fn check_arguments(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        call: &ModuleCall,
        child: &ModuleNode,
    ) {
        let (module, called) = (&self.node.module, &child.module);
        if called.is_partial() || module.has_error(&call.declaration) {
            return;
        }
        let attributes = module.attributes(&call.declaration);
        for attribute in &attributes {
            let argument = attribute.name();
            if !META_ARGUMENTS.contains(&argument.as_ref())
                && !called.variables.contains_key(argument.as_ref())
            {
                let message = format!("the module `{name}` has no variable `{argument}`");
                evaluator.report(Diagnostic::error(
                    "unsupported-argument",
                    attribute.name_span(),
                    message,
                ));
            }
        }
        for (variable, declared) in &called.variables {
            if declared.default.is_none()
                && !attributes.iter().any(|attribute| attribute.name() == variable.as_ref())
            {
                let message = format!("the module `{name}` needs the argument `{variable}`");
                let diagnostic = Diagnostic::error(
                    "missing-argument",
                    module.header(&call.declaration),
                    message,
                );
                evaluator.report(diagnostic.with_related(
                    called.header(&declared.declaration),
                    "declared here, without a default",
                ));
            }
        }
    }
}

impl<'c> CallInstance<'c> {
    fn output(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        certainty: Certainty,
        span: Span,
    ) -> Evaluated {
        match self {
            Self::Scope { scope, path } => {
                let value = scope.output(evaluator, name, span).unwrap_or_else(|| {
                    let known = scope.node.module.outputs.keys();
                    let fault = scope.undeclared(&format!("output `{name}`"), span, known, name);
                    Err(fault.about_module())
                });
                value.map(|value| moved(value, scope, path))
            }
            Self::Missing { address, .. } => {
                let path = address.module.child(&address.resource.name, address.key.clone());
                let plan = evaluator.plan.as_ref();
                if let Some(value) = plan.and_then(|plan| plan::output(plan, &path, name)) {
                    return Ok(value);
                }
                let value = from_outside(address, certainty);
                attribute(&value, name).map_err(|error| Fault::invalid(span, error.message))
            }
        }
    }

    /// All outputs as an object.
    fn outputs(&self, evaluator: &Evaluator<'c>, span: Span) -> Evaluated {
        match self {
            Self::Scope { scope, path } => {
                let mut outputs = BTreeMap::new();
                for name in scope.node.module.outputs.keys() {
                    if let Some(value) = scope.output(evaluator, name, span) {
                        outputs.insert(Arc::clone(name), moved(value?, scope, path));
                    }
                }
                Ok(Value::object(outputs))
            }
            Self::Missing { address, .. } => Ok(from_outside(address, Certainty::Certain)),
        }
    }
}

/// A value of a module instance that shares its evaluation with another one.
pub(crate) fn moved(value: Value, scope: &Scope<'_>, path: &ModulePath) -> Value {
    if scope.path == *path { value } else { Rebase::new(&scope.path, path).value(&value) }
}

/// The outputs of a module that is not at hand: an object of which no attribute is known.
fn from_outside(address: &Arc<Address>, certainty: Certainty) -> Value {
    let source = Source { address: Arc::clone(address), attribute: Arc::from(""), certainty };
    Value::object(BTreeMap::new()).with_marks(&Marks::of_source(source))
}

fn instance_key(call: &ExpandedCall<'_>, key: &Value) -> Option<InstanceKey> {
    match call.instances.first()?.0.as_ref()? {
        InstanceKey::Index(_) => convert(key, &Type::Number).ok()?.as_u64().map(InstanceKey::Index),
        _ => convert(key, &Type::String).ok()?.as_str().map(|key| InstanceKey::Key(Arc::from(key))),
    }
}
