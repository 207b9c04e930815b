//! Reading what a survey knows about one node.

use serde_json::Value as Json;

use crate::attribute::{as_number, first, known_json};
use crate::facts::{FactValue, path_to_string};
use crate::failure::{Evidence, Grade, Place};
use crate::graph::Edge;
use crate::survey::Survey;

/// A whole number that a fact tells; the reason when it is unknown.
pub(super) fn number_fact(
    survey: &Survey<'_>,
    at: usize,
    name: &str,
) -> Option<Result<u32, String>> {
    Some(match &survey.table.get(at, name)?.value {
        FactValue::Known(json) => Ok(whole(json)?),
        FactValue::Unknown(reason) => Err(reason.to_string()),
    })
}

fn whole(json: &Json) -> Option<u32> {
    let number = as_number(json)?;
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the range is checked just before"
    )]
    let whole = (0.0..=1e9).contains(&number).then_some(number as u32);
    whole
}

/// A flag that a fact tells; the reason when it is unknown.
pub(super) fn flag_fact(
    survey: &Survey<'_>,
    at: usize,
    name: &str,
) -> Option<Result<bool, String>> {
    Some(match &survey.table.get(at, name)?.value {
        FactValue::Known(json) => Ok(json.as_bool()?),
        FactValue::Unknown(reason) => Err(reason.to_string()),
    })
}

/// The elements of a fact that is a list.
pub(super) fn list_fact<'a>(survey: &'a Survey<'_>, at: usize, name: &str) -> &'a [Json] {
    survey.table.known(at, name).and_then(Json::as_array).map_or(&[], Vec::as_slice)
}

/// A known whole number among the attributes.
pub(super) fn number_at(survey: &Survey<'_>, at: usize, path: &str) -> Option<u32> {
    let node = survey.graph.nodes.get(at)?;
    whole(&first(&node.instance.attributes, path).and_then(known_json)?)
}

/// Known text among the attributes.
pub(super) fn text_at<'a>(survey: &'a Survey<'_>, at: usize, path: &str) -> Option<&'a str> {
    crate::attribute::text_at(&survey.graph.nodes.get(at)?.instance.attributes, path)
        .map(|text| &**text)
}

/// The address of a node.
pub(super) fn address(survey: &Survey<'_>, at: usize) -> String {
    survey.graph.nodes.get(at).map_or_else(String::new, |node| node.address.to_string())
}

/// The attribute that makes an edge.
pub(super) fn place_of_edge(survey: &Survey<'_>, edge: &Edge) -> Place {
    Place { address: address(survey, edge.of), attribute: path_to_string(&edge.at), default: false }
}

/// How good a figure of the catalog is.
pub(super) fn evidence(grade: crate::catalog::Evidence, source: Option<&str>) -> Evidence {
    let grade = match grade {
        crate::catalog::Evidence::Documented => Grade::Documented,
        crate::catalog::Evidence::Secondary | crate::catalog::Evidence::Assumed => Grade::Assumed,
    };
    Evidence { grade, source: source.map(str::to_owned) }
}
