//! Operators with two operands.

use std::cmp::Ordering;

use resilint_syntax::BinaryOperator;

use super::alternatives::decide_by_alternatives;
use super::{OperatorError, equals};
use crate::convert::convert;
use crate::number::Number;
use crate::value::{Data, Marks, Open, Refinement, Type, Value};

/// Applies an operator. The result carries the marks of both operands and no origin.
///
/// # Errors
/// An operand has the wrong type or is null, or the operation is impossible, such as a division by zero.
pub fn binary(
    operator: BinaryOperator,
    left: &Value,
    right: &Value,
) -> Result<Value, OperatorError> {
    match operator {
        BinaryOperator::Equal => return Ok(equals(left, right)),
        BinaryOperator::NotEqual => return Ok(negate(equals(left, right))),
        _ => {}
    }
    let is_logic = matches!(operator, BinaryOperator::Or | BinaryOperator::And);
    let wanted = if is_logic { Type::Bool } else { Type::Number };
    let (left, right) = (operand(left, &wanted, 0)?, operand(right, &wanted, 1)?);
    let marks =
        if is_logic { marks_once_known(&[&left, &right]) } else { left.marks.union(&right.marks) };
    let apply = |left: &Value, right: &Value| apply(operator, left, right);
    let decided = decide_by_alternatives(&left, &right, |left, right| apply(left, right).ok());
    Ok(decided.map_or_else(|| apply(&left, &right), Ok)?.with_marks(&marks))
}

/// The marks of operands which Terraform does not hand to the operator before it knows them: until then it forgets what is sensitive.
pub(super) fn marks_once_known(operands: &[&Value]) -> Marks {
    let marks = Marks::union_all(operands.iter().map(|operand| &operand.marks));
    let awaits = operands.iter().any(|operand| operand.is_unknown() || operand.is_undecided());
    if awaits { marks.forgotten() } else { marks }
}

fn operand(value: &Value, wanted: &Type, index: usize) -> Result<Value, OperatorError> {
    let side = ["left", "right"].get(index).copied().unwrap_or_default();
    let unsuitable = |message: &str| {
        OperatorError::at(index, format!("unsuitable value for {side} operand: {message}"))
    };
    let value = convert(value, wanted).map_err(|error| unsuitable(&error.message))?;
    if value.is_null() {
        Err(OperatorError::at(index, "argument must not be null"))
    } else {
        Ok(value)
    }
}

/// `!`, for a value that is a bool or unknown.
pub(super) fn negate(value: Value) -> Value {
    let marks = value.marks;
    let data = match value.data {
        Data::Bool(flag) => Data::Bool(!flag),
        other => other,
    };
    Value::new(data).with_marks(&marks)
}

fn apply(operator: BinaryOperator, left: &Value, right: &Value) -> Result<Value, OperatorError> {
    match operator {
        BinaryOperator::Or | BinaryOperator::And => {
            Ok(logic(operator == BinaryOperator::Or, left, right))
        }
        BinaryOperator::Less | BinaryOperator::LessEqual => {
            Ok(compare(left, right, operator == BinaryOperator::LessEqual))
        }
        BinaryOperator::Greater | BinaryOperator::GreaterEqual => {
            Ok(compare(right, left, operator == BinaryOperator::GreaterEqual))
        }
        _ => arithmetic(operator, left, right),
    }
}

/// `||` and `&&`: the deciding value decides, whatever the other operand turns out to be. Before version 1.12, Terraform waits for both.
fn logic(deciding: bool, left: &Value, right: &Value) -> Value {
    match (left.as_bool(), right.as_bool()) {
        (Some(flag), None) | (None, Some(flag)) if flag == deciding => {
            Value::bool(deciding).opened(Open::Present)
        }
        (Some(flag), _) | (_, Some(flag)) if flag == deciding => Value::bool(deciding),
        (Some(_), Some(_)) => Value::bool(!deciding),
        _ => unknown_result(Type::Bool, left, right),
    }
}

/// `left < right`, or `left <= right`.
fn compare(left: &Value, right: &Value, or_equal: bool) -> Value {
    if let (Some(left), Some(right)) = (left.as_number(), right.as_number()) {
        return Value::bool(left < right || or_equal && left == right);
    }
    let (least_left, most_left) = range(left);
    let (least_right, most_right) = range(right);
    // Where two bounds meet, Terraform waits.
    let met = |is_below: bool| Value::bool(is_below).opened(Open::Present);
    match (order(most_left, least_right), order(least_left, most_right)) {
        (Some(Ordering::Less), _) => Value::bool(true),
        (_, Some(Ordering::Greater)) => Value::bool(false),
        (Some(Ordering::Equal), _) if or_equal => met(true),
        (_, Some(Ordering::Equal)) if !or_equal => met(false),
        _ => unknown_result(Type::Bool, left, right),
    }
}

/// How two bounds lie to each other, if there are both.
fn order(left: Option<Number>, right: Option<Number>) -> Option<Ordering> {
    Some(left?.cmp(&right?))
}

/// The range in which a number lies.
fn range(value: &Value) -> (Option<Number>, Option<Number>) {
    match &value.data {
        Data::Number(number) => (Some(number.clone()), Some(number.clone())),
        Data::Unknown(unknown) => {
            (unknown.refinement.at_least.clone(), unknown.refinement.at_most.clone())
        }
        _ => (None, None),
    }
}

fn arithmetic(
    operator: BinaryOperator,
    left: &Value,
    right: &Value,
) -> Result<Value, OperatorError> {
    let (Some(a), Some(b)) = (left.as_number(), right.as_number()) else {
        if operator == BinaryOperator::Multiply
            && [left, right].iter().any(|side| side.as_number().is_some_and(Number::is_zero))
        {
            return Ok(Value::number(Number::ZERO));
        }
        return Ok(unknown_sum(operator, left, right));
    };
    let result = match operator {
        BinaryOperator::Add => a.add(b),
        BinaryOperator::Subtract => a.subtract(b),
        BinaryOperator::Multiply => a.multiply(b),
        BinaryOperator::Divide if b.is_zero() => {
            return Err(OperatorError::at(1, "division by zero"));
        }
        BinaryOperator::Divide => a.divide(b),
        // Terraform leaves the dividend as it is.
        _ if b.is_zero() => Some(a.clone()),
        _ => a.remainder(b),
    };
    result.map(Value::number).ok_or_else(|| OperatorError {
        message: "the number is too large".to_owned(),
        operand: None,
    })
}

/// A sum or difference of which one side is unknown: the ranges add up.
fn unknown_sum(operator: BinaryOperator, left: &Value, right: &Value) -> Value {
    let ((least, most), (other_least, other_most)) = (range(left), range(right));
    let both =
        |a: Option<Number>,
         b: Option<Number>,
         operation: fn(&Number, &Number) -> Option<Number>| operation(&a?, &b?);
    let (at_least, at_most) = match operator {
        BinaryOperator::Add => {
            (both(least, other_least, Number::add), both(most, other_most, Number::add))
        }
        BinaryOperator::Subtract => {
            (both(least, other_most, Number::subtract), both(most, other_least, Number::subtract))
        }
        _ => (None, None),
    };
    unknown_result(Type::Number, left, right)
        .refine(|refinement| (refinement.at_least, refinement.at_most) = (at_least, at_most))
}

/// The unknown result of an operation: it is never null.
pub(super) fn unknown_result(type_: Type, left: &Value, right: &Value) -> Value {
    let reason = Value::why_of(&[left, right]);
    Value::refined(type_, reason, Refinement { not_null: true, ..Refinement::default() })
}
