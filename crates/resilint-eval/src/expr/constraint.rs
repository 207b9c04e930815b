//! Type constraints: `list(object({ name = string, size = optional(number, 1) }))`.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_syntax::{Expression, ExpressionKind, FileId, Format, Object, parse};

use super::context::{Context, Names};
use super::evaluate::evaluate;
use super::fault::Fault;
use crate::convert::convert_to_constraint;
use crate::value::{ObjectAttribute, Type, Value};

/// The type an expression in a variable's `type` stands for.
pub(crate) fn type_constraint(
    expression: Expression<'_>,
    context: &Context<'_, '_>,
) -> Result<Type, Box<Fault>> {
    let invalid = || Fault::new("invalid-type", expression.span(), "this is no type");
    match expression.kind() {
        ExpressionKind::Variable(name) => keyword(name).ok_or_else(invalid),
        ExpressionKind::Null | ExpressionKind::Bool(_) => Err(invalid()),
        ExpressionKind::Parens(inner) => type_constraint(inner, context),
        ExpressionKind::Call { name, args, .. } => {
            let [argument] = args.as_slice() else { return Err(invalid()) };
            match (name.as_ref(), argument.kind()) {
                ("list", _) => Ok(type_constraint(*argument, context)?.list()),
                ("set", _) => Ok(type_constraint(*argument, context)?.set()),
                ("map", _) => Ok(type_constraint(*argument, context)?.map()),
                ("tuple", ExpressionKind::Tuple(elements)) => {
                    let elements = elements
                        .items()
                        .into_iter()
                        .map(|element| type_constraint(element, context));
                    Ok(Type::Tuple(elements.collect::<Result<_, _>>()?))
                }
                ("object", ExpressionKind::Object(attributes)) => object(attributes, context),
                _ => Err(invalid()),
            }
        }
        _ => match expression.as_literal() {
            Some(text) => match quoted(&text) {
                Some(type_) => Ok(type_),
                None => written_in_text(&text, context).ok_or_else(invalid),
            },
            None => Err(invalid()),
        },
    }
}

fn keyword(name: &str) -> Option<Type> {
    Some(match name {
        "string" => Type::String,
        "number" => Type::Number,
        "bool" => Type::Bool,
        "any" => Type::Any,
        "list" => Type::Any.list(),
        "set" => Type::Any.set(),
        "map" => Type::Any.map(),
        _ => return None,
    })
}

/// The quoted types of Terraform 0.11, and types in JSON.
fn quoted(text: &str) -> Option<Type> {
    match text {
        "list" => Some(Type::Any.list()),
        "map" => Some(Type::Any.map()),
        _ => keyword(text),
    }
}

/// In JSON, a type is an expression within a string.
fn written_in_text(text: &str, context: &Context<'_, '_>) -> Option<Type> {
    let text: Arc<[u8]> = Arc::from(format!("type = {text}\n").into_bytes());
    let (tree, said) = parse(FileId::default(), &text, Format::Native);
    if !said.is_empty()
        || !context.scope.node.module.trees.iter().any(|tree| tree.format() == Format::Json)
    {
        return None;
    }
    type_constraint(tree.body().attribute("type")?.value(), context).ok()
}

fn object(object: Object<'_>, context: &Context<'_, '_>) -> Result<Type, Box<Fault>> {
    let mut attributes = BTreeMap::new();
    for entry in object.entries() {
        let Some(name) = entry.key.as_literal() else {
            return Err(Fault::new(
                "invalid-type",
                entry.key.span(),
                "the name of an attribute must be plain",
            ));
        };
        attributes.insert(Arc::from(name.as_ref()), attribute(entry.value, context)?);
    }
    Ok(Type::Object(Arc::new(attributes)))
}

fn attribute(
    expression: Expression<'_>,
    context: &Context<'_, '_>,
) -> Result<ObjectAttribute, Box<Fault>> {
    if let ExpressionKind::Call { name, args, .. } = expression.kind()
        && name == "optional"
    {
        let Some(first) = args.first() else {
            return Err(Fault::new("invalid-type", expression.span(), "`optional` needs a type"));
        };
        let type_ = type_constraint(*first, context)?;
        let default =
            args.get(1).map(|default| default_value(*default, &type_, context)).transpose()?;
        return Ok(ObjectAttribute { type_, optional: true, default });
    }
    Ok(ObjectAttribute {
        type_: type_constraint(expression, context)?,
        optional: false,
        default: None,
    })
}

fn default_value(
    expression: Expression<'_>,
    type_: &Type,
    context: &Context<'_, '_>,
) -> Result<Value, Box<Fault>> {
    let value = evaluate(expression, &Context { names: Names::Nothing, ..*context })?;
    convert_to_constraint(&value, type_)
        .map_err(|error| Fault::new("invalid-default", expression.span(), error.message))
}
