//! How values are made.

use std::collections::BTreeMap;
use std::sync::Arc;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::{Data, Marks, Open, Reason, Refinement, Type, Unknown, Value};
use crate::number::Number;
use crate::origin::OriginId;

impl Value {
    /// A value without origin and marks.
    #[must_use]
    pub fn new(data: Data) -> Self {
        Self { data, origin: OriginId::NONE, marks: Marks::default(), open: Open::Nothing }
    }

    /// `null` of a type.
    #[must_use]
    pub fn null(type_: Type) -> Self {
        Self::new(Data::Null(type_))
    }

    /// `true` or `false`.
    #[must_use]
    pub fn bool(value: bool) -> Self {
        Self::new(Data::Bool(value))
    }

    /// A number.
    #[must_use]
    pub fn number(value: impl Into<Number>) -> Self {
        Self::new(Data::Number(value.into()))
    }

    /// A string, brought into Unicode normal form C.
    #[must_use]
    pub fn string(text: impl Into<Arc<str>>) -> Self {
        let text: Arc<str> = text.into();
        let normal = text.is_ascii() || is_nfc_quick(text.chars()) == IsNormalized::Yes;
        Self::new(Data::String(if normal { text } else { text.nfc().collect::<String>().into() }))
    }

    /// A list whose elements are all of one type.
    #[must_use]
    pub fn list(element: Type, elements: Vec<Self>) -> Self {
        Self::new(Data::List(element, elements.into()))
    }

    /// A set: sorted as Terraform sorts, without duplicates. Marks and origins of duplicates go to the one that stays.
    #[must_use]
    pub fn set(element: Type, mut elements: Vec<Self>) -> Self {
        // A set is sensitive as a whole.
        let lifted = elements.iter().fold(Marks::default(), |marks, element| {
            marks.union(&element.deep_marks().without_sources())
        });
        if !lifted.is_empty() {
            elements
                .iter_mut()
                .for_each(|element| *element = element.map_marks(&Marks::only_sources));
        }
        elements.sort_by(Self::compare_in_set);
        let mut distinct: Vec<Self> = Vec::with_capacity(elements.len());
        for value in elements {
            match distinct.last_mut() {
                Some(last) if last.is_wholly_known() && last.same_content(&value) => {
                    last.marks = last.marks.union(&value.marks)
                }
                _ => distinct.push(value),
            }
        }
        Self::new(Data::Set(element, distinct.into())).with_marks(&lifted)
    }

    /// A map whose elements are all of one type.
    #[must_use]
    pub fn map(element: Type, elements: BTreeMap<Arc<str>, Self>) -> Self {
        Self::new(Data::Map(element, Arc::new(elements)))
    }

    /// A tuple.
    #[must_use]
    pub fn tuple(elements: Vec<Self>) -> Self {
        Self::new(Data::Tuple(elements.into()))
    }

    /// An object.
    #[must_use]
    pub fn object(attributes: BTreeMap<Arc<str>, Self>) -> Self {
        Self::new(Data::Object(Arc::new(attributes)))
    }

    /// An unknown value of which nothing but the type is known.
    #[must_use]
    pub fn unknown(type_: Type, reason: Reason) -> Self {
        Self::refined(type_, reason, Refinement::default())
    }

    /// An unknown value of which a little is known; if that leaves one possibility only, it is that one.
    #[must_use]
    pub fn refined(type_: Type, reason: Reason, refinement: Refinement) -> Self {
        let data = only_possibility(&type_, &reason, &refinement);
        Self::new(
            data.unwrap_or_else(|| Data::Unknown(Arc::new(Unknown { type_, refinement, reason }))),
        )
    }

    /// The same value, decided at another place.
    #[must_use]
    pub fn with_origin(mut self, origin: OriginId) -> Self {
        self.origin = origin;
        self
    }

    /// The same value, with these marks added.
    #[must_use]
    pub fn with_marks(mut self, marks: &Marks) -> Self {
        self.marks = self.marks.union(marks);
        self
    }

    /// The same value as a part of another one, of which Terraform may not know the value or even the type yet.
    #[must_use]
    pub(crate) fn untyped_as(mut self, other: &Self) -> Self {
        self.open = self.open.max(other.open);
        self
    }

    /// The same value, made of another one: its type is known, and that it is not null.
    #[must_use]
    pub(crate) fn undecided_as(self, other: &Self) -> Self {
        self.opened(other.open.min(Open::Present))
    }

    /// The same value, of which Terraform leaves as much open at least.
    #[must_use]
    pub(crate) fn opened(mut self, open: Open) -> Self {
        if !self.is_simply_unknown() {
            self.open = self.open.max(open);
        }
        self
    }

    /// Whether nothing is known of the value but its type, perhaps that it is not null, and which text is in it somewhere. The first two Terraform knows too.
    #[must_use]
    pub(crate) fn is_simply_unknown(&self) -> bool {
        let Data::Unknown(unknown) = &self.data else { return false };
        let Refinement {
            prefix: None,
            min_length: None,
            max_length: None,
            at_least: None,
            at_most: None,
            one_of: None,
            not_null: _,
            parts: _,
        } = &unknown.refinement
        else {
            return false;
        };
        unknown.type_ != Type::Any
    }

    /// Whether Terraform does not even know the type yet.
    #[must_use]
    pub(crate) fn is_untyped(&self) -> bool {
        self.open >= Open::Tried
    }

    /// Whether Terraform does not know the value yet, though we may.
    #[must_use]
    pub(crate) fn is_undecided(&self) -> bool {
        self.open >= Open::Present
    }

    /// The same value, of which Terraform does not know yet what type it is, or of what type its elements are.
    #[must_use]
    pub(crate) fn of_open_type(self, type_: &Type, open: Open) -> Self {
        let data = match (self.data, type_) {
            (Data::Set(_, elements), Type::Set(_)) => Data::Set(Type::Any, elements),
            (Data::List(_, elements), Type::List(_)) => Data::List(Type::Any, elements),
            (Data::Map(_, entries), Type::Map(_)) => Data::Map(Type::Any, entries),
            (Data::Unknown(unknown), Type::Set(_) | Type::List(_) | Type::Map(_)) => {
                let type_ = type_.clone();
                Data::Unknown(Arc::new(Unknown { type_, ..Unknown::clone(&unknown) }))
            }
            (data, _) => return Self { data, open, ..self },
        };
        Self { data, ..self }
    }

    /// Whether it comes of a set with something unknown in it: nobody knows which element will stand where.
    #[must_use]
    pub(crate) fn is_disordered(&self) -> bool {
        // The keys of an object may be positions.
        let has_parts = self.elements().is_some() || self.entries().is_some();
        self.open == Open::Order && has_parts && !self.is_wholly_known()
    }

    /// Whether Terraform does not know the value yet, or anything inside.
    #[must_use]
    pub(crate) fn holds_undecided(&self) -> bool {
        self.is_undecided() || self.children().any(Self::holds_undecided)
    }

    /// The same value, which Terraform takes for no more sensitive than these marks.
    #[must_use]
    pub(crate) fn forgotten_but(&self, marks: &Marks) -> Self {
        self.map_marks(&Marks::forgotten).with_marks(marks)
    }

    /// The same value with its top-level marks replaced.
    #[must_use]
    pub fn replace_marks(mut self, marks: Marks) -> Self {
        self.marks = marks;
        self
    }

    /// The same value with every mark changed, at every depth.
    #[must_use]
    pub fn map_marks(&self, change: &impl Fn(&Marks) -> Marks) -> Self {
        if !self.contains_marks() {
            return self.clone();
        }
        let data = self.data_of_parts(&|part| part.map_marks(change));
        Self { data, marks: change(&self.marks), ..*self }
    }

    /// The same value, of which nothing is left open that is known.
    #[must_use]
    pub(crate) fn settled(&self) -> Self {
        let data = self.data_of_parts(&Self::settled);
        Self { data, open: Open::Nothing, marks: self.marks.clone(), ..*self }
    }

    /// What it is, with each of its parts changed, or of what it may be.
    #[must_use]
    pub(crate) fn data_of_parts(&self, change: &impl Fn(&Self) -> Self) -> Data {
        let elements = |elements: &Arc<[Self]>| elements.iter().map(change).collect();
        let entries = |entries: &BTreeMap<Arc<str>, Self>| {
            let changed = entries.iter().map(|(name, value)| (Arc::clone(name), change(value)));
            Arc::new(changed.collect())
        };
        match &self.data {
            Data::List(type_, values) => Data::List(type_.clone(), elements(values)),
            Data::Set(type_, values) => Data::Set(type_.clone(), elements(values)),
            Data::Tuple(values) => Data::Tuple(elements(values)),
            Data::Map(type_, values) => Data::Map(type_.clone(), entries(values)),
            Data::Object(values) => Data::Object(entries(values)),
            Data::Unknown(unknown) if unknown.refinement.one_of.is_some() => {
                let mut changed = Unknown::clone(unknown);
                changed.refinement.one_of = unknown.refinement.one_of.as_ref().map(elements);
                Data::Unknown(Arc::new(changed))
            }
            other => other.clone(),
        }
    }

    /// The same value with every source uncertain: it may be used, or another one.
    #[must_use]
    pub fn weakened(&self) -> Self {
        self.map_marks(&Marks::weakened)
    }

    /// The same value, but unknown values that may be null become certainly not null.
    #[must_use]
    pub fn not_null(self) -> Self {
        self.refine(|refinement| refinement.not_null = true)
    }

    /// The same unknown collection, with the least and the most elements that it has.
    pub(crate) fn of_lengths(self, (least, most): (u64, Option<u64>)) -> Self {
        self.refine(|known| {
            known.min_length = Some(least).filter(|least| *least > 0);
            known.max_length = most;
        })
    }

    /// The same value with its refinement changed, if it is unknown. A type of which nothing is known takes no refinement but "not null".
    #[must_use]
    pub fn refine(mut self, change: impl FnOnce(&mut Refinement)) -> Self {
        if let Data::Unknown(unknown) = &mut self.data {
            change(&mut Arc::make_mut(unknown).refinement);
            if let Some(data) =
                only_possibility(&unknown.type_, &unknown.reason, &unknown.refinement)
            {
                self.data = data;
            }
        }
        self
    }
}

/// A list of unknown elements longer than this stays unknown as a whole.
const MAX_UNKNOWN_ELEMENTS: u64 = 1_024;

/// What a value is of which so much is known that it can be nothing else: a list whose length is known, a set of none or one, an empty map, a number
/// between equal bounds.
fn only_possibility(type_: &Type, reason: &Reason, refinement: &Refinement) -> Option<Data> {
    if !refinement.not_null {
        return None;
    }
    if let Type::Number = type_ {
        let least = refinement.at_least.as_ref()?;
        let is_exact = refinement.at_most.as_ref().is_some_and(|most| least == most);
        return is_exact.then(|| Data::Number(least.clone()));
    }
    // The alternatives tell more than their number of elements.
    if refinement.one_of.is_some() {
        return None;
    }
    let length = refinement.min_length.filter(|length| refinement.max_length == Some(*length));
    let elements = |element: &Type, length: u64| -> Arc<[Value]> {
        (0..length).map(|_| Value::unknown(element.clone(), reason.clone())).collect()
    };
    match (type_, length) {
        (Type::List(element), Some(length)) if length <= MAX_UNKNOWN_ELEMENTS => {
            Some(Data::List(Type::clone(element), elements(element, length)))
        }
        (Type::Set(element), Some(length @ (0 | 1))) => {
            Some(Data::Set(Type::clone(element), elements(element, length)))
        }
        (Type::Map(element), Some(0)) => Some(Data::Map(Type::clone(element), Arc::default())),
        _ => None,
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::bool(value)
    }
}

impl From<Number> for Value {
    fn from(value: Number) -> Self {
        Self::number(value)
    }
}

impl From<&str> for Value {
    fn from(value: &str) -> Self {
        Self::string(value)
    }
}

impl From<String> for Value {
    fn from(value: String) -> Self {
        Self::string(value)
    }
}
