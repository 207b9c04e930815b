//! `csvdecode`, with the strictness of Go's reader.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::value::{Type, Value};

pub(super) fn csvdecode(call: &Call<'_>) -> Outcome {
    let mut records = records(call.text(0))?.into_iter();
    let (_, headers) = records.next().ok_or_else(|| FunctionError::at(0, "missing header line"))?;
    let headers: Vec<Arc<str>> = headers.into_iter().map(Into::into).collect();
    let mut types = BTreeMap::new();
    for header in &headers {
        if types.insert(Arc::clone(header), Type::String).is_some() {
            return Err(FunctionError::at(0, format!("duplicate column name {header:?}")));
        }
    }
    let mut rows = Vec::new();
    for (line, record) in records {
        if record.len() != headers.len() {
            return Err(error(line, "wrong number of fields"));
        }
        rows.push(Value::object(
            headers.iter().cloned().zip(record.into_iter().map(Value::from)).collect(),
        ));
    }
    Ok(Value::list(Type::object(types), rows))
}

fn error(line: usize, message: &str) -> FunctionError {
    FunctionError::at(0, format!("CSV parse error on line {line}: {message}"))
}

/// The records with the line on which each starts; empty lines are skipped.
fn records(text: &str) -> Result<Vec<(usize, Vec<String>)>, FunctionError> {
    let text = text.replace("\r\n", "\n");
    let mut records = Vec::new();
    let mut rest = text.strip_suffix('\r').unwrap_or(&text);
    let mut line = 1;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('\n') {
            rest = after;
            line += 1;
            continue;
        }
        let start = line;
        let mut record = Vec::new();
        loop {
            let (field, after) =
                if rest.starts_with('"') { quoted(rest, &mut line)? } else { bare(rest, line)? };
            record.push(field);
            if let Some(next) = after.strip_prefix(',') {
                rest = next;
                continue;
            }
            line += usize::from(after.starts_with('\n'));
            rest = after.strip_prefix('\n').unwrap_or(after);
            break;
        }
        records.push((start, record));
    }
    Ok(records)
}

fn bare(text: &str, line: usize) -> Result<(String, &str), FunctionError> {
    let end = text.find([',', '\n']).unwrap_or(text.len());
    let (field, rest) = text.split_at(end);
    if field.contains('"') {
        Err(error(line, "bare \" in non-quoted-field"))
    } else {
        Ok((field.to_owned(), rest))
    }
}

fn quoted<'t>(text: &'t str, line: &mut usize) -> Result<(String, &'t str), FunctionError> {
    let mut field = String::new();
    let mut rest = text.strip_prefix('"').unwrap_or(text);
    loop {
        let end = rest
            .find('"')
            .ok_or_else(|| error(*line, "extraneous or missing \" in quoted-field"))?;
        let (part, after) = rest.split_at(end);
        *line += part.matches('\n').count();
        field.push_str(part);
        rest = after.strip_prefix('"').unwrap_or(after);
        match rest.strip_prefix('"') {
            Some(after) => {
                field.push('"');
                rest = after;
            }
            None if rest.is_empty() || rest.starts_with([',', '\n']) => return Ok((field, rest)),
            None => return Err(error(*line, "extraneous or missing \" in quoted-field")),
        }
    }
}
