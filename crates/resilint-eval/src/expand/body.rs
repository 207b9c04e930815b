//! What is inside a resource block: arguments, nested blocks, dynamic blocks. The resource type's schema is not known, so each type of nested block
//! becomes a tuple of objects.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Declaration, Module};
use resilint_syntax::{Attribute, Block, Body};

use crate::expr::{Binding, Context, Elements, Fault, marked_elements_of};
use crate::origin::{OriginId, OriginKind};
use crate::value::{Marks, Reason, Type, Value};

/// Arguments and blocks of a resource that are Terraform's own.
const RESOURCE_META: [&str; 8] = [
    "count",
    "for_each",
    "provider",
    "depends_on",
    "lifecycle",
    "provisioner",
    "connection",
    "dynamic",
];
/// And of a provider configuration.
const PROVIDER_META: [&str; 4] = ["alias", "version", "for_each", "dynamic"];
/// And of a module call.
pub(crate) const CALL_META: [&str; 7] =
    ["source", "version", "providers", "count", "for_each", "depends_on", "lifecycle"];
const NESTED_META: [&str; 1] = ["dynamic"];

/// The arguments of a resource as an object.
pub(crate) fn resource(
    module: &Module,
    declaration: &Declaration,
    context: &Context<'_, '_>,
) -> Value {
    of_declaration(module, declaration, &RESOURCE_META, context)
}

/// The arguments of a provider configuration as an object.
pub(crate) fn provider(
    module: &Module,
    declaration: &Declaration,
    context: &Context<'_, '_>,
) -> Value {
    of_declaration(module, declaration, &PROVIDER_META, context)
}

/// The arguments of a module call as an object.
pub(crate) fn call(module: &Module, declaration: &Declaration, context: &Context<'_, '_>) -> Value {
    of_declaration(module, declaration, &CALL_META, context)
}

fn of_declaration(
    module: &Module,
    declaration: &Declaration,
    meta: &[&str],
    context: &Context<'_, '_>,
) -> Value {
    let mut blocks = module.blocks(declaration);
    blocks.extend(module.json_blocks_of(declaration, "dynamic", 1));
    let contents = Contents { attributes: module.attributes(declaration), blocks, meta };
    let origin = context.origin(module.header(declaration), OriginKind::Literal);
    contents.value(context).with_origin(origin)
}

struct Contents<'m, 'a> {
    attributes: Vec<Attribute<'m>>,
    blocks: Vec<Block<'m>>,
    meta: &'a [&'a str],
}

/// The blocks of one type.
#[derive(Default)]
struct Nested {
    values: Vec<Value>,
    /// Dynamic blocks of which nobody knows how many there are.
    unknown: Option<(Reason, Marks)>,
    /// What decides how many.
    origin: Option<OriginId>,
}

impl<'m> Contents<'m, '_> {
    fn of(body: Body<'m>) -> Self {
        let mut blocks = body.blocks();
        if body.is_json() {
            blocks.extend(body.blocks_of("dynamic", 1));
        }
        Contents { attributes: body.attributes(), blocks, meta: &NESTED_META }
    }

    fn value(&self, context: &Context<'_, '_>) -> Value {
        let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
        for attribute in &self.attributes {
            let name = attribute.name();
            if !self.meta.contains(&name.as_ref()) {
                entries.insert(
                    Arc::from(name.as_ref()),
                    context.evaluator.value(attribute.value(), context),
                );
            }
        }
        let mut nested: BTreeMap<Arc<str>, Nested> = BTreeMap::new();
        for block in &self.blocks {
            let kind = block.kind();
            if kind == "dynamic" {
                dynamic(*block, context, &mut nested);
            } else if !self.meta.contains(&kind.as_ref()) {
                nested
                    .entry(Arc::from(kind.as_ref()))
                    .or_default()
                    .values
                    .push(of_block(*block, context));
            }
        }
        for (kind, nested) in nested {
            entries.insert(kind, nested.into_value());
        }
        Value::object(entries)
    }
}

impl Nested {
    fn into_value(mut self) -> Value {
        let first = self.values.first().map(|block| block.origin);
        let origin = first.or(self.origin).unwrap_or(OriginId::NONE);
        let Some((reason, marks)) = self.unknown else {
            return Value::tuple(self.values).with_origin(origin);
        };
        if self.values.is_empty() {
            return Value::unknown(Type::Any, reason)
                .not_null()
                .with_marks(&marks)
                .with_origin(origin);
        }
        self.values.push(Value::unknown(Type::Any, reason).with_marks(&marks));
        Value::tuple(self.values).with_origin(origin)
    }
}

fn of_block(block: Block<'_>, context: &Context<'_, '_>) -> Value {
    let origin = context.origin(block.header_span(), OriginKind::Literal);
    let mut value = Contents::of(block.body()).value(context);
    if let crate::value::Data::Object(entries) = &mut value.data {
        let labels = block.labels();
        if let Some(label) = labels.first() {
            let label = Value::string(label.text.as_ref()).with_origin(origin);
            Arc::make_mut(entries).insert(Arc::from("__label"), label);
        }
    }
    value.with_origin(origin)
}

/// `dynamic "kind" { for_each, iterator, labels, content }`
fn dynamic(block: Block<'_>, context: &Context<'_, '_>, nested: &mut BTreeMap<Arc<str>, Nested>) {
    let labels = block.labels();
    let Some(kind) = labels.first().map(|label| Arc::<str>::from(label.text.as_ref())) else {
        return;
    };
    let body = block.body();
    let entry = nested.entry(Arc::clone(&kind)).or_default();
    let (Some(for_each), Some(content)) =
        (body.attribute("for_each"), body.blocks_of("content", 0).into_iter().next())
    else {
        entry.unknown = Some((Reason::SyntaxError, Marks::default()));
        if !block.has_error() {
            let message = format!("the dynamic block `{kind}` needs `for_each` and `content`");
            context.evaluator.report_fault(&Fault::new(
                "invalid-block",
                block.header_span(),
                message,
            ));
        }
        return;
    };
    let iterator = body.attribute("iterator").and_then(|attribute| {
        let named = attribute.value().traversal().map(|traversal| traversal.root.to_owned());
        named.or_else(|| attribute.value().as_literal().map(|name| name.into_owned()))
    });
    let iterator = iterator.unwrap_or_else(|| kind.to_string());
    let collection = context.evaluator.value(for_each.value(), context);
    let one = |key: Value, value: Value| {
        let value = Value::object([(Arc::from("key"), key), (Arc::from("value"), value)].into());
        let binding = Binding { name: &iterator, value: &value, outer: context.bindings };
        of_block(content, &context.with_binding(&binding))
    };
    match marked_elements_of(&collection) {
        Elements::Known(elements) => {
            entry.values.extend(elements.into_iter().map(|(key, value)| one(key, value)))
        }
        Elements::Unknown(unknown) => {
            let reason = unknown.why();
            let symbolic =
                |type_| Value::unknown(type_, reason.clone()).with_marks(&unknown.marks.weakened());
            let element = one(
                symbolic(Type::Any),
                symbolic(unknown.type_of().element().cloned().unwrap_or(Type::Any)),
            );
            let marks = unknown.marks.union(&element.deep_marks()).weakened();
            let before = entry.unknown.take().map_or_else(Marks::default, |(_, marks)| marks);
            entry.unknown = Some((reason, before.union(&marks)));
            entry.origin = Some(collection.origin);
        }
        Elements::None => {
            let message = format!("the dynamic block `{kind}` needs a collection in `for_each`");
            let fault = Fault::new("invalid-for-each", for_each.value().span(), message);
            context.evaluator.report_fault(&fault);
            entry.unknown =
                Some((Reason::Invalid(fault.message.as_str().into()), Marks::default()));
        }
    }
}
