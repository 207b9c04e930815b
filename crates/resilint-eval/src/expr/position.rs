//! Elements of lists that are not known: `slice(names, 0, 3)` has three elements, or Terraform refuses it; and each is another one.

use std::slice;

use crate::operators::{index, one_of};
use crate::value::{Marks, Type, Unknown, Value};

/// A longer slice is not told apart.
const MAX_ELEMENTS: u64 = 64;

/// What `slice` and `element` give for an unknown list at known positions; `None` for everything else.
pub(super) fn of_unknown_list(name: &str, arguments: &[Value]) -> Option<Value> {
    let (list, positions) = arguments.split_first()?;
    let part = part_of_unknown_list(name, list, positions)?;
    // Of an unknown list Terraform forgets that it is sensitive, but not of where it is to look.
    let marks = positions.iter().fold(Marks::default(), |all, each| all.union(&each.marks));
    Some(part.map_marks(&Marks::forgotten).with_marks(&marks))
}

fn part_of_unknown_list(name: &str, list: &Value, positions: &[Value]) -> Option<Value> {
    let unknown = list.as_unknown().filter(|unknown| is_list(unknown))?;
    match (name, positions) {
        ("slice", [start, end]) => {
            let (start, end) = (start.as_u64()?, end.as_u64()?);
            let length = end.checked_sub(start).filter(|length| *length <= MAX_ELEMENTS)?;
            let elements =
                (start..start + length).map(|position| index(list, &Value::number(position)).ok());
            let elements = elements.collect::<Option<Vec<Value>>>()?;
            let element = unknown.type_.element().cloned().unwrap_or(Type::Any);
            Some(if element == Type::Any {
                Value::tuple(elements)
            } else {
                Value::list(element, elements)
            })
        }
        ("element", [position]) if position.alternatives().is_some() => {
            let positions = position.alternatives().unwrap_or_default().iter();
            let elements = positions.map(|position| {
                let known = part_of_unknown_list(name, list, slice::from_ref(position));
                known.or_else(|| index(list, position).ok().filter(|_| position.is_unknown()))
            });
            let elements = elements.collect::<Option<Vec<Value>>>()?;
            Some(one_of(elements, unknown.reason.clone(), &Marks::default()))
        }
        ("element", [position]) => {
            // `element` begins anew at the end of the list, wherever that is.
            let within = position.as_u64()? < unknown.refinement.min_length?;
            if within { index(list, position).ok() } else { None }
        }
        _ => None,
    }
}

fn is_list(unknown: &Unknown) -> bool {
    unknown.refinement.one_of.is_none() && matches!(unknown.type_, Type::List(_) | Type::Any)
}
