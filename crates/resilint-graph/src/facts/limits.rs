//! What is certain of a number that is not known exactly.

use serde_json::Value as Json;

use crate::attribute::number_json;

/// The least and the most that a number may be, as far as that is certain.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// It is not below this.
    pub at_least: Option<f64>,
    /// It is not above this.
    pub at_most: Option<f64>,
    /// It is one of the two, and nothing between.
    pub either: bool,
}

impl Limits {
    /// Nothing is certain.
    pub const NONE: Self = Self { at_least: None, at_most: None, either: false };

    /// A number that lies between two, or is one of them.
    #[must_use]
    pub fn between(at_least: Option<f64>, at_most: Option<f64>) -> Self {
        Self { at_least, at_most, either: false }
    }

    /// A number that is known.
    #[must_use]
    pub fn just(number: f64) -> Self {
        Self::between(Some(number), Some(number))
    }

    /// The number, where only one is possible.
    #[must_use]
    pub fn exactly(self) -> Option<f64> {
        self.at_least.filter(|least| self.at_most == Some(*least))
    }

    /// The limits that there are, by their names in a fact.
    pub fn named(self) -> impl Iterator<Item = (&'static str, Json)> {
        let all = [("at_least", self.at_least), ("at_most", self.at_most)];
        all.into_iter().filter_map(|(name, limit)| Some((name, number_json(limit?))))
    }

    /// A number, moved to the nearest that is possible.
    #[must_use]
    pub fn nearest(self, number: f64) -> Json {
        let number = self.at_least.map_or(number, |least| number.max(least));
        number_json(self.at_most.map_or(number, |most| number.min(most)))
    }

    /// Of a number that lies in the one or in the other.
    pub(crate) fn or(self, other: Self) -> Self {
        let both = |one: Option<f64>, other: Option<f64>, pick: fn(f64, f64) -> f64| {
            Some(pick(one?, other?))
        };
        Self {
            at_least: both(self.at_least, other.at_least, f64::min),
            at_most: both(self.at_most, other.at_most, f64::max),
            either: self.exactly().is_some() && other.exactly().is_some(),
        }
    }

    /// Of the smaller of two numbers.
    pub(crate) fn least(self, other: Self) -> Self {
        let most = [self.at_most, other.at_most].into_iter().flatten().reduce(f64::min);
        Self::between(self.or(other).at_least, most)
    }

    /// Of the larger of two numbers.
    pub(crate) fn most(self, other: Self) -> Self {
        let least = [self.at_least, other.at_least].into_iter().flatten().reduce(f64::max);
        Self::between(least, self.or(other).at_most)
    }

    /// Of the sum of two numbers.
    pub(crate) fn plus(self, other: Self) -> Self {
        let both = |one: Option<f64>, other: Option<f64>| Some(one? + other?);
        Self::between(both(self.at_least, other.at_least), both(self.at_most, other.at_most))
    }

    /// Of what a growing function makes of the number.
    pub(crate) fn map(self, function: impl Fn(f64) -> Option<f64>) -> Self {
        let (at_least, at_most) =
            (self.at_least.and_then(&function), self.at_most.and_then(&function));
        Self { at_least, at_most, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_several_numbers() {
        let (two, six) = (Limits::just(2.0), Limits::just(6.0));
        let from_three = Limits::between(Some(3.0), None);
        assert_eq!(two.or(six), Limits { either: true, ..Limits::between(Some(2.0), Some(6.0)) });
        assert_eq!(two.or(six).or(from_three), Limits::between(Some(2.0), None));
        assert_eq!(six.least(from_three), Limits::between(Some(3.0), Some(6.0)));
        assert_eq!(two.most(from_three), Limits::between(Some(3.0), None));
        assert_eq!(six.plus(from_three), Limits::between(Some(9.0), None));
        assert_eq!(six.or(six).exactly(), Some(6.0));
        assert_eq!(Limits::NONE.or(six), Limits::NONE);
        assert_eq!(two.map(|number| Some(number * 2.0)).exactly(), Some(4.0));
    }
}
