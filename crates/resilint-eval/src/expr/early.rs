//! What is known of an expression before any input is: Terraform looks at every configuration so first, and refuses what cannot fit.

use resilint_syntax::{Expression, ExpressionKind, Span};

use super::context::Context;
use super::evaluate::evaluate;
use super::fault::{Evaluated, Fault};
use crate::number::Number;
use crate::operators::{attribute, conditional, index};
use crate::value::{Reason, Type, Value};

/// Whether the arms of a conditional fit each other: one that is faulty, and not taken, fits by the type that it has before inputs are known.
pub(super) fn arms_fit(
    arms: [Expression<'_>; 2],
    values: [&Evaluated; 2],
    place: Span,
    context: &Context<'_, '_>,
) -> Result<(), Box<Fault>> {
    let early = |index: usize| match values[index] {
        Ok(value) if is_constant(arms[index]) => Some(value.clone()),
        _ => Some(Value::unknown(early_type(arms[index], context)?, Reason::Expansion)),
    };
    let known = values.iter().filter(|value| value.is_ok()).count();
    let (1, Some(yes), Some(no)) = (known, early(0), early(1)) else { return Ok(()) };
    match conditional(&Value::unknown(Type::Bool, Reason::Expansion), &yes, &no) {
        Err(error) if error.operand.is_none() => Err(Fault::invalid(place, error.message)),
        _ => Ok(()),
    }
}

/// The type of an input variable, or of what is selected from one; `None` for everything else, and where the variable leaves it open.
fn early_type(expression: Expression<'_>, context: &Context<'_, '_>) -> Option<Type> {
    let type_ = early(expression.without_parens(), context)?.type_of();
    (!type_.contains_any()).then_some(type_)
}

fn early(expression: Expression<'_>, context: &Context<'_, '_>) -> Option<Value> {
    match expression.kind() {
        ExpressionKind::GetAttr { base, name, .. } if is_var(base, context) => {
            let variable = context.scope.node.module.variables.get(name)?;
            let type_ = context.scope.variable_type(context.evaluator, variable);
            Some(Value::unknown(type_.without_optional(), Reason::Expansion))
        }
        ExpressionKind::GetAttr { base, name, .. } => attribute(&early(base, context)?, name).ok(),
        ExpressionKind::Index { base, key } => {
            index(&early(base, context)?, &evaluate(key, context).ok()?).ok()
        }
        ExpressionKind::LegacyIndex { base, index: text, .. } => {
            index(&early(base, context)?, &Value::number(Number::parse(text)?)).ok()
        }
        _ => None,
    }
}

/// Whether nothing is named in an expression, so that it is the same whatever the inputs are.
fn is_constant(expression: Expression<'_>) -> bool {
    let mut names = false;
    expression.visit(&mut |inner| names |= matches!(inner.kind(), ExpressionKind::Variable(_)));
    !names
}

fn is_var(expression: Expression<'_>, context: &Context<'_, '_>) -> bool {
    let is_var = matches!(expression.kind(), ExpressionKind::Variable("var"));
    is_var && !context.is_closed() && context.bound("var").is_none()
}
