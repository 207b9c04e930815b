//! Functions over sets.

use super::FunctionError;
use super::call::{Call, Outcome};
use crate::convert::{convert, unify};
use crate::value::{Data, Marks, Type, Value};

pub(super) fn setunion(call: &Call<'_>) -> Outcome {
    let (type_, sets) = converted(call)?;
    if call.arguments.iter().any(Value::is_unknown) {
        return Ok(call.unknown_of(type_.set()));
    }
    has_one_type(call, &type_)?;
    Ok(set_of(type_, sets.into_iter().flatten().collect(), call))
}

pub(super) fn setintersection(call: &Call<'_>) -> Outcome {
    let (type_, sets) = converted(call)?;
    if !wholly_known(call) {
        return Ok(call.unknown_of(type_.set()));
    }
    has_one_type(call, &type_)?;
    let Some((first, rest)) = sets.split_first() else {
        return Ok(set_of(type_, Vec::new(), call));
    };
    let kept = first.iter().filter(|element| rest.iter().all(|set| holds(set, element)));
    Ok(set_of(type_, kept.cloned().collect(), call))
}

pub(super) fn setsubtract(call: &Call<'_>) -> Outcome {
    let (type_, sets) = converted(call)?;
    if !wholly_known(call) {
        return Ok(call.unknown_of(type_.set()));
    }
    has_one_type(call, &type_)?;
    let [first, second] = sets.as_slice() else {
        return Err(FunctionError::new("two sets are required"));
    };
    let kept = first.iter().filter(|element| !holds(second, element));
    Ok(set_of(type_, kept.cloned().collect(), call))
}

/// The set. Where some of the arguments have no type yet, Terraform goes by the others, and may expect another one.
fn set_of(element: Type, elements: Vec<Value>, call: &Call<'_>) -> Value {
    let set = Value::set(element, elements);
    if call.returns.contains_any() || set.type_of() == *call.returns {
        set
    } else {
        call.unknown_of(call.returns.clone().into_owned())
    }
}

fn holds(set: &[Value], element: &Value) -> bool {
    set.binary_search_by(|candidate| candidate.compare_in_set(element)).is_ok()
        || !is_primitive(element) && set.iter().any(|candidate| candidate.same_content(element))
}

fn is_primitive(value: &Value) -> bool {
    matches!(value.data, Data::Bool(_) | Data::Number(_) | Data::String(_))
}

fn wholly_known(call: &Call<'_>) -> bool {
    call.arguments.iter().all(Value::is_wholly_known)
}

/// All sets, with elements of one type.
fn converted(call: &Call<'_>) -> Result<(Type, Vec<Vec<Value>>), FunctionError> {
    let mut types = Vec::new();
    for argument in &call.arguments {
        let element = argument.type_of().element().cloned().unwrap_or(Type::Any);
        if element != Type::Any || argument.elements().is_none_or(|elements| !elements.is_empty()) {
            types.push(element);
        }
    }
    let element = match types.as_slice() {
        [] => Type::Any,
        _ => unify(&types).ok_or_else(incompatible)?,
    };
    let type_ = element.clone().set();
    let one = |(index, argument): (usize, &Value)| {
        let set =
            convert(argument, &type_).map_err(|error| FunctionError::at(index, error.message))?;
        Ok(set.elements().unwrap_or_default().to_vec())
    };
    let sets =
        call.arguments.iter().enumerate().map(one).collect::<Result<Vec<_>, FunctionError>>()?;
    Ok((element, sets))
}

/// Nulls without a type do not go together with elements that have one.
fn has_one_type(call: &Call<'_>, common: &Type) -> Result<(), FunctionError> {
    let is_typed =
        |set: &Value| set.type_of().element().is_some_and(|element| *element != Type::Any);
    if *common == Type::Any && call.arguments.iter().any(is_typed) {
        return Err(incompatible());
    }
    Ok(())
}

fn incompatible() -> FunctionError {
    FunctionError::new("given sets must all have compatible element types")
}

/// How many elements a factor has: of a tuple, its type tells; of a set of several, nobody knows before they are.
fn length_in_product(factor: &Value) -> Option<usize> {
    match (&factor.data, factor.type_of()) {
        (Data::Set(_, elements), _) if elements.len() > 1 && !factor.is_wholly_known() => None,
        (_, Type::Tuple(elements)) => Some(elements.len()),
        _ => factor.elements().map(<[Value]>::len),
    }
}

/// More combinations than this cannot be meant.
const MAX_PRODUCT: usize = 1 << 20;

pub(super) fn setproduct(call: &Call<'_>) -> Outcome {
    if call.arguments.len() < 2 {
        return Err(FunctionError::new("at least two arguments are required"));
    }
    let mut types = Vec::new();
    let mut lists = true;
    for (index, argument) in call.arguments.iter().enumerate() {
        let type_ = argument.type_of();
        lists &= !matches!(type_, Type::Set(_));
        types.push(match &type_ {
            Type::Set(element) | Type::List(element) => Type::clone(element),
            Type::Tuple(elements) if elements.is_empty() => Type::Any,
            Type::Tuple(elements) => unify(elements)
                .ok_or_else(|| FunctionError::at(index, "all elements must be of the same type"))?,
            Type::Any => return Ok(call.unknown()),
            _ => return Err(FunctionError::at(index, "a set or a list is required")),
        });
    }
    let element = Type::Tuple(types.clone().into());
    let type_ = if lists { element.clone().list() } else { element.clone().set() };
    let lengths: Option<Vec<usize>> = call.arguments.iter().map(length_in_product).collect();
    let unknown = || call.unknown_of(type_.clone()).forgotten_but(&call.outer_marks());
    let Some(lengths) = lengths else { return Ok(unknown()) };
    let total = lengths.iter().try_fold(1_usize, |total, length| total.checked_mul(*length));
    if total.is_none_or(|total| total > MAX_PRODUCT) {
        return Err(FunctionError::new("the product is too large"));
    }
    if total != Some(0) && call.arguments.iter().any(Value::is_unknown) {
        let most = total.and_then(|total| u64::try_from(total).ok());
        return Ok(unknown().of_lengths((1, most)));
    }
    let mut rows: Vec<Vec<Value>> = vec![Vec::new()];
    let mut marks = Marks::default();
    for (index, (argument, type_)) in call.arguments.iter().zip(&types).enumerate() {
        marks = marks.union(&argument.marks);
        let values = call.elements(index).iter().map(|value| convert(value, type_));
        let values: Vec<Value> = values
            .collect::<Result<_, _>>()
            .map_err(|error| FunctionError::at(index, error.message))?;
        rows = rows
            .iter()
            .flat_map(|row| {
                values
                    .iter()
                    .map(move |value| [row.as_slice(), std::slice::from_ref(value)].concat())
            })
            .collect();
    }
    let rows: Vec<Value> = rows.into_iter().map(Value::tuple).collect();
    Ok(if lists { Value::list(element, rows) } else { Value::set(element, rows) }
        .with_marks(&marks))
}
