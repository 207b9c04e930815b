//! Function calls.

use std::slice;

use resilint_syntax::{Expression, ExpressionKind, Span};

use super::context::Context;
use super::elements::{Elements, marked_elements_of};
use super::evaluate::{computed, evaluate};
use super::fault::{Evaluated, Fault};
use super::position;
use crate::convert::is_all_own;
use crate::functions;
use crate::operators::{one_of, perhaps_converted};
use crate::origin::{OriginId, OriginKind};
use crate::scope::WorkspaceFiles;
use crate::value::{Certainty, Data, Marks, Open, Reason, Type, Value};

/// A call as it is written.
pub(super) struct Call<'a, 't> {
    pub(super) name: &'a str,
    pub(super) name_span: Span,
    pub(super) span: Span,
    pub(super) arguments: &'a [Expression<'t>],
    pub(super) expand_final: bool,
}

/// Functions that bring elements to one type: beside one that has none yet, the others may turn out to become something else.
const TO_COLLECTION: [&str; 3] = ["tolist", "tomap", "toset"];

fn has_untyped_element(value: &Value) -> bool {
    value.children().any(|element| element.has_no_type() && !element.is_null())
}

/// A call where only constants may stand.
pub(super) fn not_allowed(name: &str, span: Span) -> Box<Fault> {
    let message = format!("`{name}` cannot be called here: this value has to be a constant");
    Fault::new("function-not-allowed", span, message).with_help("call it in a local value")
}

pub(super) fn call(call: &Call<'_, '_>, context: &Context<'_, '_>) -> Evaluated {
    match call.name.strip_prefix("core::").unwrap_or(call.name) {
        "try" => return first_that_works(call, &Context { is_tried: true, ..*context }),
        "can" => return works(call, &Context { is_tried: true, ..*context }),
        _ => {}
    }
    let arguments = match arguments(call, context)? {
        Ok(arguments) => arguments,
        Err(unknown) => return Ok(unknown),
    };
    let parents: Vec<OriginId> = arguments.iter().map(|argument| argument.origin).collect();
    if call.name.starts_with("provider::") {
        let marks = arguments
            .iter()
            .fold(Marks::default(), |marks, value| marks.union(&value.deep_marks()));
        return Ok(computed(
            Value::unknown(Type::Any, Reason::ProviderFunction(call.name.into()))
                .with_marks(&marks),
            call.span,
            &parents,
            context,
        ));
    }
    if !functions::function_exists(call.name) {
        return Err(Fault::new(
            "unknown-function",
            call.name_span,
            format!("there is no function `{}`", call.name),
        ));
    }
    let may_change =
        || TO_COLLECTION.contains(&call.name) && arguments.iter().any(has_untyped_element);
    if context.is_tried && may_change() {
        context.doubt();
    }
    if let Some(value) = position::of_unknown_list(call.name, &arguments) {
        return Ok(computed(value, call.span, &parents, context));
    }
    let files = WorkspaceFiles::new(context);
    let encoded = match (call.name.trim_start_matches("core::"), arguments.as_slice()) {
        ("jsonencode" | "yamlencode", [value]) => Some(value.clone()),
        _ => None,
    };
    let result = functions::call(call.name, arguments, &files).map_err(|error| {
        let argument = error.argument.and_then(|index| call.arguments.get(index));
        Fault::invalid(
            argument.map_or(call.span, Expression::span),
            format!("`{}`: {}", call.name, error.message),
        )
    })?;
    if let Some(value) = encoded {
        let origin = context.origin(call.span, OriginKind::Encoded(value));
        return Ok(result.with_origin(origin));
    }
    if result.origin == OriginId::NONE {
        return Ok(computed(result, call.span, &parents, context));
    }
    let origin = context.origin(call.span, OriginKind::Reference(result.origin));
    Ok(result.with_origin(origin))
}

/// The arguments, the last one expanded; or the value of the call, if nobody knows what the last one expands to.
fn arguments(
    call: &Call<'_, '_>,
    context: &Context<'_, '_>,
) -> Result<Result<Vec<Value>, Value>, Box<Fault>> {
    let mut arguments = Vec::with_capacity(call.arguments.len());
    for (index, argument) in call.arguments.iter().enumerate() {
        let value = evaluate(*argument, context).map_err(|fault| fault.of_type(Type::Any))?;
        if !call.expand_final || index + 1 < call.arguments.len() {
            arguments.push(value);
            continue;
        }
        match marked_elements_of(&value) {
            Elements::Known(elements) if value.entries().is_none() => {
                arguments.extend(elements.into_iter().map(|(_, value)| value))
            }
            Elements::Unknown(unknown) => {
                return Ok(Err(unknown_arguments(call, &arguments, &unknown, context)));
            }
            Elements::Known(_) | Elements::None => {
                return Err(Fault::invalid(
                    argument.span(),
                    "only a list can be expanded into arguments",
                ));
            }
        }
    }
    Ok(Ok(arguments))
}

fn unknown_arguments(
    call: &Call<'_, '_>,
    arguments: &[Value],
    unknown: &Value,
    context: &Context<'_, '_>,
) -> Value {
    let reason = unknown.why();
    let marks = arguments
        .iter()
        .fold(unknown.marks.clone(), |marks, value| marks.union(&value.deep_marks()));
    computed(
        Value::unknown(Type::Any, reason).with_marks(&marks),
        call.span,
        &[unknown.origin],
        context,
    )
}

/// `try`: an argument that is partly unknown may fail once it is known, so the later ones remain possible.
fn first_that_works(call: &Call<'_, '_>, context: &Context<'_, '_>) -> Evaluated {
    let mut possible: Vec<Value> = Vec::new();
    let mut last = None;
    for argument in call.arguments {
        let doubts = context.evaluator.doubts();
        match evaluate(*argument, context) {
            Err(fault) => last = Some(fault),
            Ok(value) => {
                let is_sure = context.evaluator.doubts() == doubts;
                let settled = value.is_wholly_known() && !may_yet_disagree(*argument, &value)
                    || is_sure && cannot_fail(&value, *argument, context);
                possible.push(if is_sure { value } else { perhaps_converted(value) });
                if settled {
                    break;
                }
            }
        }
    }
    if possible.len() > 1 {
        let open = open_of(&possible);
        let reason = Value::why_of(&possible.iter().collect::<Vec<_>>());
        let origins: Vec<OriginId> = possible.iter().map(|value| value.origin).collect();
        let chosen = one_of(possible, reason, &Marks::default());
        let chosen = Value { open, ..chosen.map_marks(&Marks::forgotten) };
        return Ok(computed(chosen, call.span, &origins, context));
    }
    let Some(only) = possible.pop() else {
        let none = || Fault::invalid(call.span, "`try` needs at least one argument");
        return Err(last.unwrap_or_else(none).of_type(Type::Any));
    };
    if only.is_wholly_known() && !only.holds_undecided() || only.is_infinite() {
        return Ok(Value { open: Open::Nothing, ..only });
    }
    let open = open_of(slice::from_ref(&only));
    Ok(Value { open, ..without_order(&only).map_marks(&Marks::forgotten) })
}

/// What is open of the values that `try` may take: nobody could tell more than Terraform itself, or a provider or an input could.
fn open_of(possible: &[Value]) -> Open {
    if possible.iter().all(is_all_own) { Open::Tried } else { Open::Type }
}

/// Where a set was, some of it unknown, nobody knows which element will stand where.
fn without_order(value: &Value) -> Value {
    if value.is_disordered() {
        let unknown = Value::unknown(Type::Any, value.why()).not_null();
        return unknown.with_marks(&value.deep_marks()).with_origin(value.origin);
    }
    if !holds_disorder(value) {
        return value.clone();
    }
    Value { data: value.data_of_parts(&without_order), ..value.clone() }
}

fn holds_disorder(value: &Value) -> bool {
    value.is_disordered() || value.children().any(holds_disorder)
}

/// Whether everything unknown in a value is the attribute of a resource that certainly exists. What is computed of such in the same place may fail.
fn cannot_fail(value: &Value, argument: Expression<'_>, context: &Context<'_, '_>) -> bool {
    let place = argument.span();
    if value.is_infinite() {
        return true;
    }
    if may_yet_disagree(argument, value) {
        return false;
    }
    let certain = |marks: &Marks| {
        let mut sources = marks.sources().iter();
        sources.all(|source| source.certainty == Certainty::Certain)
    };
    match &value.data {
        Data::Unknown(unknown) => {
            matches!(unknown.reason, Reason::AfterApply { .. } | Reason::DataSource { .. })
                && certain(&value.marks)
                && !is_computed_in(value, place, context)
                && unknown.refinement.one_of.is_none()
        }
        _ => value.children().all(|inner| {
            !is_computed_in(inner, place, context)
                && (inner.is_wholly_known() || certain(&inner.deep_marks()))
        }),
    }
}

/// Whether the arms of a conditional, or the arguments of a function, may turn out to have no type in common; or an argument that was not chosen is faulty.
fn may_yet_disagree(argument: Expression<'_>, value: &Value) -> bool {
    let is_undecided = value.is_undecided();
    let mut compares = false;
    if value.holds_undecided() || !value.is_wholly_known() {
        argument.visit(&mut |inner| {
            compares |= match inner.kind() {
                // An arm may be null, which a text is not made of.
                ExpressionKind::Conditional { .. } => {
                    value.holds_undecided() || value.is_text_in_parts()
                }
                ExpressionKind::Call { name, .. } => {
                    is_undecided || functions::runs_ahead(name.trim_start_matches("core::"))
                }
                _ => false,
            };
        });
    }
    compares
}

/// Whether something unknown in a value is computed within a place.
fn is_computed_in(value: &Value, place: Span, context: &Context<'_, '_>) -> bool {
    if value.is_unknown() {
        let origins = context.evaluator.origins.borrow();
        let is_attribute =
            matches!(value.reason(), Some(Reason::AfterApply { .. } | Reason::DataSource { .. }));
        let is_typeless = value.is_untyped() || value.has_no_type() && !is_attribute;
        // Whatever is selected from something without a type may not be there.
        // What a function makes has no origin of its own.
        return value.origin == OriginId::NONE
            || origins.is_computed_in(value.origin, place)
            || is_typeless && origins.is_within(value.origin, place);
    }
    value.children().any(|inner| is_computed_in(inner, place, context))
}

fn works(call: &Call<'_, '_>, context: &Context<'_, '_>) -> Evaluated {
    let Some(argument) = call.arguments.first() else {
        return Err(Fault::invalid(call.span, "`can` needs an argument"));
    };
    Ok(match evaluate(*argument, context) {
        Err(_) => computed(Value::bool(false), call.span, &[], context),
        Ok(value) => match value.reason().filter(|_| !value.is_infinite()) {
            Some(reason) => {
                let result = Value::unknown(Type::Bool, reason.clone())
                    .with_marks(&value.deep_marks().only_sources());
                computed(result, call.span, &[value.origin], context)
            }
            None => computed(
                Value::bool(true).with_marks(&value.deep_marks().only_sources()),
                call.span,
                &[value.origin],
                context,
            ),
        },
    })
}
