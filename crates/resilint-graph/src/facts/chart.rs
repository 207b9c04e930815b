//! Values of Helm charts.

use std::sync::Arc;

use resilint_eval::{Data, NoFiles, PathStep, Value, call};
use serde_json::Value as Json;

use super::Fact;
use crate::attribute::{
    Reading, as_number, first, known_json, look, number_json, reading, steps, text_at,
};

/// The value that a release gives a chart under one of these names; the default when it gives none.
pub(super) fn chart_value(
    attributes: &Value,
    names: &[String],
    default: Option<&Json>,
    plus: f64,
) -> Option<Fact> {
    let found = by_set(attributes, names).or_else(|| by_document(attributes, names));
    match found {
        Some((Reading::Known(json), at)) => Some(Fact::known(
            as_number(&json).map_or(json, |number| number_json(number + plus)),
            at,
        )),
        Some((Reading::Unknown(reason, _), at)) => Some(Fact::unknown(reason, at)),
        None => default.map(|json| Fact::known(json.clone(), steps("set")).by_default()),
    }
}

/// `set { name = …, value = … }`, which wins over documents.
fn by_set(attributes: &Value, names: &[String]) -> Option<(Reading, Vec<PathStep>)> {
    for hit in look(attributes, "set") {
        let blocks: &[Value] = match hit.value.map(|value| &value.data) {
            Some(Data::Tuple(blocks) | Data::List(_, blocks) | Data::Set(_, blocks)) => blocks,
            _ => &[],
        };
        for (index, block) in blocks.iter().enumerate() {
            let named = text_at(block, "name")
                .is_some_and(|name| names.iter().any(|wanted| **wanted == **name));
            let value = first(block, "value");
            if let Some(value) = value.filter(|_| named) {
                let at =
                    ["set".into(), "".into(), "value".into()].into_iter().map(|name: Arc<str>| {
                        if name.is_empty() { PathStep::Index(index) } else { PathStep::Name(name) }
                    });
                return Some((reading(value), at.collect()));
            }
        }
    }
    None
}

/// The documents in `values`; the last one that has it wins.
fn by_document(attributes: &Value, names: &[String]) -> Option<(Reading, Vec<PathStep>)> {
    let hit = look(attributes, "values").into_iter().find(|hit| hit.value.is_some())?;
    let documents: Vec<&Value> = match &hit.value?.data {
        Data::Tuple(documents) | Data::List(_, documents) => documents.iter().collect(),
        _ => hit.value.into_iter().collect(),
    };
    let mut found = None;
    for (index, document) in documents.into_iter().enumerate() {
        let at: Vec<PathStep> = hit.path.iter().cloned().chain([PathStep::Index(index)]).collect();
        let read = match &document.data {
            Data::String(_) => call("yamldecode", vec![document.clone()], &NoFiles).ok(),
            _ => None,
        };
        match read {
            None => {
                found = Some((
                    Reading::Unknown(
                        Arc::from("the values of the chart are not known"),
                        Vec::new(),
                    ),
                    at,
                ))
            }
            Some(read) => {
                let hits = names.iter().flat_map(|name| look(&read, name));
                let mut value = hits
                    .filter_map(|hit| Some((known_json(hit.value?)?, hit.path)))
                    .map(|(json, inside)| (Reading::Known(json), [at.clone(), inside].concat()));
                found = value.next().or(found);
            }
        }
    }
    found
}
