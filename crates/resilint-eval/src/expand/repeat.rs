//! `count` and `for_each` of resources and module calls.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Declaration, InstanceKey};
use resilint_syntax::Expression;

use crate::convert::convert;
use crate::data::are_listed_zones;
use crate::expr::{Context, Elements, Fault, Repetition, elements_of};
use crate::instance::Multiplicity;
use crate::number::Number;
use crate::operators::one_of;
use crate::origin::OriginId;
use crate::value::{Certainty, Data, Marks, Reason, Refinement, Type, Value};

/// A `count` above this is one symbolic instance.
const MAX_COUNT: u64 = 256;
/// More elements than these are not told apart in a symbolic instance.
const MAX_CHOICES: usize = 16;

/// How often a block is repeated.
#[derive(Debug)]
pub(crate) enum Repeat {
    /// Neither `count` nor `for_each`.
    Once,
    /// Neither, but OpenTofu's `enabled`, which is false, or not known.
    Optional(Box<Optional>),
    /// `count`, or `for_each` with these keys.
    Keys { keys: Vec<(InstanceKey, Repetition)>, is_count: bool, marks: Marks, origin: OriginId },
    /// One instance stands for all.
    Symbolic(Box<Symbolic>),
}

/// One instance that is not there, or perhaps.
#[derive(Debug)]
pub(crate) struct Optional {
    /// Why it is not known whether it is there; `None` when it is not.
    pub(crate) maybe_absent: Option<Reason>,
    marks: Marks,
    origin: OriginId,
}

impl Optional {
    /// The instance as others see it: null, or perhaps.
    pub(crate) fn element(&self, value: Option<Value>) -> Value {
        let null = Value::null(Type::Any).with_marks(&self.marks);
        match (&self.maybe_absent, value) {
            (Some(reason), Some(value)) => one_of(vec![value, null], reason.clone(), &self.marks),
            _ => null,
        }
    }

    /// What is inside the instance, which has to be there then.
    pub(crate) fn part(&self, value: Value) -> Value {
        let reason = self.maybe_absent.clone().unwrap_or(Reason::Expansion);
        one_of(vec![value], reason, &self.marks)
    }
}

/// One instance that stands for all there may be.
#[derive(Debug)]
pub(crate) struct Symbolic {
    pub(crate) multiplicity: Multiplicity,
    repetition: Repetition,
    marks: Marks,
    origin: OriginId,
}

impl Symbolic {
    /// Whether there certainly is one.
    pub(crate) fn is_certain(&self) -> bool {
        self.multiplicity.at_least() > 0
    }

    /// Why there may be none.
    pub(crate) fn maybe_absent(&self) -> Option<&Reason> {
        match &self.multiplicity {
            Multiplicity::Unknown { reason, at_least: 0, .. } => Some(reason),
            _ => None,
        }
    }

    fn reason(&self) -> Reason {
        match &self.multiplicity {
            Multiplicity::Exactly(_) => Reason::Expansion,
            Multiplicity::Unknown { reason, .. } => reason.clone(),
        }
    }

    /// Whether `count` makes them.
    pub(crate) fn is_counted(&self) -> bool {
        self.repetition.each.is_none()
    }

    /// Some element. If there may be none, it is unknown, with the element as the only thing it can be.
    pub(crate) fn element(&self, of: impl FnOnce(Certainty) -> Value) -> Value {
        if self.is_certain() {
            of(Certainty::Certain)
        } else {
            one_of(vec![of(Certainty::May)], self.reason(), &self.marks)
        }
    }

    /// All elements: unknown, though perhaps their number is known.
    pub(crate) fn collection(&self, sources: &Marks) -> Value {
        let refinement = Refinement {
            not_null: true,
            min_length: Some(self.multiplicity.at_least()).filter(|least| *least > 0),
            max_length: self.multiplicity.at_most(),
            ..Refinement::default()
        };
        Value::refined(Type::Any, self.reason(), refinement)
            .with_marks(&self.marks)
            .with_marks(sources)
    }

    /// All instances of a module. However many there are, Terraform knows whether they are a list or a map.
    pub(crate) fn modules(&self, sources: &Marks) -> Value {
        if matches!(self.multiplicity, Multiplicity::Exactly(_)) {
            return self.collection(sources);
        }
        let type_ = if self.is_counted() { Type::Any.list() } else { Type::Any.map() };
        let all = Value::unknown(type_, self.reason()).not_null();
        all.with_marks(&self.marks).with_marks(sources)
    }
}

impl Repeat {
    /// The instances that a plan knows of, where the source does not tell how many there are, and those that the source does not know.
    pub(crate) fn settle(&mut self, planned: &[Option<InstanceKey>]) {
        let origin = self.origin();
        let (mut keys, is_count, marks, element) = match self {
            Self::Once | Self::Optional(_) => return,
            Self::Symbolic(symbolic)
                if symbolic.is_counted()
                    && matches!(symbolic.multiplicity, Multiplicity::Exactly(_)) =>
            {
                return;
            }
            Self::Keys { keys, is_count, marks, .. } => {
                (std::mem::take(keys), *is_count, marks.clone(), None)
            }
            Self::Symbolic(symbolic) => {
                let each = symbolic.repetition.each.clone();
                let is_count = symbolic.is_counted();
                (Vec::new(), is_count, symbolic.marks.clone(), each.map(|(_, value)| value))
            }
        };
        let element = element.unwrap_or_else(|| Value::unknown(Type::Any, Reason::Expansion));
        for key in planned.iter().flatten() {
            if keys.iter().any(|(known, _)| known == key) {
                continue;
            }
            let repetition = match key {
                InstanceKey::Index(index) if is_count => {
                    Repetition { count_index: Some(Value::number(*index)), each: None }
                }
                InstanceKey::Key(name) if !is_count => {
                    let name = Value::string(Arc::clone(name));
                    Repetition { count_index: None, each: Some((name, element.clone())) }
                }
                _ => continue,
            };
            keys.push((key.clone(), repetition));
        }
        keys.sort_by(|left, right| left.0.cmp(&right.0));
        *self = Self::Keys { keys, is_count, marks, origin };
    }

    /// The instances: their keys and what `count` and `each` mean in them.
    pub(crate) fn each(&self) -> Vec<(Option<InstanceKey>, Repetition)> {
        match self {
            Self::Once => vec![(None, Repetition::default())],
            Self::Optional(optional) if optional.maybe_absent.is_none() => Vec::new(),
            Self::Optional(_) => vec![(None, Repetition::default())],
            Self::Keys { keys, .. } => keys
                .iter()
                .map(|(key, repetition)| (Some(key.clone()), repetition.clone()))
                .collect(),
            Self::Symbolic(symbolic) => vec![(Some(InstanceKey::Any), symbolic.repetition.clone())],
        }
    }

    /// Where the number of instances is decided.
    pub(crate) fn origin(&self) -> OriginId {
        match self {
            Self::Once => OriginId::NONE,
            Self::Optional(optional) => optional.origin,
            Self::Keys { origin, .. } => *origin,
            Self::Symbolic(symbolic) => symbolic.origin,
        }
    }

    /// The value of the whole: the one instance, a tuple, or an object by key. Symbolic instances have no such value.
    pub(crate) fn assemble(&self, mut values: impl Iterator<Item = Value>) -> Value {
        match self {
            Self::Once | Self::Symbolic(_) => {
                values.next().unwrap_or_else(|| Value::null(Type::Any))
            }
            Self::Optional(optional) => optional.element(values.next()),
            Self::Keys { is_count: true, marks, .. } => {
                Value::tuple(values.collect()).with_marks(marks)
            }
            Self::Keys { keys, marks, .. } => {
                let named = keys.iter().zip(values).filter_map(|((key, _), value)| match key {
                    InstanceKey::Key(name) => Some((Arc::clone(name), value)),
                    _ => None,
                });
                Value::object(named.collect::<BTreeMap<_, _>>()).with_marks(marks)
            }
        }
    }
}

/// How often a block is repeated. What is wrong with `count` or `for_each` is reported, and makes the instances symbolic.
pub(crate) fn repeat(context: &Context<'_, '_>, declaration: &Declaration) -> Repeat {
    let module = &context.scope.node.module;
    if let Some(count) = module.attribute(declaration, "count") {
        return by_count(count.value(), context);
    }
    match module.attribute(declaration, "for_each") {
        Some(for_each) => by_for_each(for_each.value(), context),
        None => {
            let lifecycle = module.blocks_of(declaration, "lifecycle", 0).into_iter();
            let enabled =
                lifecycle.filter_map(|block| block.body().attribute("enabled")).next_back();
            enabled.map_or(Repeat::Once, |enabled| by_enabled(enabled.value(), context))
        }
    }
}

fn by_enabled(expression: Expression<'_>, context: &Context<'_, '_>) -> Repeat {
    let value = context.evaluator.value(expression, context);
    let fault = || {
        let message = "`enabled` must be true or false";
        let fault = Fault::new("invalid-enabled", expression.span(), message);
        context.evaluator.faulty(&fault, expression.span())
    };
    let enabled = convert(&value, &Type::Bool).ok().filter(|value| !value.is_null());
    let enabled = enabled.unwrap_or_else(fault);
    if enabled.as_bool() == Some(true) {
        return Repeat::Once;
    }
    Repeat::Optional(Box::new(Optional {
        maybe_absent: enabled.reason().cloned(),
        marks: value.marks.without_sources(),
        origin: value.origin,
    }))
}

fn by_count(expression: Expression<'_>, context: &Context<'_, '_>) -> Repeat {
    let value = context.evaluator.value(expression, context);
    let fault = |message: &str| {
        context
            .evaluator
            .faulty(&Fault::new("invalid-count", expression.span(), message), expression.span())
    };
    let number =
        convert(&value, &Type::Number).unwrap_or_else(|_| fault("`count` must be a whole number"));
    if number.is_null() {
        return symbolic_count(&fault("`count` is null"));
    }
    match &number.data {
        Data::Unknown(_) => symbolic_count(&number),
        _ => match number.as_u64() {
            Some(count) if count <= MAX_COUNT => {
                let key = |index| {
                    (
                        InstanceKey::Index(index),
                        Repetition { count_index: Some(Value::number(index)), each: None },
                    )
                };
                // How many there are is no secret, even where the number was made of one.
                let keys = (0..count).map(key).collect();
                Repeat::Keys { keys, is_count: true, marks: Marks::default(), origin: value.origin }
            }
            Some(count) => {
                let index = Value::unknown(Type::Number, Reason::Expansion).not_null();
                let repetition = Repetition { count_index: Some(index), each: None };
                Repeat::Symbolic(Box::new(Symbolic {
                    multiplicity: Multiplicity::Exactly(count),
                    repetition,
                    marks: Marks::default(),
                    origin: value.origin,
                }))
            }
            None => symbolic_count(&fault("`count` must be a whole number that is not negative")),
        },
    }
}

fn symbolic_count(number: &Value) -> Repeat {
    let reason = number.why();
    let range = whole_range(number);
    if range.1 == Some(0) {
        return none(true, number);
    }
    // One instance at most, if any: its index is no question then.
    let index = match range.1 {
        Some(1) => Value::number(0_u64),
        _ => Value::unknown(Type::Number, reason.clone()).not_null(),
    };
    let repetition = Repetition { count_index: Some(index), each: None };
    Repeat::Symbolic(Box::new(Symbolic {
        multiplicity: Multiplicity::between(reason, range),
        repetition,
        marks: number.marks.without_sources(),
        origin: number.origin,
    }))
}

/// No instance, whichever of its alternatives a value is.
fn none(is_count: bool, decided_by: &Value) -> Repeat {
    let (marks, origin) = (decided_by.marks.without_sources(), decided_by.origin);
    Repeat::Keys { keys: Vec::new(), is_count, marks, origin }
}

/// The least and the most that an unknown number may be, as far as it is known.
fn whole_range(number: &Value) -> (u64, Option<u64>) {
    let arms = number.alternatives().unwrap_or_default();
    if let Some(counts) = arms.iter().map(Value::as_u64).collect::<Option<Vec<u64>>>()
        && let (Some(least), Some(most)) = (counts.iter().min(), counts.iter().max())
    {
        return (*least, Some(*most));
    }
    let known = number.as_unknown().map(|unknown| &unknown.refinement);
    let whole = |bound: Option<&Number>| Value::number(bound?.clone()).as_u64();
    let least = whole(known.and_then(|known| known.at_least.as_ref()));
    (least.unwrap_or(0), whole(known.and_then(|known| known.at_most.as_ref())))
}

fn by_for_each(expression: Expression<'_>, context: &Context<'_, '_>) -> Repeat {
    let value = context.evaluator.value(expression, context);
    let fault = |message: &str| {
        context
            .evaluator
            .faulty(&Fault::new("invalid-for-each", expression.span(), message), expression.span())
    };
    // Of what is unknown, the type may be certain.
    let unknown = value.as_unknown().filter(|_| !value.has_no_type());
    let value = match (&value.data, unknown.map(|unknown| &unknown.type_)) {
        (Data::Null(_), _) => fault("`for_each` is null"),
        (Data::List(..) | Data::Tuple(_), _) | (_, Some(Type::List(_) | Type::Tuple(_))) => {
            fault("`for_each` takes a map, or a set of strings; use `toset`")
        }
        (Data::Bool(_) | Data::Number(_) | Data::String(_), _)
        | (_, Some(Type::Bool | Type::Number | Type::String)) => {
            fault("`for_each` takes a map, or a set of strings")
        }
        (Data::Set(_, elements), _)
            if elements
                .iter()
                .any(|element| !element.is_unknown() && element.as_str().is_none()) =>
        {
            fault("`for_each` takes a set of strings only")
        }
        (Data::Set(_, elements), _) if are_listed_zones(elements) => {
            return symbolic_zones(elements, &value);
        }
        // Two unknown keys may turn out to be one.
        (Data::Set(element, _), _) if !value.is_wholly_known() => {
            let reason = value.why();
            Value::unknown(element.clone().set(), reason)
                .with_marks(&value.deep_marks())
                .with_origin(value.origin)
        }
        _ => value,
    };
    if value.marks.is_sensitive_in_plan() {
        // The keys would show it, so Terraform refuses it. What it would be is of use all the same.
        fault("`for_each` must not be sensitive: its keys are shown in addresses");
    }
    match elements_of(&value) {
        Elements::Known(elements) => {
            let is_set = matches!(value.data, Data::Set(..));
            let keys = elements.into_iter().filter_map(|(key, element)| {
                let name: Arc<str> = Arc::from(key.as_str()?);
                let element = if is_set { key.clone() } else { element };
                Some((
                    InstanceKey::Key(name),
                    Repetition { count_index: None, each: Some((key, element)) },
                ))
            });
            Repeat::Keys {
                keys: keys.collect(),
                is_count: false,
                marks: value.marks.without_sources(),
                origin: value.origin,
            }
        }
        Elements::Unknown(unknown) => symbolic_for_each(&unknown),
        Elements::None => symbolic_for_each(&value),
    }
}

/// One instance in each of some zones, whatever their names are.
fn symbolic_zones(zones: &[Value], collection: &Value) -> Repeat {
    let count = u64::try_from(zones.len()).unwrap_or(u64::MAX);
    let key = one_of(zones.to_vec(), collection.why(), &collection.marks);
    let repetition = Repetition { count_index: None, each: Some((key.clone(), key)) };
    Repeat::Symbolic(Box::new(Symbolic {
        multiplicity: Multiplicity::Exactly(count),
        repetition,
        marks: collection.marks.without_sources(),
        origin: collection.origin,
    }))
}

fn symbolic_for_each(collection: &Value) -> Repeat {
    let range = lengths(collection);
    if range.1 == Some(0) {
        return none(false, collection);
    }
    let reason = collection.why();
    let key = Value::unknown(Type::String, reason.clone()).not_null();
    let marks = collection.deep_marks().weakened();
    let elements = collection.alternatives().map(|arms| {
        let elements = arms.iter().flat_map(|arm| match elements_of(arm) {
            Elements::Known(elements) => elements.into_iter().map(|(_, value)| value).collect(),
            Elements::Unknown(_) => vec![Value::unknown(Type::Any, reason.clone())],
            Elements::None => Vec::new(),
        });
        elements.collect::<Vec<Value>>()
    });
    let type_ = collection.type_of().element().cloned().unwrap_or(Type::Any);
    let value = match elements {
        Some(elements) if !elements.is_empty() && elements.len() <= MAX_CHOICES => {
            one_of(elements, reason.clone(), &marks)
        }
        _ => Value::unknown(type_, reason.clone()).with_marks(&marks),
    };
    let repetition = Repetition { count_index: None, each: Some((key, value)) };
    Repeat::Symbolic(Box::new(Symbolic {
        multiplicity: Multiplicity::between(reason, range),
        repetition,
        marks: collection.marks.without_sources(),
        origin: collection.origin,
    }))
}

/// The least and the most elements that an unknown collection may have, as far as it is known.
fn lengths(collection: &Value) -> (u64, Option<u64>) {
    let arms = collection.alternatives().unwrap_or_default();
    let length = |arm: &Value| match elements_of(arm) {
        Elements::Known(elements) => u64::try_from(elements.len()).ok(),
        _ => None,
    };
    if let Some(counts) = arms.iter().map(length).collect::<Option<Vec<u64>>>()
        && let (Some(least), Some(most)) = (counts.iter().min(), counts.iter().max())
    {
        return (*least, Some(*most));
    }
    collection.lengths()
}
