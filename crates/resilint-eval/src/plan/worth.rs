//! Which attributes of a plan say something that the source does not: those that are set, or that the provider has decided.

use crate::value::{Data, Value};

/// Whether a value that the source does not give is worth having. A provider writes empty values for what is not set.
pub(super) fn is_worth(name: &str, value: &Value) -> bool {
    match &value.data {
        Data::Null(_) | Data::Unknown(_) => false,
        // For a resource without a key of its own the provider tells the key of the service: that is no choice of the author.
        Data::String(text) => !text.is_empty() && !is_key(name),
        Data::Bool(_) | Data::Number(_) => true,
        _ => value.children().next().is_some(),
    }
}

fn is_key(name: &str) -> bool {
    ["kms_key", "kms_key_id", "kms_key_arn", "kms_master_key_id", "kms_key_self_link"]
        .iter()
        .any(|ending| name.ends_with(ending))
}
