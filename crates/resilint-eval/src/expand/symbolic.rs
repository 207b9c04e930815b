//! Instances of which nobody knows how many there are, or which are too many to tell apart.

use crate::expr::{Elements, Repetition, elements_of};
use crate::instance::Multiplicity;
use crate::number::Number;
use crate::operators::one_of;
use crate::origin::OriginId;
use crate::value::{Certainty, Marks, Reason, Type, Value};

/// More elements than these are not told apart in a symbolic instance.
const MAX_CHOICES: usize = 16;

/// One instance that stands for all there may be.
#[derive(Debug)]
pub(crate) struct Symbolic {
    pub(crate) multiplicity: Multiplicity,
    repetition: Repetition,
    marks: Marks,
    origin: OriginId,
}

impl Symbolic {
    /// The instances of a `count` that is known, and large.
    pub(super) fn counted(count: u64, origin: OriginId) -> Self {
        let index = Value::unknown(Type::Number, Reason::Expansion).not_null();
        Self {
            multiplicity: Multiplicity::Exactly(count),
            repetition: Repetition { count_index: Some(index), each: None },
            marks: Marks::default(),
            origin,
        }
    }

    /// The instances of a `count` that is not known; `None` if there are none, whichever of its alternatives it is.
    pub(super) fn of_count(number: &Value) -> Option<Self> {
        let reason = number.why();
        let range = whole_range(number);
        // One instance at most, if any: its index is no question then.
        let index = match range.1 {
            Some(0) => return None,
            Some(1) => Value::number(0_u64),
            _ => some_index(range.0, &reason),
        };
        Some(Self {
            multiplicity: Multiplicity::between(reason, range),
            repetition: Repetition { count_index: Some(index), each: None },
            marks: number.marks.without_sources(),
            origin: number.origin,
        })
    }

    /// One instance in each of some zones, whatever their names are.
    pub(super) fn in_zones(zones: &[Value], collection: &Value) -> Self {
        let count = u64::try_from(zones.len()).unwrap_or(u64::MAX);
        let key = one_of(zones.to_vec(), collection.why(), &collection.marks);
        Self {
            multiplicity: Multiplicity::Exactly(count),
            repetition: Repetition { count_index: None, each: Some((key.clone(), key)) },
            marks: collection.marks.without_sources(),
            origin: collection.origin,
        }
    }

    /// The instances for each element of a collection that is not known; `None` if there are none, whichever of its alternatives it is.
    pub(super) fn of_each(collection: &Value) -> Option<Self> {
        let range = lengths(collection);
        if range.1 == Some(0) {
            return None;
        }
        let reason = collection.why();
        let key = Value::unknown(Type::String, reason.clone()).not_null();
        let each = Some((key, element_of(collection)));
        Some(Self {
            multiplicity: Multiplicity::between(reason, range),
            repetition: Repetition { count_index: None, each },
            marks: collection.marks.without_sources(),
            origin: collection.origin,
        })
    }

    /// What `count` and `each` mean in it.
    pub(super) fn repetition(&self) -> &Repetition {
        &self.repetition
    }

    /// Where the number of instances is decided.
    pub(super) fn origin(&self) -> OriginId {
        self.origin
    }

    /// How sensitive it is of which elements there are.
    pub(super) fn marks(&self) -> &Marks {
        &self.marks
    }

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
        let all = Value::unknown(Type::Any, self.reason()).not_null();
        let all = all.of_lengths(self.multiplicity.bounds());
        all.with_marks(&self.marks).with_marks(sources)
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

/// What an element may be: one of those of its alternatives, if there are few.
fn element_of(collection: &Value) -> Value {
    let reason = collection.why();
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
    match elements {
        Some(elements) if !elements.is_empty() && elements.len() <= MAX_CHOICES => {
            one_of(elements, reason, &marks)
        }
        _ => Value::unknown(type_, reason).with_marks(&marks),
    }
}

/// The index of some instance: those that there are in any case, and perhaps others.
fn some_index(at_least: u64, reason: &Reason) -> Value {
    let further = Value::unknown(Type::Number, reason.clone()).not_null();
    match usize::try_from(at_least) {
        Ok(2..MAX_CHOICES) => {
            let certain = (0..at_least).map(Value::number);
            one_of(certain.chain([further]).collect(), reason.clone(), &Marks::default())
        }
        _ => further,
    }
}

/// The least and the most that an unknown number may be, as far as it is known.
fn whole_range(number: &Value) -> (u64, Option<u64>) {
    of_alternatives(number, Value::as_u64).unwrap_or_else(|| {
        let known = number.as_unknown().map(|unknown| &unknown.refinement);
        let whole = |bound: Option<&Number>| Value::number(bound?.clone()).as_u64();
        let least = whole(known.and_then(|known| known.at_least.as_ref()));
        (least.unwrap_or(0), whole(known.and_then(|known| known.at_most.as_ref())))
    })
}

/// The least and the most elements that an unknown collection may have, as far as it is known.
fn lengths(collection: &Value) -> (u64, Option<u64>) {
    let length = |arm: &Value| match elements_of(arm) {
        Elements::Known(elements) => u64::try_from(elements.len()).ok(),
        _ => None,
    };
    of_alternatives(collection, length).unwrap_or_else(|| collection.lengths())
}

/// The least and the most of a number that each alternative of a value has; `None` if one has none.
fn of_alternatives(
    value: &Value,
    number: impl Fn(&Value) -> Option<u64>,
) -> Option<(u64, Option<u64>)> {
    let numbers: Vec<u64> = value.alternatives()?.iter().map(number).collect::<Option<_>>()?;
    Some((*numbers.iter().min()?, numbers.iter().max().copied()))
}
