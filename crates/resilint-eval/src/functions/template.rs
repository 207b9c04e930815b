//! Functions that render templates.

use super::call::{Call, Outcome};
use super::{FunctionError, Template};
use crate::value::{Data, Reason, Type, Value};

pub(super) fn templatefile(call: &Call<'_>) -> Outcome {
    let Some(path) = call.argument(0).as_str() else {
        return Ok(call.unknown());
    };
    match call.context.read(path) {
        Ok(_) => render(call, Template::File(path)),
        Err(_) => Ok(call.because(Type::Any, Reason::File(path.into()))),
    }
}

pub(super) fn templatestring(call: &Call<'_>) -> Outcome {
    match call.argument(0).as_str() {
        Some(text) => render(call, Template::Text(text)),
        None => Ok(call.unknown()),
    }
}

fn render(call: &Call<'_>, template: Template<'_>) -> Outcome {
    let variables = call.argument(1);
    match &variables.data {
        Data::Map(_, entries) | Data::Object(entries) => {
            let identifier = |name: &str| {
                let mut chars = name.chars();
                chars.next().is_some_and(|first| first.is_alphabetic() || first == '_')
                    && chars.all(|char| char.is_alphanumeric() || char == '_' || char == '-')
            };
            if let Some(name) = entries.keys().find(|name| !identifier(name)) {
                let message = format!(
                    "invalid template variable name {name:?}: must start with a letter, followed by zero or more letters, digits, and underscores"
                );
                return Err(FunctionError::at(1, message));
            }
        }
        Data::Unknown(_) => return Ok(call.unknown()),
        _ => return Err(FunctionError::at(1, "invalid vars value: must be a map")),
    }
    call.context.render(template, variables)
}

/// An unknown value in place of a file's content.
pub(super) fn missing_file(call: &Call<'_>, path: &str) -> Value {
    call.because(Type::String, Reason::File(path.into())).not_null()
}
