//! Functions over paths. They look at the text, never at the disk.

use super::call::{Call, Outcome};
use crate::value::{Reason, Type};

pub(super) fn basename(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    let trimmed = path.trim_end_matches('/');
    Ok(match (path, trimmed) {
        ("", _) => ".",
        (_, "") => "/",
        _ => trimmed.rsplit('/').next().unwrap_or(trimmed),
    }
    .into())
}

pub(super) fn dirname(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    let directory = path.rfind('/').and_then(|at| path.get(..=at)).unwrap_or_default();
    Ok(clean(directory).into())
}

/// Only the run knows its working directory.
pub(super) fn abspath(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    if path.starts_with('/') {
        return Ok(clean(path).into());
    }
    Ok(call.because(Type::String, Reason::Environment("the working directory".into())))
}

pub(super) fn pathexpand(call: &Call<'_>) -> Outcome {
    let path = call.text(0);
    if path.starts_with('~') {
        return Ok(call.because(Type::String, Reason::Environment("the home directory".into())));
    }
    Ok(path.into())
}

/// The shortest path that means the same, as far as the text tells.
fn clean(path: &str) -> String {
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            _ => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}
