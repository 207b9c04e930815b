//! Operators with one operand.

use resilint_syntax::UnaryOperator;

use super::OperatorError;
use super::binary::{marks_once_known, negate, unknown_result};
use crate::convert::convert;
use crate::value::{Data, Type, Value};

/// Applies an operator. The result carries the operand's marks and no origin.
///
/// # Errors
/// The operand has the wrong type or is null.
pub fn unary(operator: UnaryOperator, operand: &Value) -> Result<Value, OperatorError> {
    let wanted = match operator {
        UnaryOperator::Not => Type::Bool,
        UnaryOperator::Negate => Type::Number,
    };
    let value = convert(operand, &wanted).map_err(|error| {
        OperatorError::at(0, format!("unsuitable value for unary operand: {}", error.message))
    })?;
    let result = match &value.data {
        Data::Null(_) => return Err(OperatorError::at(0, "argument must not be null")),
        Data::Unknown(_) => unknown_result(wanted, &value, &value),
        Data::Number(number) => Value::number(number.negate()),
        _ => negate(value.clone().with_origin(crate::origin::OriginId::NONE)),
    };
    Ok(result.replace_marks(marks_once_known(&[&value])))
}
