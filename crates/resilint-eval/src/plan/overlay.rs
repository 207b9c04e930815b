//! A plan over the source: it fills in what the source leaves open, and wins where the two disagree. Origins and edges stay the source's.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_syntax::Span;

use super::model::Planned;
use super::worth::is_worth;
use crate::origin::{OriginId, OriginKind, Origins};
use crate::value::{Data, Reason, Value};

/// Lays values of a plan over those of the source.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Overlay<'a> {
    origins: &'a RefCell<Origins>,
    /// Where the value stands in the plan.
    span: Span,
}

impl<'a> Overlay<'a> {
    pub(crate) fn new(origins: &'a RefCell<Origins>, span: Span) -> Self {
        Self { origins, span }
    }

    /// The plan's value, with the marks of the source's and its way before it.
    fn taken(self, source: &Value, planned: &Value, contradicts: bool) -> Value {
        let parent = source.origin;
        let origin =
            self.origins.borrow_mut().add(self.span, OriginKind::Planned { parent, contradicts });
        with_origin(planned, origin).with_marks(&source.deep_marks())
    }

    /// A value that only the plan has.
    fn added(self, planned: &Value) -> Value {
        let kind = OriginKind::Planned { parent: OriginId::NONE, contradicts: false };
        let origin = self.origins.borrow_mut().add(self.span, kind);
        with_origin(planned, origin)
    }
}

fn with_origin(value: &Value, origin: OriginId) -> Value {
    value.with_origins(&mut Vec::new(), &mut |_| origin)
}

/// The attributes of an instance: the source's, with the plan's laid over.
pub(crate) fn attributes(source: &Value, planned: &Planned, origins: &RefCell<Origins>) -> Value {
    let Some(entries) = source.entries() else { return source.clone() };
    let mut entries = entries.clone();
    for (name, planned_value) in &planned.attributes {
        let span = planned.spans.get(name).copied().unwrap_or(planned.span);
        let overlay = Overlay::new(origins, span);
        match entries.get_mut(name) {
            Some(known) => *known = value(known, planned_value, overlay),
            None if is_worth(name, planned_value) => {
                entries.insert(Arc::clone(name), overlay.added(planned_value));
            }
            None => {}
        }
    }
    Value { data: Data::Object(Arc::new(entries)), ..source.clone() }
}

/// One value: the source's, with the plan's laid over.
pub(crate) fn value(source: &Value, planned: &Value, overlay: Overlay<'_>) -> Value {
    match (&source.data, &planned.data) {
        (Data::Unknown(_), Data::Unknown(unknown)) => after_apply(source, &unknown.reason),
        (_, Data::Unknown(_)) => source.clone(),
        (Data::Unknown(_), _) => overlay.taken(source, planned, false),
        (Data::Null(_), Data::Null(_)) => source.clone(),
        (Data::Null(_), _) => {
            if is_worth("", planned) {
                overlay.taken(source, planned, false)
            } else {
                source.clone()
            }
        }
        // What is only written, never kept, is null in a plan.
        (_, Data::Null(_)) => source.clone(),
        (Data::Object(_) | Data::Map(..), Data::Object(entries)) => {
            object(source, entries, overlay)
        }
        (Data::Object(_), Data::Tuple(elements)) if elements.len() == 1 => {
            value(source, &elements[0], overlay)
        }
        (Data::Tuple(elements), Data::Object(_)) if elements.len() == 1 => {
            let only = value(&elements[0], planned, overlay);
            Value { data: Data::Tuple(Arc::from([only])), ..source.clone() }
        }
        (Data::Tuple(own) | Data::List(_, own) | Data::Set(_, own), Data::Tuple(elements)) => {
            aligned(source, own, elements, overlay)
        }
        _ if is_same_scalar(source, planned) => source.clone(),
        _ => overlay.taken(source, planned, true),
    }
}

/// An unknown value that the plan does not know either: what would decide it is the apply.
fn after_apply(source: &Value, reason: &Reason) -> Value {
    let Data::Unknown(unknown) = &source.data else { return source.clone() };
    if matches!(unknown.reason, Reason::AfterApply { .. } | Reason::DataSource { .. }) {
        return source.clone();
    }
    let mut unknown = (**unknown).clone();
    unknown.reason = reason.clone();
    Value { data: Data::Unknown(Arc::new(unknown)), ..source.clone() }
}

fn object(source: &Value, planned: &BTreeMap<Arc<str>, Value>, overlay: Overlay<'_>) -> Value {
    let mut entries = source.entries().cloned().unwrap_or_default();
    for (name, planned_value) in planned {
        match entries.get_mut(name) {
            Some(known) => *known = value(known, planned_value, overlay),
            None if is_worth(name, planned_value) => {
                entries.insert(Arc::clone(name), overlay.added(planned_value));
            }
            None => {}
        }
    }
    let data = match &source.data {
        Data::Map(type_, _) => Data::Map(type_.clone(), Arc::new(entries)),
        _ => Data::Object(Arc::new(entries)),
    };
    Value { data, ..source.clone() }
}

/// Elements of a list or a set, or nested blocks. A provider sorts sets in its own way, so each element looks for its partner.
fn aligned(source: &Value, own: &[Value], planned: &[Value], overlay: Overlay<'_>) -> Value {
    let mut partner: Vec<Option<usize>> = vec![None; planned.len()];
    let mut free: Vec<usize> = Vec::new();
    for (index, element) in own.iter().enumerate() {
        let fits = |at: usize| partner[at].is_none() && is_compatible(element, &planned[at]);
        let at = if index < planned.len() && fits(index) {
            Some(index)
        } else {
            (0..planned.len()).find(|at| fits(*at))
        };
        match at {
            Some(at) if !element.is_unknown() => partner[at] = Some(index),
            _ => free.push(index),
        }
    }
    // Unknown elements, and dynamic blocks of which nobody knew how many there are, stand for whatever is left.
    let left: Vec<usize> = (0..planned.len()).filter(|at| partner[*at].is_none()).collect();
    for (nth, at) in left.into_iter().enumerate() {
        partner[at] = free.get(nth.min(free.len().saturating_sub(1))).copied();
    }
    let merged = planned.iter().zip(&partner).map(|(element, partner)| match partner {
        Some(index) => value(&own[*index], element, overlay),
        None => overlay.taken(source, element, true),
    });
    let mut merged: Vec<Value> = merged.collect();
    if own.len() == planned.len() {
        // The source's order, which paths and edits go by.
        let mut order: Vec<(Option<usize>, Value)> = partner.into_iter().zip(merged).collect();
        order.sort_by_key(|(index, _)| *index);
        merged = order.into_iter().map(|(_, value)| value).collect();
    }
    let data = match &source.data {
        Data::List(type_, _) => Data::List(type_.clone(), merged.into()),
        Data::Set(type_, _) => Data::Set(type_.clone(), merged.into()),
        _ => Data::Tuple(merged.into()),
    };
    Value { data, ..source.clone() }
}

/// Whether the plan's value can be what the source's becomes.
fn is_compatible(source: &Value, planned: &Value) -> bool {
    match (&source.data, &planned.data) {
        (Data::Unknown(_), _) | (_, Data::Unknown(_) | Data::Null(_)) | (Data::Null(_), _) => true,
        (Data::Object(own) | Data::Map(_, own), Data::Object(planned)) => {
            own.iter().all(|(name, value)| {
                planned.get(name).is_none_or(|planned| is_compatible(value, planned))
            })
        }
        (Data::Tuple(own) | Data::List(_, own) | Data::Set(_, own), Data::Tuple(planned)) => {
            own.len() == planned.len()
                && own
                    .iter()
                    .all(|value| planned.iter().any(|planned| is_compatible(value, planned)))
        }
        _ => is_same_scalar(source, planned),
    }
}

/// Equal as far as a provider's schema goes: `"5"` is `5`, and policies in JSON may be laid out differently.
fn is_same_scalar(source: &Value, planned: &Value) -> bool {
    if source.same_content(planned) {
        return true;
    }
    let (Some(left), Some(right)) = (text(source), text(planned)) else { return false };
    left == right || left.starts_with(['{', '[']) && is_same_json(&left, &right)
}

fn is_same_json(left: &str, right: &str) -> bool {
    let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).ok();
    read(left).is_some_and(|left| Some(left) == read(right))
}

fn text(value: &Value) -> Option<String> {
    match &value.data {
        Data::String(text) => Some(text.to_string()),
        Data::Bool(flag) => Some(flag.to_string()),
        Data::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
