//! Edges: which instances the attributes of an instance come from, and explicit dependencies.

use std::collections::BTreeSet;
use std::sync::Arc;

use resilint_config::{Address, Declaration, InstanceKey, Mode, ResourceRef};
use resilint_syntax::{Expression, ExpressionKind, Step};

use crate::expr::Context;
use crate::instance::Reference;
use crate::path::PathStep;
use crate::value::{Certainty, Source, Value};

/// The references that the marks inside an instance's attributes tell of.
pub(crate) fn in_value(value: &Value) -> Vec<Reference> {
    let mut found = BTreeSet::new();
    if value.contains_marks() {
        walk(value, &mut Vec::new(), &mut found);
    }
    found.into_iter().collect()
}

fn walk(value: &Value, path: &mut Vec<PathStep>, found: &mut BTreeSet<Reference>) {
    for source in value.marks.sources() {
        found.insert(Reference { path: path.clone(), target: source.clone() });
    }
    for (index, element) in value.elements().unwrap_or_default().iter().enumerate() {
        path.push(PathStep::Index(index));
        walk(element, path, found);
        path.pop();
    }
    for (name, element) in value.entries().into_iter().flatten() {
        path.push(PathStep::Name(Arc::clone(name)));
        walk(element, path, found);
        path.pop();
    }
    let arms = value.alternatives().unwrap_or_default();
    for source in arms.iter().flat_map(|arm| arm.deep_marks().weakened().sources().to_vec()) {
        found.insert(Reference { path: path.clone(), target: source });
    }
}

/// `depends_on`: resources, and module calls as a whole.
pub(crate) fn depends_on(declaration: &Declaration, context: &Context<'_, '_>) -> Vec<Reference> {
    let Some(attribute) = context.scope.node.module.attribute(declaration, "depends_on") else {
        return Vec::new();
    };
    let ExpressionKind::Tuple(tuple) = attribute.value().kind() else { return Vec::new() };
    let sources = tuple.items().into_iter().flat_map(|item| dependency(item, context));
    sources
        .map(|target| Reference { path: vec![PathStep::Name(Arc::from("depends_on"))], target })
        .collect()
}

fn dependency(expression: Expression<'_>, context: &Context<'_, '_>) -> Vec<Source> {
    let quoted = expression.as_literal();
    let names: Vec<String> = match expression.traversal() {
        Some(traversal) => {
            let steps = traversal.steps.iter().map_while(|step| match step {
                Step::Attr(name, _) => Some((*name).to_owned()),
                _ => None,
            });
            [traversal.root.to_owned()].into_iter().chain(steps).collect()
        }
        None => quoted.iter().flat_map(|text| text.split('.').map(str::to_owned)).collect(),
    };
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let resource = |mode, type_name: &str, name: &str| ResourceRef {
        mode,
        type_name: Arc::from(type_name),
        name: Arc::from(name),
    };
    match names.as_slice() {
        ["data", type_name, name, ..] => {
            of_resource(&resource(Mode::Data, type_name, name), context)
        }
        ["ephemeral", type_name, name, ..] => {
            of_resource(&resource(Mode::Ephemeral, type_name, name), context)
        }
        ["module", name, ..] => of_module(name, context),
        [type_name, name, ..] => of_resource(&resource(Mode::Managed, type_name, name), context),
        _ => Vec::new(),
    }
}

fn of_resource(resource: &ResourceRef, context: &Context<'_, '_>) -> Vec<Source> {
    // A resource that is being evaluated is what something inside depends on; then its instances are not counted.
    let Some(expanded) = context.scope.expanded_resource(context.evaluator, resource) else {
        return Vec::new();
    };
    expanded.instances.iter().map(|instance| whole(Arc::clone(&instance.address))).collect()
}

fn of_module(name: &str, context: &Context<'_, '_>) -> Vec<Source> {
    let scope = context.scope;
    let Some((name, call)) = scope.node.module.calls.get_key_value(name) else { return Vec::new() };
    let Some(expanded) = scope.expanded_call(context.evaluator, name) else { return Vec::new() };
    let source = call.source.as_ref().map_or_else(String::new, ToString::to_string);
    let address = |key: &Option<InstanceKey>| {
        let resource = ResourceRef {
            mode: Mode::Module,
            type_name: Arc::from(source.as_str()),
            name: Arc::clone(name),
        };
        Arc::new(Address { module: scope.path.clone(), resource, key: key.clone() })
    };
    expanded.instances.iter().map(|(key, _)| whole(address(key))).collect()
}

fn whole(address: Arc<Address>) -> Source {
    let certainty =
        if address.key == Some(InstanceKey::Any) { Certainty::May } else { Certainty::Certain };
    Source { address, attribute: Arc::from(""), certainty }
}
