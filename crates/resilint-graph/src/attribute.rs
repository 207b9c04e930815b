//! Looking into the attributes of an instance by a catalog path, `vpc_config.subnet_ids`: names only, through every block and element on the way. `*` stands
//! for every key of a map.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_eval::{Data, Number, PathStep, Value};
use serde_json::Value as Json;

use crate::facts::Limits;
use crate::secret::SENSITIVE;

/// Every key of a map, in a catalog path.
const EVERY: &str = "*";

/// What was found at one place that a path leads to.
#[derive(Debug, Clone)]
pub(crate) struct Hit<'a> {
    /// The place. For what is missing: the path as far as it exists, and on as the catalog has it.
    pub(crate) path: Vec<PathStep>,
    /// What is there; `None` when it is missing or null.
    pub(crate) value: Option<&'a Value>,
}

/// A scalar read from a value.
#[derive(Debug, Clone)]
pub(crate) enum Reading {
    /// Known.
    Known(Json),
    /// Unknown, with the reason and, when it is one of several values, those.
    Unknown(Arc<str>, Vec<Json>),
}

/// Everything the path leads to, in order; at least one hit, which may be missing.
pub(crate) fn look<'a>(root: &'a Value, path: &str) -> Vec<Hit<'a>> {
    let mut hits = Vec::new();
    descend(root, Some(path), &mut Vec::new(), &mut hits);
    hits
}

/// What the path leads to, without the places; nothing for what is missing or null.
pub(crate) fn values<'a>(root: &'a Value, path: &str) -> Vec<&'a Value> {
    let mut found = Vec::new();
    gather(root, Some(path), &mut found);
    found
}

/// The first value that a path leads to.
pub(crate) fn first<'a>(root: &'a Value, path: &str) -> Option<&'a Value> {
    values(root, path).into_iter().next()
}

fn gather<'a>(value: &'a Value, path: Option<&str>, found: &mut Vec<&'a Value>) {
    match (&value.data, path) {
        (Data::Null(_), _) => {}
        (Data::Unknown(_), _) | (_, None) => found.push(value),
        (Data::Object(fields) | Data::Map(_, fields), Some(path)) => {
            let (name, rest) = split(path);
            named_fields(fields, name).for_each(|(_, field)| gather(field, rest, found));
        }
        (Data::Tuple(elements) | Data::List(_, elements) | Data::Set(_, elements), path) => {
            elements.iter().for_each(|element| gather(element, path, found));
        }
        (Data::Bool(_) | Data::Number(_) | Data::String(_), Some(_)) => {}
    }
}

/// The fields that a name of a catalog path stands for.
fn named_fields<'a>(
    fields: &'a BTreeMap<Arc<str>, Value>,
    name: &str,
) -> impl Iterator<Item = (&'a Arc<str>, &'a Value)> {
    let every = (name == EVERY).then(|| fields.iter());
    let one = (name != EVERY).then(|| fields.get_key_value(name)).flatten();
    every.into_iter().flatten().chain(one)
}

/// The first name of a catalog path, and the rest of it.
fn split(path: &str) -> (&str, Option<&str>) {
    path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)))
}

/// Whether anything is written at the path; `None` when that is unknown.
pub(crate) fn is_set(root: &Value, path: &str) -> Option<bool> {
    let hits = look(root, path);
    if hits.iter().any(|hit| hit.value.is_some_and(|value| !maybe_null(value))) {
        return Some(true);
    }
    if hits.iter().all(|hit| hit.value.is_none()) { Some(false) } else { None }
}

/// Whether a value may turn out to be null: a variable may, an attribute of a resource practically never.
pub(crate) fn maybe_null(value: &Value) -> bool {
    match &value.data {
        Data::Unknown(unknown) => !unknown.refinement.not_null && value.marks.sources().is_empty(),
        Data::Null(_) => true,
        _ => false,
    }
}

fn descend<'a>(
    value: &'a Value,
    path: Option<&str>,
    at: &mut Vec<PathStep>,
    hits: &mut Vec<Hit<'a>>,
) {
    let Some(path) = path else {
        let value = Some(value).filter(|value| !matches!(value.data, Data::Null(_)));
        hits.push(Hit { path: at.clone(), value });
        return;
    };
    match &value.data {
        Data::Object(fields) | Data::Map(_, fields) => {
            let (name, rest) = split(path);
            let before = hits.len();
            for (name, field) in named_fields(fields, name) {
                at.push(PathStep::Name(Arc::clone(name)));
                descend(field, rest, at, hits);
                at.pop();
            }
            if hits.len() == before {
                hits.push(missing(at, path));
            }
        }
        Data::Tuple(elements) | Data::List(_, elements) | Data::Set(_, elements) => {
            if elements.is_empty() {
                hits.push(missing(at, path));
            }
            for (index, element) in elements.iter().enumerate() {
                at.push(PathStep::Index(index));
                descend(element, Some(path), at, hits);
                at.pop();
            }
        }
        Data::Unknown(_) => hits.push(Hit { path: at.clone(), value: Some(value) }),
        Data::Null(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => {
            hits.push(missing(at, path))
        }
    }
}

fn missing<'a>(at: &[PathStep], rest: &str) -> Hit<'a> {
    let rest =
        named(rest).take_while(|step| !matches!(step, PathStep::Name(name) if **name == *EVERY));
    Hit { path: at.iter().cloned().chain(rest).collect(), value: None }
}

fn named(path: &str) -> impl Iterator<Item = PathStep> + '_ {
    path.split('.').map(|name| PathStep::Name(Arc::from(name)))
}

/// The catalog's path as steps.
pub(crate) fn steps(path: &str) -> Vec<PathStep> {
    named(path).collect()
}

/// Where an attribute is written, or would be.
pub(crate) fn first_place(attributes: &Value, at: &str) -> Vec<PathStep> {
    look(attributes, at).into_iter().next().map_or_else(|| steps(at), |hit| hit.path)
}

/// A path without its indices, dotted.
pub(crate) fn names_of(path: &[PathStep]) -> String {
    let names: Vec<&str> = path
        .iter()
        .filter_map(|step| match step {
            PathStep::Name(name) => Some(&**name),
            PathStep::Index(_) => None,
        })
        .collect();
    names.join(".")
}

/// Reads a value as a scalar, or as the JSON of what is known of it.
pub(crate) fn reading(value: &Value) -> Reading {
    match &value.data {
        Data::Unknown(unknown) => {
            let arms = unknown.refinement.one_of.iter().flat_map(|arms| arms.iter());
            let known: Option<Vec<Json>> = arms
                .map(|arm| match reading(arm) {
                    Reading::Known(json) => Some(json),
                    Reading::Unknown(..) => None,
                })
                .collect();
            Reading::Unknown(Arc::from(unknown.reason.to_string()), known.unwrap_or_default())
        }
        Data::Null(_) => Reading::Known(Json::Null),
        _ => Reading::Known(known_json(value).unwrap_or(Json::Null)),
    }
}

/// What is known of a value, without nulls; `None` when nothing is.
pub(crate) fn known_json(value: &Value) -> Option<Json> {
    if value.marks.is_sensitive() {
        return Some(Json::from(SENSITIVE));
    }
    match &value.data {
        Data::Null(_) | Data::Unknown(_) => None,
        Data::Bool(flag) => Some(Json::from(*flag)),
        Data::Number(number) => Some(number_json(number.to_f64())),
        Data::String(text) => Some(Json::from(&**text)),
        Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
            Some(elements.iter().map(|element| known_json(element).unwrap_or(Json::Null)).collect())
        }
        Data::Map(_, fields) | Data::Object(fields) => Some(Json::Object(
            fields
                .iter()
                .filter_map(|(name, field)| Some((name.to_string(), known_json(field)?)))
                .collect(),
        )),
    }
}

/// A number, or how many elements or keys there are; the reason when that is unknown.
pub(crate) fn count(value: &Value) -> Result<usize, Arc<str>> {
    match &value.data {
        Data::List(_, elements) | Data::Tuple(elements) => Ok(elements.len()),
        Data::Set(_, elements) => match elements.iter().find_map(Value::reason) {
            Some(reason) => Err(Arc::from(reason.to_string())),
            None => Ok(elements.len()),
        },
        Data::Map(_, fields) | Data::Object(fields) => Ok(fields.len()),
        Data::Unknown(unknown)
            if unknown.refinement.min_length.is_some()
                && unknown.refinement.min_length == unknown.refinement.max_length =>
        {
            Ok(unknown.refinement.min_length.unwrap_or_default() as usize)
        }
        Data::Unknown(unknown) => Err(Arc::from(unknown.reason.to_string())),
        Data::Null(_) | Data::Bool(_) | Data::Number(_) | Data::String(_) => Ok(1),
    }
}

/// What is certain of the number of elements or keys of a value.
pub(crate) fn length_limits(value: &Value) -> Limits {
    match &value.data {
        Data::Unknown(unknown) => match &unknown.refinement.one_of {
            Some(arms) => either(arms.iter().map(length_limits)),
            None => Limits::between(
                unknown.refinement.min_length.map(|least| least as f64),
                unknown.refinement.max_length.map(|most| most as f64),
            ),
        },
        // Of those that are unknown, some may be the same as another.
        Data::Set(_, elements) => {
            let known = elements.iter().filter(|element| element.reason().is_none()).count();
            Limits::between(Some(known.max(1) as f64), Some(elements.len() as f64))
        }
        Data::Null(_) => Limits::NONE,
        _ => count(value).map_or(Limits::NONE, |count| Limits::just(count as f64)),
    }
}

/// What is certain of the number that a growing function makes of a value; `absent` stands in for null.
pub(crate) fn number_limits(
    value: &Value,
    absent: Limits,
    function: &dyn Fn(f64) -> Option<f64>,
) -> Limits {
    let limits = match &value.data {
        Data::Unknown(unknown) => match &unknown.refinement.one_of {
            Some(arms) => {
                return either(arms.iter().map(|arm| number_limits(arm, absent, function)));
            }
            None => Limits::between(
                unknown.refinement.at_least.as_ref().map(Number::to_f64),
                unknown.refinement.at_most.as_ref().map(Number::to_f64),
            ),
        },
        Data::Null(_) => return absent,
        _ => known_json(value).as_ref().and_then(as_number).map_or(Limits::NONE, Limits::just),
    };
    let limits = limits.map(function);
    if maybe_null(value) { limits.or(absent) } else { limits }
}

fn either(arms: impl Iterator<Item = Limits>) -> Limits {
    arms.reduce(Limits::or).unwrap_or(Limits::NONE)
}

/// A number as JSON: whole numbers without a fraction.
pub(crate) fn number_json(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        Json::from(number as i64)
    } else {
        Json::from(number)
    }
}

/// A boolean, as Terraform would convert it.
pub(crate) fn as_bool(json: &Json) -> Option<bool> {
    match json {
        Json::Bool(flag) => Some(*flag),
        Json::String(text) if text == "true" => Some(true),
        Json::String(text) if text == "false" => Some(false),
        _ => None,
    }
}

/// A number, as Terraform would convert it.
pub(crate) fn as_number(json: &Json) -> Option<f64> {
    match json {
        Json::Number(number) => number.as_f64(),
        Json::String(text) => text.parse().ok(),
        _ => None,
    }
}

/// Every leaf of a value with its path: elements of collections, fields of objects.
pub(crate) fn leaves<'a>(value: &'a Value, at: &[PathStep]) -> Placed<'a> {
    let below = |step: PathStep, value: &'a Value| {
        let path: Vec<PathStep> = at.iter().cloned().chain([step]).collect();
        leaves(value, &path)
    };
    match &value.data {
        Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => elements
            .iter()
            .enumerate()
            .flat_map(|(index, element)| below(PathStep::Index(index), element))
            .collect(),
        Data::Map(_, fields) | Data::Object(fields) => fields
            .iter()
            .flat_map(|(name, field)| below(PathStep::Name(Arc::clone(name)), field))
            .collect(),
        Data::Null(_) => Vec::new(),
        _ => vec![(at.to_vec(), value)],
    }
}

/// Values with their places.
pub(crate) type Placed<'a> = Vec<(Vec<PathStep>, &'a Value)>;

/// Every block that a path leads to.
pub(crate) fn blocks<'a>(root: &'a Value, path: &str) -> Placed<'a> {
    let of_hit = |hit: Hit<'a>| match hit.value.map(|value| (value, value.elements())) {
        Some((_, Some(elements))) => {
            let at = |index| hit.path.iter().cloned().chain([PathStep::Index(index)]).collect();
            elements.iter().enumerate().map(|(index, block)| (at(index), block)).collect()
        }
        Some((block, None)) => vec![(hit.path, block)],
        None => Vec::new(),
    };
    look(root, path).into_iter().flat_map(of_hit).collect()
}

/// Every leaf of what is written at a path, with its place.
pub(crate) fn leaves_at<'a>(root: &'a Value, path: &str) -> Placed<'a> {
    let hits = look(root, path).into_iter();
    hits.filter_map(|hit| Some(leaves(hit.value?, &hit.path))).flatten().collect()
}

/// The first place where something is written at one of the paths, and every leaf of what is written there.
pub(crate) fn written_at<'a>(
    root: &'a Value,
    paths: &[String],
) -> Option<(Vec<PathStep>, Placed<'a>)> {
    let written: Placed<'a> = paths
        .iter()
        .flat_map(|path| look(root, path))
        .filter_map(|hit| Some((hit.path, hit.value?)))
        .collect();
    let first = written.first()?.0.clone();
    Some((first, written.iter().flat_map(|(path, value)| leaves(value, path)).collect()))
}

/// The text of a value, when it is known text.
pub(crate) fn text(value: &Value) -> Option<&Arc<str>> {
    match &value.data {
        Data::String(text) => Some(text),
        _ => None,
    }
}

/// What is known of a text, [`UNKNOWN_PART`] in place of the rest.
///
/// [`UNKNOWN_PART`]: resilint_eval::UNKNOWN_PART
pub(crate) fn known_text(value: &Value) -> Option<&Arc<str>> {
    match &value.data {
        Data::Unknown(unknown) => unknown.refinement.parts.as_ref(),
        _ => text(value),
    }
}

/// What stands at a place.
pub(crate) fn at_path<'a>(root: &'a Value, path: &[PathStep]) -> Option<&'a Value> {
    path.iter().try_fold(root, |value, step| match (&value.data, step) {
        (Data::Object(fields) | Data::Map(_, fields), PathStep::Name(name)) => fields.get(name),
        (
            Data::Tuple(elements) | Data::List(_, elements) | Data::Set(_, elements),
            PathStep::Index(index),
        ) => elements.get(*index),
        _ => None,
    })
}

/// The known text at the first place a path leads to.
pub(crate) fn text_at<'a>(root: &'a Value, path: &str) -> Option<&'a Arc<str>> {
    first(root, path).and_then(text)
}
