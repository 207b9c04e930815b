//! Resources as expressions see them.

use std::rc::Rc;
use std::sync::Arc;

use resilint_config::{Address, InstanceKey, Mode, Resource, ResourceRef};
use resilint_syntax::Span;

use super::module_scope::{Key, cycle, not_here};
use super::{Evaluator, Scope};
use crate::expand::{Repeat, body, repeat};
use crate::expr::{Context, Evaluated, Fault, Repetition};
use crate::operators::is_built_in;
use crate::plan;
use crate::value::{Certainty, Marks, Reason, Source, Type, Value};

/// A resource with its instances evaluated.
#[derive(Debug)]
pub(crate) struct ExpandedResource {
    pub(crate) repeat: Repeat,
    /// In the order of the keys; one, with the key `Any`, when the instances are symbolic.
    pub(crate) instances: Vec<ResourceInstance>,
}

/// One instance with its arguments.
#[derive(Debug, Clone)]
pub(crate) struct ResourceInstance {
    pub(crate) address: Arc<Address>,
    /// The arguments, an object.
    pub(crate) attributes: Value,
    pub(crate) repetition: Repetition,
}

impl ResourceInstance {
    /// The instance as a reference sees it: an object whose provider may add attributes.
    fn as_value(&self, certainty: Certainty) -> Value {
        let source =
            Source { address: Arc::clone(&self.address), attribute: Arc::from(""), certainty };
        let attributes = if is_built_in(&self.address) {
            self.with_every_attribute()
        } else {
            self.attributes.clone()
        };
        attributes.with_marks(&Marks::of_source(source))
    }

    /// The attributes of Terraform's own resource: those given, those not given, which are null, and those known after apply.
    fn with_every_attribute(&self) -> Value {
        let mut entries = self.attributes.entries().cloned().unwrap_or_default();
        let after_apply = |attribute: &str, type_| {
            let (address, attribute) = (Arc::clone(&self.address), Arc::from(attribute));
            Value::unknown(type_, Reason::AfterApply { address, attribute })
        };
        for name in ["input", "triggers_replace"] {
            entries.entry(Arc::from(name)).or_insert_with(|| Value::null(Type::Any));
        }
        let output = match entries.get("input") {
            Some(input) if !input.is_null() => {
                after_apply("output", input.type_of()).with_marks(&input.marks)
            }
            _ => Value::null(Type::Any),
        };
        entries.insert(Arc::from("output"), output);
        entries.insert(Arc::from("id"), after_apply("id", Type::String).not_null());
        Value::object(entries)
    }
}

impl<'c> Scope<'c> {
    /// The value of a whole resource: an object, a tuple of objects, or a map of objects.
    pub(crate) fn resource_value(
        &self,
        evaluator: &Evaluator<'c>,
        resource: &ResourceRef,
        span: Span,
    ) -> Evaluated {
        if !self.node.module.resources.contains_key(resource) {
            return Err(self.undeclared_resource(resource, span));
        }
        let cyclic = || cycle(&resource.to_string(), span);
        let expanded = self.expanded_resource(evaluator, resource).ok_or_else(cyclic)?;
        let value = self.resource_values.get(&Key(resource.clone()), || whole(&expanded));
        value.ok_or_else(cyclic)
    }

    fn undeclared_resource(&self, resource: &ResourceRef, span: Span) -> Box<Fault> {
        let module = &self.node.module;
        if let Some(reason) = not_here(module) {
            return Fault::silent(span, reason);
        }
        Fault::of_diagnostic(module.undeclared_resource(span, resource))
    }

    /// One instance of a resource whose instances are symbolic, and the least and the most that there are; `None` for all others.
    pub(crate) fn symbolic_resource(
        &self,
        evaluator: &Evaluator<'c>,
        resource: &ResourceRef,
    ) -> Option<(Value, (u64, Option<u64>))> {
        let expanded = self.expanded_resource(evaluator, resource)?;
        let Repeat::Symbolic(symbolic) = &expanded.repeat else { return None };
        let instance = expanded.instances.first()?;
        let element = symbolic.element(|certainty| instance.as_value(certainty));
        Some((element, symbolic.multiplicity.bounds()))
    }

    /// A resource with its instances; `None` if it is not declared, or needs itself.
    pub(crate) fn expanded_resource(
        &self,
        evaluator: &Evaluator<'c>,
        key: &ResourceRef,
    ) -> Option<Rc<ExpandedResource>> {
        let resource = self.node.module.resources.get(key)?;
        self.resources
            .get(&Key(key.clone()), || Rc::new(self.expand_resource(evaluator, key, resource)))
    }

    fn expand_resource(
        &self,
        evaluator: &Evaluator<'c>,
        key: &ResourceRef,
        resource: &Resource,
    ) -> ExpandedResource {
        let mut repeat = repeat(&self.context(evaluator), &resource.declaration);
        if let Some(plan) = evaluator.plan.as_ref().filter(|plan| plan.tells(&self.path, key)) {
            repeat.settle(plan.keys(&self.path, key));
        }
        let instances = repeat.each().into_iter().map(|(instance_key, repetition)| {
            let address = Arc::new(self.address(key, instance_key));
            let context = Context::new(evaluator, self, &repetition);
            let mut attributes = body::resource(&self.node.module, &resource.declaration, &context);
            if key.mode == Mode::Data {
                let provider = || self.provider_of(evaluator, key, resource, &repetition);
                crate::data::decide(&address, &mut attributes, &provider);
            }
            if let Some(planned) = evaluator.plan.as_ref().and_then(|plan| plan.get(&address)) {
                attributes = plan::attributes(&attributes, planned, &evaluator.origins);
            }
            ResourceInstance { address, attributes, repetition }
        });
        let instances = instances.collect();
        ExpandedResource { repeat, instances }
    }

    pub(super) fn address(&self, resource: &ResourceRef, key: Option<InstanceKey>) -> Address {
        Address { module: self.path.clone(), resource: resource.clone(), key }
    }
}

fn whole(expanded: &ExpandedResource) -> Value {
    match &expanded.repeat {
        Repeat::Symbolic(symbolic) => {
            let certainty = if symbolic.is_certain() { Certainty::Certain } else { Certainty::May };
            let marks = expanded
                .instances
                .first()
                .map_or_else(Marks::default, |instance| instance.as_value(certainty).marks);
            symbolic.collection(&marks)
        }
        Repeat::Optional(optional) => {
            optional.element(expanded.instances.first().map(|one| one.as_value(Certainty::May)))
        }
        keyed => keyed.assemble(
            expanded.instances.iter().map(|instance| instance.as_value(Certainty::Certain)),
        ),
    }
}
