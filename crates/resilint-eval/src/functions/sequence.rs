//! Functions over lists: elements keep their origins and marks.

use std::ops::Range;

use super::FunctionError;
use super::call::{Call, Outcome};
use super::lookup::listed_element;
use crate::convert::{convert, unify};
use crate::number::Number;
use crate::value::{Data, Marks, Open, Refinement, Type, Value};

/// Longer lists are refused: locals that double each other would otherwise fill the memory.
const MAX_LENGTH: usize = 1 << 22;
/// Terraform's limit for `range`.
const MAX_RANGE: usize = 1024;

pub(super) fn chunklist(call: &Call<'_>) -> Outcome {
    let (list, size) = (call.argument(0), call.argument(1));
    let element = list.type_of();
    let width = usize::try_from(call.integer(1)?)
        .map_err(|_| FunctionError::at(1, "the size argument must be positive"))?;
    let elements = call.elements(0);
    let inner = element.element().cloned().unwrap_or(Type::Any);
    let chunks = match (elements, width) {
        ([], _) => Vec::new(),
        (_, 0) => vec![list.clone()],
        _ => {
            elements.chunks(width).map(|chunk| Value::list(inner.clone(), chunk.to_vec())).collect()
        }
    };
    Ok(Value::list(element, chunks).with_marks(&list.marks).with_marks(&size.marks))
}

pub(super) fn compact(call: &Call<'_>) -> Outcome {
    if !call.argument(0).is_wholly_known() {
        let most = u64::try_from(call.elements(0).len()).ok();
        return call.unknown_with(|refinement| refinement.max_length = most);
    }
    let kept = call
        .elements(0)
        .iter()
        .filter(|element| element.as_str().is_some_and(|text| !text.is_empty()));
    Ok(Value::list(Type::String, kept.cloned().collect()))
}

pub(super) fn concat(call: &Call<'_>) -> Outcome {
    if call.arguments.is_empty() {
        return Err(FunctionError::new("at least one argument is required"));
    }
    let sequence = |type_: &Type| matches!(type_, Type::List(_) | Type::Tuple(_) | Type::Any);
    let types: Vec<Type> = call.arguments.iter().map(Value::type_of).collect();
    if let Some(index) = types.iter().position(|type_| !sequence(type_)) {
        let message = format!(
            "all arguments must be lists or tuples; got {}",
            types.get(index).map(Type::friendly_name).unwrap_or_default()
        );
        return Err(FunctionError::at(index, message));
    }
    let lists = types.iter().all(|type_| matches!(type_, Type::List(_)));
    let common = if lists { unify(&types) } else { None };
    if call.arguments.iter().any(Value::is_unknown) {
        return Ok(unknown_concat(call));
    }
    let mut elements = Vec::new();
    let mut marks = Marks::default();
    for (index, argument) in call.arguments.iter().enumerate() {
        let argument = match &common {
            Some(type_) => {
                convert(argument, type_).map_err(|error| FunctionError::at(index, error.message))?
            }
            None => argument.clone(),
        };
        let more = argument.elements().unwrap_or_default();
        if elements.len() + more.len() > MAX_LENGTH {
            return Err(FunctionError::new("the list is too long"));
        }
        elements.extend(more.iter().cloned());
        marks = marks.union(&argument.marks);
    }
    let result = match common {
        Some(type_) => Value::list(type_.element().cloned().unwrap_or(Type::Any), elements),
        None => Value::tuple(elements),
    };
    Ok(result.with_marks(&marks))
}

/// At least as long as the known parts.
fn unknown_concat(call: &Call<'_>) -> Value {
    let least: u64 = call.arguments.iter().map(|argument| lengths(argument).0).sum();
    let most = call.arguments.iter().map(|argument| lengths(argument).1).sum::<Option<u64>>();
    call.unknown()
        .refine(|refinement| (refinement.min_length, refinement.max_length) = (Some(least), most))
}

fn lengths(value: &Value) -> (u64, Option<u64>) {
    match &value.data {
        Data::Unknown(_) => value.lengths(),
        _ => {
            let length =
                u64::try_from(value.elements().unwrap_or_default().len()).unwrap_or(u64::MAX);
            (length, Some(length))
        }
    }
}

pub(super) fn distinct(call: &Call<'_>) -> Outcome {
    let list = call.argument(0);
    if !list.is_wholly_known() {
        let length = u64::try_from(call.elements(0).len()).ok();
        let bounds = |refinement: &mut Refinement| {
            refinement.min_length = length.map(|length| length.min(1));
            refinement.max_length = length;
        };
        return Ok(call.unknown_of(list.type_of()).refine(bounds));
    }
    let mut seen: std::collections::HashMap<Value, usize> = std::collections::HashMap::new();
    let mut kept: Vec<Value> = Vec::new();
    for element in call.elements(0) {
        let plain = element.map_marks(&|_| Marks::default());
        match seen.get(&plain) {
            Some(index) => {
                if let Some(first) = kept.get_mut(*index) {
                    first.marks = first.marks.union(&element.marks);
                }
            }
            None => {
                seen.insert(plain, kept.len());
                kept.push(element.clone());
            }
        }
    }
    Ok(Value::list(list.type_of().element().cloned().unwrap_or(Type::Any), kept))
}

pub(super) fn flatten(call: &Call<'_>) -> Outcome {
    let list = call.argument(0);
    if list.elements().is_none() {
        return Err(FunctionError::at(0, "can only flatten lists, sets and tuples"));
    }
    let mut flat = Flat { is_known: true, ..Flat::default() };
    flat.add_all(list);
    if flat.is_known && !(flat.is_disordered && flat.open >= Open::Tried) {
        let all = Value::tuple(flat.elements).with_marks(&flat.marks);
        return Ok(Value { open: flat.open, ..all });
    }
    let certain = flat.elements.iter().filter(|value| !may_be_sequence(value)).count();
    let least = u64::try_from(certain).ok();
    let unknown = call.unknown_with(|refinement| refinement.min_length = least)?;
    Ok(unknown.forgotten_but(&flat.marks))
}

/// What is in a list and in the lists inside it.
#[derive(Default)]
struct Flat {
    elements: Vec<Value>,
    /// The marks of the lists.
    marks: Marks,
    /// No unknown element may turn out to be a list. What is certain is collected all the same.
    is_known: bool,
    /// Where an element stands in one of the lists is not certain. Terraform takes it as it is, unless it waits for the elements.
    is_disordered: bool,
    /// What Terraform does not know of the elements: what some of them are.
    open: Open,
}

impl Flat {
    fn add_all(&mut self, list: &Value) {
        self.marks = self.marks.union(&list.marks);
        self.is_disordered |= list.is_disordered();
        let elements = list.elements().unwrap_or_default();
        if matches!(list.data, Data::Set(..)) && elements.len() > 1 && !list.is_wholly_known() {
            self.is_known = false;
            return;
        }
        for element in elements {
            if element.is_untyped() && !element.marks.is_sensitive_in_plan() {
                self.open = self.open.max(element.open);
            }
            if may_be_sequence(element) {
                self.is_known = false;
                self.marks = self.marks.union(&element.marks);
            } else if element.elements().is_some() {
                // Of a list that is not there yet, Terraform does not know what is in it.
                if element.is_undecided() {
                    self.open = self.open.max(element.open.of_type());
                }
                self.add_all(element);
            } else {
                self.elements.push(element.clone());
            }
        }
    }
}

/// Whether a value is unknown and no certain element. What is sensitive and of no type yet, Terraform takes for one element, whatever it will be.
fn may_be_sequence(value: &Value) -> bool {
    let is_secret = value.has_no_type() && value.marks.is_sensitive_in_plan();
    value.as_unknown().is_some_and(|unknown| match unknown.type_ {
        Type::Any | Type::List(_) | Type::Set(_) | Type::Tuple(_) => !is_secret,
        _ => false,
    })
}

pub(super) fn range(call: &Call<'_>) -> Outcome {
    let numbers: Vec<&Number> = call.arguments.iter().filter_map(Value::as_number).collect();
    let towards = |start: &Number, end: &Number| Number::from(if end < start { -1i64 } else { 1 });
    let (start, end, step) = match numbers.as_slice() {
        [end] => (Number::ZERO, (*end).clone(), towards(&Number::ZERO, end)),
        [start, end] => ((*start).clone(), (*end).clone(), towards(start, end)),
        [start, end, step] => ((*start).clone(), (*end).clone(), (*step).clone()),
        _ => return Err(FunctionError::new("must have one, two, or three arguments")),
    };
    if step.is_zero() {
        return Err(FunctionError::at(2, "step must not be zero"));
    }
    let down = step.is_negative();
    if down && end > start {
        return Err(FunctionError::at(1, "end must be less than start when step is negative"));
    }
    if !down && end < start {
        return Err(FunctionError::at(1, "end must be greater than start when step is positive"));
    }
    let mut values = Vec::new();
    let mut number = start;
    while if down { number > end } else { number < end } {
        if values.len() >= MAX_RANGE {
            let message = "more than 1024 values were generated; either decrease the difference between start and end or use a smaller step";
            return Err(FunctionError::new(message));
        }
        let next =
            number.add(&step).ok_or_else(|| FunctionError::new("the number is too large"))?;
        values.push(Value::number(number));
        number = next;
    }
    Ok(Value::list(Type::Number, values))
}

pub(super) fn reverse(call: &Call<'_>) -> Outcome {
    let list = call.argument(0);
    let reversed = |elements: &[Value]| elements.iter().rev().cloned().collect();
    let result = match &list.data {
        Data::Tuple(elements) => Value::tuple(reversed(elements)),
        Data::List(type_, elements) | Data::Set(type_, elements) => {
            Value::list(type_.clone(), reversed(elements))
        }
        _ => {
            return Err(FunctionError::at(
                0,
                format!(
                    "can only reverse list or tuple values, not {}",
                    list.type_of().friendly_name()
                ),
            ));
        }
    };
    Ok(result.with_marks(&list.marks))
}

pub(super) fn slice(call: &Call<'_>) -> Outcome {
    let list = call.argument(0);
    if !list.is_unknown() && !matches!(list.data, Data::List(..) | Data::Tuple(_)) {
        let message = match list.data {
            Data::Set(..) => "cannot slice a set, because its elements do not have indices",
            _ => "must be a list or tuple value",
        };
        return Err(FunctionError::at(0, message));
    }
    let bounds = bounds(call)?;
    let (Some(bounds), false) = (bounds, list.is_unknown()) else {
        return Ok(slice_of_listed(call).unwrap_or_else(|| call.unknown()));
    };
    let part = call.elements(0).get(bounds).unwrap_or_default().to_vec();
    let result = match &list.data {
        Data::List(type_, _) => Value::list(type_.clone(), part),
        _ => Value::tuple(part),
    };
    Ok(result
        .with_marks(&list.marks)
        .with_marks(&call.argument(1).marks)
        .with_marks(&call.argument(2).marks))
}

/// From where to where a slice goes, when both are known; they are judged as far as they are.
fn bounds(call: &Call<'_>) -> Result<Option<Range<usize>>, FunctionError> {
    let list = call.argument(0);
    let length = list.tuple_length().or_else(|| list.elements().map(<[Value]>::len));
    let bound = |argument: usize, what: &str| {
        if call.argument(argument).is_unknown() {
            return Ok(None);
        }
        let refused =
            |limit: &str| FunctionError::at(argument, format!("{what} index must not be {limit}"));
        let index = usize::try_from(call.integer(argument)?);
        let index = index.map_err(|_| refused("less than zero"))?;
        match length {
            Some(length) if index > length => Err(refused("greater than the length of the list")),
            _ => Ok(Some(index)),
        }
    };
    match (bound(1, "start")?, bound(2, "end")?) {
        (Some(start), Some(end)) if start > end => {
            Err(FunctionError::at(1, "start index must not be greater than end index"))
        }
        (Some(start), Some(end)) => Ok(Some(start..end)),
        _ => Ok(None),
    }
}

/// The first elements of a list that a data source reads, such as the zones of a region: there are so many, or Terraform stops.
fn slice_of_listed(call: &Call<'_>) -> Option<Value> {
    let (list, start, end) =
        (call.argument(0), call.argument(1).as_u64()?, call.argument(2).as_u64()?);
    if end < start || end - start > 64 {
        return None;
    }
    let elements: Option<Vec<Value>> =
        (start..end).map(|index| listed_element(list, index)).collect();
    let first = elements.as_ref()?.first().map_or(Type::Any, Value::type_of);
    Some(Value::list(first, elements?))
}

pub(super) fn sort(call: &Call<'_>) -> Outcome {
    let elements = call.elements(0);
    if let Some(index) = elements.iter().position(Value::is_null) {
        return Err(FunctionError::at(
            0,
            format!("given list element {index} is null; a null string cannot be sorted"),
        ));
    }
    if !call.argument(0).is_wholly_known() {
        let lengths = match call.argument(0).as_unknown() {
            Some(list) => (list.refinement.min_length, list.refinement.max_length),
            None => (u64::try_from(elements.len()).ok(), u64::try_from(elements.len()).ok()),
        };
        return call.unknown_with(|refinement| {
            (refinement.min_length, refinement.max_length) = lengths;
        });
    }
    let mut sorted = elements.to_vec();
    sorted.sort_by(Value::compare_in_set);
    Ok(Value::list(Type::String, sorted))
}
