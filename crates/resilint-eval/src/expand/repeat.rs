//! `count` and `for_each` of resources and module calls.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Declaration, InstanceKey};
use resilint_syntax::Expression;

use super::symbolic::Symbolic;
use crate::convert::convert;
use crate::data::are_listed_zones;
use crate::expr::{Context, Elements, Fault, Repetition, elements_of};
use crate::instance::Multiplicity;
use crate::operators::one_of;
use crate::origin::OriginId;
use crate::value::{Data, Marks, Reason, Type, Value};

/// A `count` above this is one symbolic instance.
const MAX_COUNT: u64 = 256;

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
                let each = symbolic.repetition().each.clone();
                let is_count = symbolic.is_counted();
                (Vec::new(), is_count, symbolic.marks().clone(), each.map(|(_, value)| value))
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
            Self::Symbolic(symbolic) => {
                vec![(Some(InstanceKey::Any), symbolic.repetition().clone())]
            }
        }
    }

    /// Where the number of instances is decided.
    pub(crate) fn origin(&self) -> OriginId {
        match self {
            Self::Once => OriginId::NONE,
            Self::Optional(optional) => optional.origin,
            Self::Keys { origin, .. } => *origin,
            Self::Symbolic(symbolic) => symbolic.origin(),
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
            Some(count) => Repeat::Symbolic(Box::new(Symbolic::counted(count, value.origin))),
            None => symbolic_count(&fault("`count` must be a whole number that is not negative")),
        },
    }
}

/// Symbolic instances; or none, whichever of its alternatives a value is.
fn symbolic(instances: Option<Symbolic>, is_count: bool, decided_by: &Value) -> Repeat {
    match instances {
        Some(instances) => Repeat::Symbolic(Box::new(instances)),
        None => Repeat::Keys {
            keys: Vec::new(),
            is_count,
            marks: decided_by.marks.without_sources(),
            origin: decided_by.origin,
        },
    }
}

fn symbolic_count(number: &Value) -> Repeat {
    symbolic(Symbolic::of_count(number), true, number)
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
            return Repeat::Symbolic(Box::new(Symbolic::in_zones(elements, &value)));
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

fn symbolic_for_each(collection: &Value) -> Repeat {
    symbolic(Symbolic::of_each(collection), false, collection)
}
