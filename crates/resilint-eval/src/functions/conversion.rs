//! Functions that convert, and those that look at marks and errors.

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::convert::convert;
use crate::origin::OriginId;
use crate::value::{Data, Marks, Open, Reason, Type, Value};

pub(super) fn tobool(call: &Call<'_>) -> Outcome {
    to(call, &Type::Bool)
}

pub(super) fn tonumber(call: &Call<'_>) -> Outcome {
    to(call, &Type::Number)
}

pub(super) fn tostring(call: &Call<'_>) -> Outcome {
    to(call, &Type::String)
}

pub(super) fn tolist(call: &Call<'_>) -> Outcome {
    to(call, &Type::Any.list())
}

pub(super) fn toset(call: &Call<'_>) -> Outcome {
    to(call, &Type::Any.set())
}

pub(super) fn tomap(call: &Call<'_>) -> Outcome {
    to(call, &Type::Any.map())
}

fn to(call: &Call<'_>, wanted: &Type) -> Outcome {
    let value = call.argument(0);
    let converted = convert(value, wanted).map(|converted| {
        // Terraform forgets what it knew of the type of an unknown value's elements.
        if value.is_unknown() && wanted.contains_any() {
            let collection = converted.of_open_type(wanted, value.open.of_type());
            // Nor does it look how many elements there are.
            let is_known = !collection.is_unknown();
            let open = collection.open.max(if is_known { Open::Value } else { Open::Nothing });
            return Value { open, ..collection };
        }
        // It may turn out to be no such text: this is no longer the argument itself.
        let may_fail = converted.is_unknown() && matches!(wanted, Type::Bool | Type::Number);
        if may_fail { converted.with_origin(OriginId::NONE) } else { converted }
    });
    converted.map_err(|_| {
        let shown = |text: &str| if value.marks.is_sensitive() { "string".to_owned() } else { format!("{text:?}") };
        let message = match (&value.data, wanted) {
            (Data::String(text), Type::Bool) => {
                format!("cannot convert {} to bool; only the strings \"true\" or \"false\" are allowed", shown(text))
            }
            (Data::String(text), Type::Number) => {
                format!("cannot convert {} to number; given string must be a decimal representation of a number", shown(text))
            }
            _ => format!("cannot convert {} to {}", value.type_of().friendly_name(), wanted.friendly_constraint()),
        };
        FunctionError::at(0, message)
    })
}

/// `can`, for an expression that could be evaluated.
pub(super) fn can(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    if value.is_wholly_known() {
        Ok(Value::bool(true).with_marks(&value.deep_marks().only_sources()))
    } else {
        Ok(call.unknown())
    }
}

/// `try`, for the expressions that could be evaluated. One that is unknown itself may fail once it is known, so that the next would count.
pub(super) fn try_(call: &Call<'_>) -> Outcome {
    let first = call
        .arguments
        .first()
        .ok_or_else(|| FunctionError::new("at least one argument is required"))?;
    Ok(match &first.data {
        Data::Unknown(unknown) => Value::unknown(Type::Any, Reason::clone(&unknown.reason))
            .with_origin(first.origin)
            .with_marks(&first.marks),
        _ => first.clone(),
    })
}

pub(super) fn sensitive(call: &Call<'_>) -> Outcome {
    Ok(call.argument(0).clone().with_marks(&Marks::of_sensitive()))
}

pub(super) fn nonsensitive(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    let marks = value.marks.without_sensitivity();
    Ok(value.clone().replace_marks(marks))
}

pub(super) fn issensitive(call: &Call<'_>) -> Outcome {
    let value = call.argument(0);
    if value.marks.is_sensitive_in_plan() {
        return Ok(Value::bool(true));
    }
    // What is not known yet may turn out to be sensitive.
    if value.is_unknown() || value.is_undecided() {
        return Ok(call.because(Type::Bool, value.why()).with_marks(&call.deep_marks()));
    }
    Ok(Value::bool(false))
}

pub(super) fn ephemeralasnull(call: &Call<'_>) -> Outcome {
    Ok(without_ephemeral(call.argument(0)))
}

fn without_ephemeral(value: &Value) -> Value {
    if value.marks.is_ephemeral() {
        return Value::null(value.type_of())
            .with_origin(value.origin)
            .with_marks(&value.marks.only_sources());
    }
    if !value.contains_marks() {
        return value.clone();
    }
    let data = match &value.data {
        unknown @ Data::Unknown(_) => unknown.clone(),
        _ => value.data_of_parts(&without_ephemeral),
    };
    Value { data, ..value.clone() }
}
