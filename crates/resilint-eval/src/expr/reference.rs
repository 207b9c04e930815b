//! What names at the root of an expression refer to.

use std::sync::Arc;

use resilint_config::{Mode, ResourceRef};
use resilint_syntax::{Expression, ExpressionKind, Span};

use super::context::Context;
use super::elements::symbolic_element;
use super::evaluate::evaluate;
use super::fault::{Evaluated, Fault};
use crate::value::{Reason, Type, Value};

/// Names that begin references to something else than resources.
const KEYWORDS: [&str; 12] = [
    "var",
    "local",
    "each",
    "count",
    "path",
    "terraform",
    "tofu",
    "module",
    "data",
    "ephemeral",
    "self",
    "resource",
];

/// The value of an expression that is a reference, as far as the reference names a thing: `var.x`, `aws_instance.web`, `module.m.out`.
/// `None` if the expression selects something from a value.
pub(super) fn resolve(expression: Expression<'_>, context: &Context<'_, '_>) -> Option<Evaluated> {
    match expression.kind() {
        ExpressionKind::Variable(name) => Some(root(name, expression.span(), context)),
        ExpressionKind::GetAttr { base, name, name_span } => {
            attribute(base, name, name_span, expression.span(), context)
        }
        ExpressionKind::Index { base, key } => element(base, key, context),
        _ => None,
    }
}

/// What a reference leads to, as far as it matters for who decides the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// A resource, or something inside one.
    Resource,
    /// An output of a called module.
    Output,
    /// Anything else.
    Other,
}

/// What a reference leads to.
pub(super) fn target(expression: Expression<'_>, context: &Context<'_, '_>) -> Target {
    match expression.kind() {
        ExpressionKind::Variable(name) if context.is_closed() || context.bound(name).is_some() => {
            Target::Other
        }
        ExpressionKind::Variable("module") => Target::Output,
        ExpressionKind::Variable("data" | "ephemeral" | "resource") => Target::Resource,
        ExpressionKind::Variable(name) if !KEYWORDS.contains(&name) => Target::Resource,
        ExpressionKind::GetAttr { base, .. }
        | ExpressionKind::Index { base, .. }
        | ExpressionKind::LegacyIndex { base, .. }
        | ExpressionKind::Splat { base, .. } => target(base, context),
        _ => Target::Other,
    }
}

fn root(name: &str, span: Span, context: &Context<'_, '_>) -> Evaluated {
    if let Some(value) = context.bound(name) {
        return Ok(value.clone());
    }
    if name == "self" {
        return Err(Fault::silent(span, Reason::Environment("`self`".into())));
    }
    let what = if context.is_closed() || !KEYWORDS.contains(&name) {
        "is not defined here"
    } else {
        "alone is no value"
    };
    Err(Fault::new("undeclared-reference", span, format!("`{name}` {what}")))
}

fn attribute(
    base: Expression<'_>,
    name: &str,
    name_span: Span,
    span: Span,
    context: &Context<'_, '_>,
) -> Option<Evaluated> {
    match base.kind() {
        ExpressionKind::Variable(root) if context.bound(root).is_some() || root == "self" => None,
        ExpressionKind::Variable(root) if context.is_closed() => Some(Err(Fault::new(
            "undeclared-reference",
            span,
            format!("`{root}` is not defined here"),
        ))),
        ExpressionKind::Variable(root) => of_root(root, name, name_span, span, context),
        ExpressionKind::GetAttr { base: inner, name: middle, .. } => {
            let ExpressionKind::Variable(root) = inner.kind() else { return None };
            if context.bound(root).is_some() || context.is_closed() {
                return None;
            }
            match root {
                "data" => Some(resource(Mode::Data, middle, name, span, context)),
                "ephemeral" => Some(resource(Mode::Ephemeral, middle, name, span, context)),
                "resource" => Some(resource(Mode::Managed, middle, name, span, context)),
                "module" => {
                    Some(context.scope.module_output(context.evaluator, middle, None, name, span))
                }
                _ => None,
            }
        }
        ExpressionKind::Index { base: inner, key } => {
            let called = module_name(inner, context)?;
            let key = match evaluate(key, context) {
                Ok(key) => key,
                Err(fault) => return Some(Err(fault)),
            };
            Some(context.scope.module_output(context.evaluator, called, Some(&key), name, span))
        }
        _ => None,
    }
}

fn module_name<'t>(expression: Expression<'t>, context: &Context<'_, '_>) -> Option<&'t str> {
    let ExpressionKind::GetAttr { base, name, .. } = expression.kind() else { return None };
    match base.kind() {
        ExpressionKind::Variable("module")
            if context.bound("module").is_none() && !context.is_closed() =>
        {
            Some(name)
        }
        _ => None,
    }
}

fn of_root(
    root: &str,
    name: &str,
    name_span: Span,
    span: Span,
    context: &Context<'_, '_>,
) -> Option<Evaluated> {
    let scope = context.scope;
    Some(match root {
        "var" => scope.variable(context.evaluator, name, name_span),
        "local" => scope.local(context.evaluator, name, name_span),
        "module" => scope.module_value(context.evaluator, name, span),
        "each" | "count" => repetition(root, name, span, context),
        "path" => Ok(path(name, context)),
        "terraform" | "tofu" => Ok(context.evaluator.workspace_name(name)),
        "data" | "ephemeral" | "resource" => return None,
        _ => resource(Mode::Managed, root, name, span, context),
    })
}

fn resource(
    mode: Mode,
    type_name: &str,
    name: &str,
    span: Span,
    context: &Context<'_, '_>,
) -> Evaluated {
    let key = ResourceRef { mode, type_name: Arc::from(type_name), name: Arc::from(name) };
    context.scope.resource_value(context.evaluator, &key, span)
}

fn repetition(root: &str, name: &str, span: Span, context: &Context<'_, '_>) -> Evaluated {
    let value = match (root, name) {
        ("count", "index") => context.repetition.count_index.clone(),
        ("each", "key") => context.repetition.each.as_ref().map(|(key, _)| key.clone()),
        ("each", "value") => context.repetition.each.as_ref().map(|(_, value)| value.clone()),
        _ => None,
    };
    let needs = if root == "each" { "for_each" } else { "count" };
    value.ok_or_else(|| {
        Fault::new(
            "undeclared-reference",
            span,
            format!("`{root}.{name}` has no meaning here, because `{needs}` is not set"),
        )
    })
}

fn path(name: &str, context: &Context<'_, '_>) -> Value {
    match name {
        "module" => Value::string(context.evaluator.relative(&context.scope.node.module.directory)),
        "root" => Value::string("."),
        _ => Value::unknown(Type::String, Reason::Environment("the working directory".into()))
            .not_null(),
    }
}

/// `aws_instance.web[key]` where the instances are one symbolic instance.
fn element(
    base: Expression<'_>,
    key: Expression<'_>,
    context: &Context<'_, '_>,
) -> Option<Evaluated> {
    if let Some(name) = module_name(base, context) {
        let key = evaluate(key, context);
        return Some(key.and_then(|key| {
            context.scope.module_element(context.evaluator, name, &key, base.span())
        }));
    }
    let resource = resource_ref(base, context)?;
    let (symbolic, _) = context.scope.symbolic_resource(context.evaluator, &resource)?;
    Some(evaluate(key, context).map(|key| symbolic.with_marks(&key.marks)))
}

/// Some element of a collection of which nobody knows the elements, and the least and the most that there are.
pub(super) fn unknown_element(
    expression: Expression<'_>,
    collection: &Value,
    context: &Context<'_, '_>,
) -> (Value, (u64, Option<u64>)) {
    symbolic_instance(expression, context)
        .unwrap_or_else(|| (symbolic_element(collection), (0, None)))
}

/// One element of a resource, or of its `values`, whose instances are one symbolic instance, and the least and the most that there are.
fn symbolic_instance(
    expression: Expression<'_>,
    context: &Context<'_, '_>,
) -> Option<(Value, (u64, Option<u64>))> {
    let expression = expression.without_parens();
    if let ExpressionKind::Call { name, args, .. } = expression.kind() {
        let map = args.first().filter(|_| name == "values")?;
        return symbolic_instance(*map, context);
    }
    let resource = resource_ref(expression, context)?;
    context.scope.symbolic_resource(context.evaluator, &resource)
}

fn resource_ref(expression: Expression<'_>, context: &Context<'_, '_>) -> Option<ResourceRef> {
    let ExpressionKind::GetAttr { base, name, .. } = expression.kind() else { return None };
    let named = |mode, type_name: &str| {
        Some(ResourceRef { mode, type_name: Arc::from(type_name), name: Arc::from(name) })
    };
    match base.kind() {
        ExpressionKind::Variable(root)
            if context.bound(root).is_some() || context.is_closed() || KEYWORDS.contains(&root) =>
        {
            None
        }
        ExpressionKind::Variable(root) => named(Mode::Managed, root),
        ExpressionKind::GetAttr { base: inner, name: middle, .. } => match inner.kind() {
            ExpressionKind::Variable(root) if context.bound(root).is_some() => None,
            ExpressionKind::Variable("data") => named(Mode::Data, middle),
            ExpressionKind::Variable("ephemeral") => named(Mode::Ephemeral, middle),
            ExpressionKind::Variable("resource") => named(Mode::Managed, middle),
            _ => None,
        },
        _ => None,
    }
}
