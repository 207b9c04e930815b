//! `condition ? yes : no`.

use std::sync::Arc;

use super::OperatorError;
use crate::convert::{convert, mismatch_message, unify};
use crate::number::Number;
use crate::value::{Data, Open, Refinement, Type, Value, alternatives, of_one_length};

/// Chooses an arm and brings it to the type both have in common. The chosen arm keeps its origin; the condition's marks are added.
/// An unknown condition gives an unknown value that is [`Refinement::one_of`] the arms, whose sources become uncertain.
///
/// # Errors
/// The condition is not a bool or null, or the arms have no common type.
pub fn conditional(condition: &Value, yes: &Value, no: &Value) -> Result<Value, OperatorError> {
    let bool = convert(condition, &Type::Bool);
    let decided = bool.as_ref().ok().and_then(Value::as_bool);
    let type_ = common_type(yes, no, decided.map(|decided| if decided { yes } else { no }))?;
    if condition.is_null() {
        return Err(OperatorError::at(
            0,
            "the condition value is null; conditions must either be true or false",
        ));
    }
    let bool = bool.or_else(|_| match &condition.data {
        // Of which type it is matters only once it is known.
        Data::Unknown(unknown) => {
            let bool = Value::unknown(Type::Bool, unknown.reason.clone());
            Ok(bool.with_marks(&condition.marks))
        }
        _ => Err(OperatorError::at(0, "the condition expression must be of type bool")),
    })?;
    match &bool.data {
        Data::Bool(is_yes) => {
            let (arm, other, operand) = if *is_yes { (yes, no, 1) } else { (no, yes, 2) };
            // Nothing is brought to a type before the condition is known.
            if !bool.is_undecided() {
                comes_out_alike(arm, &other.type_of(), &type_, operand)?;
            }
            Ok(chosen(&settled(&to_common(arm, &type_, operand)?, other), other, &bool))
        }
        _ => {
            let arms = [
                settled(&to_common(yes, &type_, 1)?, no),
                settled(&to_common(no, &type_, 2)?, yes),
            ];
            let result = undecided(&bool, &arms[0], &arms[1], type_);
            Ok(if becomes_collection(&result, [yes, no]) {
                result.opened(Open::Present)
            } else {
                result
            })
        }
    }
}

/// Whether an arm becomes a collection only here. Terraform does not tell then how many elements there are.
fn becomes_collection(result: &Value, arms: [&Value; 2]) -> bool {
    let is_collection = |value: &Value| value.type_of().element().is_some();
    is_collection(result) && !arms.into_iter().all(is_collection)
}

/// Where one arm is a list and the other one a tuple, Terraform knows the type that the elements of the tuple have in common, and goes from there to the
/// type of the list; but it begins with the elements as they are. They have to come out alike. So it is with maps and objects.
fn comes_out_alike(
    arm: &Value,
    other: &Type,
    type_: &Type,
    operand: usize,
) -> Result<(), OperatorError> {
    let (wanted, parts) = match (type_, arm.type_of(), other) {
        (Type::List(wanted), Type::Tuple(elements), Type::List(_)) => (wanted, elements.to_vec()),
        (Type::Map(wanted), Type::Object(attributes), Type::Map(_)) => {
            (wanted, attributes.values().map(|attribute| attribute.type_.clone()).collect())
        }
        _ => return Ok(()),
    };
    let Some(common) = unify(&parts).filter(|common| common != &**wanted) else { return Ok(()) };
    let made: Option<Vec<Type>> =
        parts.iter().map(|part| brought_from(part, &common, wanted)).collect();
    if made.is_some_and(|made| made.iter().all(|type_| Some(type_) == made.first())) {
        return Ok(());
    }
    Err(OperatorError::at(operand, "element types must all match for conversion to a collection"))
}

/// What becomes of a part on the way from one type to another, of which it is not yet. `None` if its own parts do not come out alike.
fn brought_from(part: &Type, from: &Type, to: &Type) -> Option<Type> {
    if from == to || *to == Type::Any {
        return Some(part.clone());
    }
    match (part, from, to) {
        (Type::Object(parts), Type::Object(from), Type::Object(to)) => {
            let attributes = to.iter().map(|(name, to)| {
                let [part, from] = [parts.get(name)?, from.get(name)?];
                Some((Arc::clone(name), brought_from(&part.type_, &from.type_, &to.type_)?))
            });
            attributes.collect::<Option<Vec<_>>>().map(Type::object)
        }
        (Type::Tuple(parts), Type::Tuple(from), Type::Tuple(to)) => {
            let pairs = parts.iter().zip(from.iter().zip(to.iter()));
            let parts = pairs.map(|(part, (from, to))| brought_from(part, from, to));
            parts.collect::<Option<Arc<[Type]>>>().map(Type::Tuple)
        }
        (Type::Tuple(parts), Type::List(from), Type::List(to)) => {
            let mut parts = parts.iter().map(|part| brought_from(part, from, to));
            let Some(first) = parts.next() else { return Some(Type::clone(to).list()) };
            let first = first?;
            parts.all(|part| part.as_ref() == Some(&first)).then(|| first.list())
        }
        _ => Some(to.clone()),
    }
}

/// The result is as sensitive as either arm, so that it does not tell which was taken.
fn chosen(arm: &Value, other: &Value, condition: &Value) -> Value {
    arm.clone().with_marks(&condition.marks).with_marks(&other.marks.in_plan())
}

/// The type that both arms have in common. Of one that is not chosen, only the type counts.
fn common_type(yes: &Value, no: &Value, chosen: Option<&Value>) -> Result<Type, OperatorError> {
    // Terraform does not take one that is sensitive for a plain `null`.
    let untyped_null = |value: &Value| {
        matches!(value.data, Data::Null(Type::Any)) && !value.marks.is_sensitive_in_plan()
    };
    let (left, right) = (yes.type_of(), no.type_of());
    if untyped_null(yes) {
        return Ok(right);
    }
    if untyped_null(no) {
        return Ok(left);
    }
    if left == Type::Any || right == Type::Any {
        return Ok(Type::Any);
    }
    // What is open in the common type, an arm must fill by itself.
    let fits = |type_: &Type| {
        let fills = |arm: &Value| convert(arm, type_).is_ok();
        !type_.contains_any() || chosen.map_or_else(|| fills(yes) && fills(no), fills)
    };
    unify(&[left.clone(), right.clone()]).filter(fits).ok_or_else(|| {
        let message = format!(
            "the true and false result expressions must have consistent types: {}",
            inconsistency(&left, &right)
        );
        OperatorError { message, operand: None }
    })
}

fn inconsistency(yes: &Type, no: &Type) -> String {
    let plain = |type_: &Type| !matches!(type_, Type::Object(_) | Type::Tuple(_));
    if yes.friendly_name() != no.friendly_name() && (plain(yes) || plain(no)) {
        return format!(
            "the `true` value is {}, but the `false` value is {}",
            yes.friendly_name(),
            no.friendly_name()
        );
    }
    mismatch_message(no, yes)
}

/// Where the common type leaves something open, the arm stays as it is.
fn to_common(arm: &Value, type_: &Type, operand: usize) -> Result<Value, OperatorError> {
    convert(arm, type_).map_err(|error| OperatorError::at(operand, error.message))
}

/// What an arm will be once its type counts.
fn settled(arm: &Value, other: &Value) -> Value {
    if !arm.is_untyped() {
        return arm.clone();
    }
    let other = other.settled();
    let is_open = other.has_no_type() && !other.is_null();
    if is_open { perhaps_converted(arm.clone()) } else { brought_to(&other, arm) }
}

/// What is not known yet may become what an arm without a type asks for; a text stays one.
pub(crate) fn perhaps_converted(value: Value) -> Value {
    if value.is_wholly_known() || value.type_of() == Type::String {
        return value;
    }
    let unknown = Value::unknown(Type::Any, value.why());
    unknown.with_marks(&value.deep_marks()).with_origin(value.origin)
}

/// An arm in the type that it has in common with the other one; where it is not decided, whatever it may be.
fn brought_to(other: &Value, arm: &Value) -> Value {
    if arm.alternatives().is_some() {
        return Value { data: arm.data_of_parts(&|arm| brought_to(other, arm)), ..arm.clone() };
    }
    let known = arm.settled();
    let settled = common_type(&known, other, Some(&known))
        .ok()
        .and_then(|type_| convert(&known, &type_).ok());
    settled.map_or_else(|| arm.clone(), |settled| Value { open: arm.open, ..settled })
}

fn undecided(condition: &Value, yes: &Value, no: &Value, type_: Type) -> Value {
    let (yes, no) = (yes.weakened(), no.weakened());
    let nested = yes.deep_marks().union(&no.deep_marks()).only_sources();
    let marks = condition.marks.union(&yes.marks).union(&no.marks).union(&nested);
    if yes.is_null() && no.is_null() {
        return Value::null(type_).with_marks(&marks);
    }
    let reason = condition.why();
    if let Some(value) = of_one_length(&[yes.clone(), no.clone()], &type_, &reason) {
        return value.with_marks(&marks);
    }
    let refinement = Refinement {
        parts: None,
        not_null: yes.is_certainly_not_null() && no.is_certainly_not_null(),
        prefix: common_prefix(&yes, &no),
        min_length: both(&yes, &no, |value| lengths(value).0, u64::min),
        max_length: both(&yes, &no, |value| lengths(value).1, u64::max),
        at_least: both(&yes, &no, |value| bounds(value).0, Number::min),
        at_most: both(&yes, &no, |value| bounds(value).1, Number::max),
        one_of: alternatives(vec![yes, no]).0,
    };
    Value::refined(type_, reason, refinement).with_marks(&marks)
}

fn both<T>(
    yes: &Value,
    no: &Value,
    of: impl Fn(&Value) -> Option<T>,
    choose: impl Fn(T, T) -> T,
) -> Option<T> {
    Some(choose(of(yes)?, of(no)?))
}

fn lengths(value: &Value) -> (Option<u64>, Option<u64>) {
    match &value.data {
        Data::List(_, elements) => {
            (u64::try_from(elements.len()).ok(), u64::try_from(elements.len()).ok())
        }
        Data::Set(_, elements) => {
            let most = u64::try_from(elements.len()).ok();
            (if value.is_wholly_known() { most } else { most.map(|length| length.min(1)) }, most)
        }
        Data::Map(_, entries) => {
            (u64::try_from(entries.len()).ok(), u64::try_from(entries.len()).ok())
        }
        Data::Unknown(unknown) => (unknown.refinement.min_length, unknown.refinement.max_length),
        _ => (None, None),
    }
}

fn bounds(value: &Value) -> (Option<Number>, Option<Number>) {
    match &value.data {
        Data::Number(number) => (Some(number.clone()), Some(number.clone())),
        Data::Unknown(unknown) => {
            (unknown.refinement.at_least.clone(), unknown.refinement.at_most.clone())
        }
        _ => (None, None),
    }
}

fn common_prefix(yes: &Value, no: &Value) -> Option<Arc<str>> {
    let of = |value: &Value| match &value.data {
        Data::String(text) => Some(Arc::clone(text)),
        Data::Unknown(unknown) => unknown.refinement.prefix.clone(),
        _ => None,
    };
    let (left, right) = (of(yes)?, of(no)?);
    let common: String = left
        .chars()
        .zip(right.chars())
        .take_while(|(left, right)| left == right)
        .map(|(left, _)| left)
        .collect();
    Some(common.into()).filter(|common: &Arc<str>| !common.is_empty())
}
