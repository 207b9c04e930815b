//! Functions over numbers.

use super::FunctionError;
use super::call::{Call, Outcome};
use super::elementary::{logarithm, power};
use crate::convert::convert;
use crate::number::Number;
use crate::value::{Reason, Type, Value};

fn number<'c>(call: &'c Call<'_>, index: usize) -> &'c Number {
    call.argument(index).as_number().unwrap_or(&Number::ZERO)
}

pub(super) fn abs(call: &Call<'_>) -> Outcome {
    Ok(Value::number(number(call, 0).absolute()))
}

pub(super) fn ceil(call: &Call<'_>) -> Outcome {
    Ok(Value::number(number(call, 0).ceil()))
}

pub(super) fn floor(call: &Call<'_>) -> Outcome {
    Ok(Value::number(number(call, 0).floor()))
}

pub(super) fn log(call: &Call<'_>) -> Outcome {
    from_float(call, logarithm(number(call, 0).to_f64()) / logarithm(number(call, 1).to_f64()))
}

pub(super) fn pow(call: &Call<'_>) -> Outcome {
    from_float(call, power(number(call, 0).to_f64(), number(call, 1).to_f64()))
}

/// Terraform counts on with infinity, which is no number here.
fn from_float(call: &Call<'_>, value: f64) -> Outcome {
    if value.is_infinite() {
        return Ok(call.because(Type::Number, Reason::Infinite(call.name.into())).not_null());
    }
    Number::from_f64(value)
        .map(Value::number)
        .ok_or_else(|| FunctionError::new("the result is not a number"))
}

pub(super) fn signum(call: &Call<'_>) -> Outcome {
    Ok(Value::number(call.integer(0)?.signum()))
}

pub(super) fn max(call: &Call<'_>) -> Outcome {
    extreme(call, Number::gt)
}

pub(super) fn min(call: &Call<'_>) -> Outcome {
    extreme(call, Number::lt)
}

fn extreme(call: &Call<'_>, better: fn(&Number, &Number) -> bool) -> Outcome {
    if call.arguments.iter().any(Value::is_unknown) {
        return Ok(call.unknown());
    }
    let mut best: Option<&Value> = None;
    for value in &call.arguments {
        let replaces = best
            .and_then(Value::as_number)
            .zip(value.as_number())
            .is_none_or(|(best, number)| better(number, best));
        best = if replaces { Some(value) } else { best };
    }
    best.cloned().ok_or_else(|| FunctionError::new("must pass at least one number"))
}

pub(super) fn parseint(call: &Call<'_>) -> Outcome {
    let Some(text) = call.argument(0).as_str() else {
        let message = format!(
            "first argument must be a string, not {}",
            call.argument(0).type_of().friendly_name()
        );
        return Err(FunctionError::at(0, message));
    };
    let base = u32::try_from(call.integer(1)?).ok().filter(|base| (2..=62).contains(base));
    let base = base.ok_or_else(|| {
        FunctionError::at(1, "base must be a whole number between 2 and 62 inclusive")
    })?;
    let parsed = Number::parse_integer(text, base);
    parsed.map(Value::number).ok_or_else(|| {
        FunctionError::at(0, format!("cannot parse {text:?} as a base {base} integer"))
    })
}

pub(super) fn sum(call: &Call<'_>) -> Outcome {
    let list = call.argument(0);
    let elements = list
        .elements()
        .ok_or_else(|| FunctionError::at(0, "argument must be list, set, or tuple"))?;
    if elements.is_empty() {
        return Err(FunctionError::at(0, "cannot sum an empty list"));
    }
    if !list.is_wholly_known() {
        return Ok(call.unknown_of(Type::Number));
    }
    let mut total: Option<Number> = None;
    for element in elements {
        let wrong =
            || FunctionError::at(0, "argument must be list, set, or tuple of number values");
        let value = convert(element, &Type::Number).map_err(|_| wrong())?;
        let number = value.as_number().ok_or_else(wrong)?;
        total = match total {
            None => Some(number.clone()),
            Some(total) => Some(
                total.add(number).ok_or_else(|| FunctionError::new("the number is too large"))?,
            ),
        };
    }
    Ok(Value::number(total.unwrap_or(Number::ZERO)))
}
