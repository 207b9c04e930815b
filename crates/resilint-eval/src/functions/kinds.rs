//! Which kinds of values a function takes where its signature takes all: known before the value is.

use super::FunctionError;
use crate::convert::convert;
use crate::value::{Data, Reason, Type, Value};

/// What is wrong with an argument of this type, whatever its value.
pub(super) fn refused(name: &str, index: usize, type_: &Type) -> Option<&'static str> {
    let is_map = matches!(type_, Type::Map(_) | Type::Object(_));
    let is_list = matches!(type_, Type::List(_) | Type::Tuple(_));
    let is_set = matches!(type_, Type::Set(_));
    let (fits, message) = match (name, index) {
        ("keys" | "values" | "lookup", 0) | ("merge", _) => (is_map, "a map or object is required"),
        ("element" | "slice", 0) | ("zipmap", 1) | ("concat", _) => {
            (is_list, "a list or tuple is required")
        }
        ("one", 0) if matches!(type_, Type::Tuple(elements) if elements.len() > 1) => {
            (false, "a list, set or tuple with either zero or one elements is required")
        }
        ("reverse" | "one", 0) | ("setproduct", _) => {
            (is_list || is_set, "a list, set or tuple is required")
        }
        ("length", 0) => {
            let has_length = is_map || is_list || is_set || *type_ == Type::String;
            (has_length, "a string, a collection, a tuple or an object is required")
        }
        ("parseint", 0) => (*type_ == Type::String, "a string is required"),
        _ => return None,
    };
    (!fits && *type_ != Type::Any).then_some(message)
}

/// What is wrong with arguments of these types together, whatever the rest of them is.
pub(super) fn agree(name: &str, arguments: &[Value]) -> Result<(), FunctionError> {
    match (name, arguments) {
        ("lookup", [map, _, default]) => default_fits(map, default),
        ("zipmap", [keys, values]) => pairs(keys, values),
        _ => Ok(()),
    }
}

fn default_fits(map: &Value, default: &Value) -> Result<(), FunctionError> {
    let element = match &map.data {
        Data::Map(element, _) => element,
        Data::Unknown(unknown) => match &unknown.type_ {
            Type::Map(element) => element,
            _ => return Ok(()),
        },
        _ => return Ok(()),
    };
    let undecided = || Value::unknown(default.type_of(), Reason::Expansion);
    let default = if default.is_undecided() { &undecided() } else { default };
    let message = "the default value must have the same type as the map elements";
    convert(default, element).map(|_| ()).map_err(|_| FunctionError::at(2, message))
}

fn pairs(keys: &Value, values: &Value) -> Result<(), FunctionError> {
    let known = keys.elements().filter(|_| keys.is_wholly_known() && !keys.is_undecided());
    let counted = known.zip(values.tuple_length());
    counted.map_or(Ok(()), |(keys, values)| as_many(keys.len(), values))
}

/// Whether there is a value for each key.
pub(super) fn as_many(keys: usize, values: usize) -> Result<(), FunctionError> {
    if keys == values {
        return Ok(());
    }
    let message = format!("number of keys ({keys}) does not match number of values ({values})");
    Err(FunctionError::new(message))
}
