//! The value of an expression.

use resilint_syntax::{Expression, ExpressionKind};

use super::context::{Context, Names};
use super::early::arms_fit;
use super::fault::{Evaluated, Fault, INVALID};
use super::reference::{self, Target};
use super::{call, collection, for_expression, splat, template};
use crate::convert::{convert, unify};
use crate::number::Number;
use crate::operators::{
    attribute, binary, conditional, differ_whatever_they_are, index, is_open, unary,
    uncertain_choice,
};
use crate::origin::{OriginId, OriginKind};
use crate::value::{Data, Open, Reason, Type, Value};

/// The stack is grown when less than this is left.
const RED_ZONE: usize = 128 * 1024;
/// And by this much.
const STACK_PIECE: usize = 4 * 1024 * 1024;

/// The value of an expression, however deep.
pub(crate) fn evaluate(expression: Expression<'_>, context: &Context<'_, '_>) -> Evaluated {
    stacker::maybe_grow(RED_ZONE, STACK_PIECE, || {
        let value = by_kind(expression, context)?;
        if value.origin == OriginId::NONE {
            let origin = context.origin(expression.span(), OriginKind::Computed(Box::default()));
            return Ok(value.with_origin(origin));
        }
        Ok(value)
    })
}

fn by_kind(expression: Expression<'_>, context: &Context<'_, '_>) -> Evaluated {
    let span = expression.span();
    let literal = |value: Value| Ok(value.with_origin(context.origin(span, OriginKind::Literal)));
    let is_constant = context.names == Names::Nothing;
    if is_constant && let Some(text) = expression.json_text() {
        return literal(Value::string(text.as_ref()));
    }
    match expression.kind() {
        ExpressionKind::Null => literal(Value::null(Type::Any)),
        ExpressionKind::Bool(value) => literal(Value::bool(value)),
        ExpressionKind::Number(text) => {
            let number = Number::parse(text)
                .ok_or_else(|| Fault::invalid(span, format!("`{text}` is not a number")))?;
            literal(Value::number(number))
        }
        ExpressionKind::Template(parts) => template::quoted(parts, context),
        ExpressionKind::Tuple(tuple) => collection::tuple(tuple, context),
        ExpressionKind::Object(object) => collection::object(object, context),
        ExpressionKind::Variable(_)
        | ExpressionKind::GetAttr { .. }
        | ExpressionKind::Index { .. }
        | ExpressionKind::LegacyIndex { .. } => selection(expression, context),
        ExpressionKind::Splat { base, each, .. } => splat::splat(base, each, span, context),
        ExpressionKind::SplatItem => {
            context.splat_item.cloned().ok_or_else(|| Fault::silent(span, Reason::SyntaxError))
        }
        ExpressionKind::Call { name, name_span, .. } if is_constant => {
            Err(call::not_allowed(&name, name_span))
        }
        ExpressionKind::Call { name, name_span, args, expand_final } => {
            let called =
                call::Call { name: &name, name_span, span, arguments: &args, expand_final };
            call::call(&called, context)
        }
        ExpressionKind::Conditional { condition, yes, no } => choice(condition, yes, no, context),
        ExpressionKind::Binary { op, left, right } => binary_operation(op, left, right, context)
            .map_err(|fault| fault.of_type(type_of_result(op))),
        ExpressionKind::Unary { op, operand } => {
            let type_ = match op {
                resilint_syntax::UnaryOperator::Not => Type::Bool,
                resilint_syntax::UnaryOperator::Negate => Type::Number,
            };
            let value = evaluate(operand, context).map_err(|fault| fault.of_type(type_.clone()))?;
            let result = unary(op, &value)
                .map_err(|error| Fault::invalid(span, error.message).of_type(type_))?
                .undecided_as(&value);
            Ok(computed(result, span, &[value.origin], context))
        }
        ExpressionKind::For(clauses) => for_expression::build(&clauses, span, context),
        ExpressionKind::Parens(inner) => evaluate(inner, context),
        ExpressionKind::Error => Err(Fault::silent(span, Reason::SyntaxError)),
    }
}

/// A value made of others, whose place is the expression.
pub(super) fn computed(
    value: Value,
    span: resilint_syntax::Span,
    parents: &[OriginId],
    context: &Context<'_, '_>,
) -> Value {
    let known = parents.iter().copied().filter(|origin| *origin != OriginId::NONE);
    let origin = context.origin(span, OriginKind::Computed(known.collect()));
    value.with_origin(origin)
}

/// A name, and what is selected from it.
fn selection(expression: Expression<'_>, context: &Context<'_, '_>) -> Evaluated {
    let span = expression.span();
    if let Some(value) = reference::resolve(expression, context) {
        let value = value?;
        return Ok(selected_here(value, expression, context));
    }
    let selected = match expression.kind() {
        ExpressionKind::GetAttr { base, name, name_span } => {
            let base = evaluated_base(base, context, |base| attribute(base, name).ok())?;
            let part =
                attribute(&base, name).map_err(|error| Fault::invalid(name_span, error.message))?;
            part_of(&base, part)
        }
        ExpressionKind::Index { base, key } => {
            let at = evaluate(key, context);
            let is_constructed = matches!(base.kind(), ExpressionKind::Object(_));
            let base = evaluated_base(base, context, |base| match at.as_ref().ok()? {
                // Its keys are known all the same.
                at if is_constructed => attribute(base, at.as_str()?).ok(),
                at => index(base, at).ok(),
            })?;
            let at = at.map_err(|fault| {
                let part = index(&base, &Value::unknown(Type::Any, Reason::Expansion));
                fault.of_type(part.map_or(Type::Any, |part| part.type_of()))
            })?;
            let part =
                index(&base, &at).map_err(|error| Fault::invalid(key.span(), error.message))?;
            part_of(&base, part)
        }
        ExpressionKind::LegacyIndex { base, index: text, index_span } => {
            let base = evaluate(base, context).map_err(|fault| fault.of_type(Type::Any))?;
            let number = Number::parse(text);
            let number = number
                .ok_or_else(|| Fault::invalid(index_span, format!("`{text}` is not an index")))?;
            index(&base, &Value::number(number))
                .map_err(|error| Fault::invalid(index_span, error.message))?
        }
        _ => return Err(Fault::silent(span, Reason::SyntaxError)),
    };
    Ok(selected_here(selected, expression, context))
}

/// A part of something. What is not known of the whole is decided where that is.
fn part_of(base: &Value, part: Value) -> Value {
    if base.is_unknown() && part.origin == OriginId::NONE {
        part.with_origin(base.origin)
    } else {
        part
    }
}

/// What something is selected from. If it is faulty, the selected part would still have a type.
fn evaluated_base(
    base: Expression<'_>,
    context: &Context<'_, '_>,
    part: impl Fn(&Value) -> Option<Value>,
) -> Evaluated {
    evaluate(base, context).map_err(|fault| {
        let type_ = part(&fault.value()).map_or(Type::Any, |part| part.type_of());
        fault.of_type(type_)
    })
}

/// Whether a value is an element of a list, chosen by its place in it.
fn chooses_element(expression: Expression<'_>, value: &Value) -> bool {
    let is_number = |key: Expression<'_>| matches!(key.kind(), ExpressionKind::Number(_));
    let by_number = match expression.kind() {
        ExpressionKind::Index { key, .. } => is_number(key),
        ExpressionKind::LegacyIndex { .. } => true,
        _ => false,
    };
    by_number && value.type_of().is_primitive()
}

/// A value that a reference names, with the reference as its place.
fn selected_here(value: Value, expression: Expression<'_>, context: &Context<'_, '_>) -> Value {
    let kind = match reference::target(expression, context) {
        Target::Resource => OriginKind::Link,
        Target::Output => OriginKind::Output(value.origin),
        Target::Other if chooses_element(expression, &value) => OriginKind::Element(value.origin),
        Target::Other => OriginKind::Reference(value.origin),
    };
    let origin = context.origin(expression.span(), kind);
    value.with_origin(origin)
}

/// Only the chosen arm must be valid; the other one still takes part in finding the type.
fn choice(
    condition: Expression<'_>,
    yes: Expression<'_>,
    no: Expression<'_>,
    context: &Context<'_, '_>,
) -> Evaluated {
    let decided = evaluate(condition, context);
    let results = [yes, no].map(|arm| evaluate(arm, context));
    let [yes_value, no_value] = results.each_ref().map(or_unknown);
    let type_ = || type_of_arms(&yes_value, &no_value);
    let decided = decided.map_err(|fault| {
        fault.of_type(type_()).with_marks(&yes_value.marks).with_marks(&no_value.marks)
    })?;
    let chosen = truth(&decided);
    // Nobody asks for an arm before the condition is known.
    let is_faulty = |yes: bool| results[usize::from(!yes)].is_err();
    let waits = decided.is_undecided() && chosen.is_some_and(is_faulty);
    let (decided, chosen) = if waits { (still_unknown(&decided), None) } else { (decided, chosen) };
    if !decided.is_undecided() {
        if let (Some(true), [Err(fault), _]) | (Some(false), [_, Err(fault)]) = (chosen, &results) {
            let fault = fault.clone().with_marks(&decided.marks).of_type(type_());
            return Err(fault.with_marks(&yes_value.marks).with_marks(&no_value.marks));
        }
        if !context.is_tried {
            arms_fit([yes, no], results.each_ref(), condition.span(), context)?;
        } else if has_open_arm([&yes_value, &no_value]) {
            context.doubt();
        }
    }
    let result = match conditional(&decided, &yes_value, &no_value) {
        // The type of a resource is not known, so neither is whether the types agree.
        Err(error)
            if error.operand.is_none()
                && (holds_resource(&yes_value) || holds_resource(&no_value)) =>
        {
            match chosen {
                Some(chosen) => Ok(if chosen { yes_value.clone() } else { no_value.clone() }),
                None => Ok(uncertain_choice(&[yes_value.clone(), no_value.clone()], &decided)),
            }
        }
        other => {
            other.map_err(|error| Fault::invalid(condition.span(), error.message).of_type(type_()))
        }
    };
    Ok(match chosen {
        Some(_) => taken(result?, &decided, [&yes_value, &no_value]),
        None => computed(
            result?,
            condition.span(),
            &[decided.origin, yes_value.origin, no_value.origin],
            context,
        ),
    })
}

/// The arm that is taken, as open as Terraform has it as long as the condition is.
fn taken(arm: Value, decided: &Value, arms: [&Value; 2]) -> Value {
    if !decided.is_undecided() {
        return arm;
    }
    let [yes, no] = arms;
    let arm = if agree(decided, yes, no) { arm } else { arm.undecided_as(decided) };
    // What is open in the type that the arms have in common stays so until one is chosen.
    let mut arm = with_open_elements(arm, &type_of_arms(yes, no));
    if arm.open == Open::Present && arms.into_iter().any(may_be_null) {
        arm.open = Open::Value;
    }
    // So does the type itself, if an arm has none.
    if has_open_arm(arms) { Value { open: Open::Type, ..arm } } else { arm }
}

/// A collection whose elements are of no certain type, if those of the type are not.
fn with_open_elements(result: Value, type_: &Type) -> Value {
    let is_open = type_.element().is_some_and(Type::contains_any);
    let open = result.open;
    if is_open { result.of_open_type(type_, open) } else { result }
}

/// Whether a value is null for all that Terraform knows.
fn may_be_null(value: &Value) -> bool {
    value.open >= Open::Value || !value.is_certainly_not_null()
}

/// Whether both arms are what Terraform takes for one value, whichever is chosen: a number, a collection of nothing.
fn agree(decided: &Value, yes: &Value, no: &Value) -> bool {
    let is_known = |arm: &Value| arm.is_wholly_known() && !arm.holds_undecided();
    is_known(yes)
        && is_known(no)
        && conditional(&still_unknown(decided), yes, no)
            .is_ok_and(|either| either.is_wholly_known())
}

/// What a condition says, where that is known.
pub(super) fn truth(decided: &Value) -> Option<bool> {
    convert(decided, &Type::Bool).ok()?.as_bool()
}

/// A condition as Terraform knows it yet.
fn still_unknown(decided: &Value) -> Value {
    let unknown = Value::unknown(Type::Bool, decided.why());
    unknown.with_marks(&decided.marks).with_origin(decided.origin)
}

/// Whether an arm has no type yet, which the other one would have to fit.
fn has_open_arm(arms: [&Value; 2]) -> bool {
    let fits_all = |arm: &Value| matches!(arm.data, Data::Null(Type::Any));
    !arms.into_iter().any(fits_all) && arms.into_iter().any(Value::has_no_type)
}

/// The type that two arms have in common, if they do.
fn type_of_arms(yes: &Value, no: &Value) -> Type {
    let is_plain_null = |arm: &&Value| arm.is_null() && arm.has_no_type();
    let arms = [yes, no].into_iter().filter(|arm| !is_plain_null(arm));
    let types: Vec<Type> = arms.map(Value::type_of).collect();
    if types.contains(&Type::Any) { Type::Any } else { unify(&types).unwrap_or(Type::Any) }
}

/// Whether a value has a whole resource, or a part of one, inside.
fn holds_resource(value: &Value) -> bool {
    is_open(value) || value.children().any(holds_resource)
}

fn or_unknown(value: &Evaluated) -> Value {
    value.as_ref().map_or_else(|fault| fault.value(), Value::clone)
}

fn type_of_result(op: resilint_syntax::BinaryOperator) -> Type {
    use resilint_syntax::BinaryOperator as Op;
    match op {
        Op::Add | Op::Subtract | Op::Multiply | Op::Divide | Op::Remainder => Type::Number,
        _ => Type::Bool,
    }
}

fn binary_operation(
    op: resilint_syntax::BinaryOperator,
    left: Expression<'_>,
    right: Expression<'_>,
    context: &Context<'_, '_>,
) -> Evaluated {
    use resilint_syntax::BinaryOperator as Op;
    let span = left.span().join(right.span());
    let left_value = evaluate(left, context)?;
    let decides = match op {
        Op::And => left_value.as_bool() == Some(false),
        Op::Or => left_value.as_bool() == Some(true),
        _ => false,
    };
    let right_value = match evaluate(right, context) {
        // From version 1.12 on, nobody looks at the right operand then; what it names must exist all the same.
        Err(fault) if decides && fault.code == INVALID && !is_written_for(context, 1, 11) => {
            return Ok(computed(left_value.clone(), span, &[left_value.origin], context));
        }
        other => other?,
    };
    let result = binary(op, &left_value, &right_value).map_err(|error| {
        let at = if error.operand == Some(1) { right.span() } else { left.span() };
        Fault::invalid(at, error.message)
    })?;
    let is_settled = matches!(op, Op::Equal | Op::NotEqual)
        && differ_whatever_they_are(&left_value, &right_value);
    let result = if is_settled {
        result
    } else {
        result.undecided_as(&left_value).undecided_as(&right_value)
    };
    Ok(computed(result, span, &[left_value.origin, right_value.origin], context))
}

/// Whether the module or the root module rules out every version after this one.
fn is_written_for(context: &Context<'_, '_>, major: u64, minor: u64) -> bool {
    let root = &context.evaluator.configuration.root.module;
    [root, &context.scope.node.module].iter().any(|module| module.is_older_than(major, minor + 1))
}
