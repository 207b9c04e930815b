//! Effective tags: those of the resource over the provider's defaults.

use std::collections::BTreeMap;

use resilint_eval::{Data, Instance, Reason, Value};

use crate::attribute::{text, text_at, values};
use crate::secret::SENSITIVE;

/// The tags or labels of an instance, the provider's defaults merged in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Tags {
    /// Those that are known.
    pub(crate) known: BTreeMap<String, String>,
    /// Why the value of a tag is not.
    unknown: BTreeMap<String, Reason>,
    /// Why there may be others.
    others: Option<Reason>,
}

/// What is known of one tag.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Tag<'t> {
    /// Its value.
    Is(&'t str),
    /// Why its value is not known, or whether it is there.
    Unknown(&'t Reason),
    /// It is not there.
    Absent,
}

impl Tags {
    /// The tags of an instance.
    pub(super) fn of(instance: &Instance) -> Self {
        let mut tags = Self::default();
        let provider = &instance.provider.attributes;
        for (root, path) in [
            (provider, "default_tags.tags"),
            (provider, "default_labels"),
            (&instance.attributes, "labels"),
            (&instance.attributes, "tags_all"),
            (&instance.attributes, "tags"),
            (&instance.attributes, "metadata.labels"),
        ] {
            // What the provider computes of the others tells nothing new.
            let tells = |value: &&Value| path != "tags_all" || !value.is_unknown();
            values(root, path).into_iter().filter(tells).for_each(|value| tags.add_all(value));
        }
        // Auto Scaling groups have one block a tag.
        for value in values(&instance.attributes, "tag") {
            let blocks: &[Value] = match &value.data {
                Data::Tuple(blocks) | Data::List(_, blocks) | Data::Set(_, blocks) => blocks,
                _ => &[],
            };
            for block in blocks {
                if let (Some(key), Some(value)) = (text_at(block, "key"), text_at(block, "value")) {
                    tags.known.insert(key.to_string(), value.to_string());
                }
            }
        }
        tags
    }

    /// What is known of a tag.
    pub(crate) fn get(&self, key: &str) -> Tag<'_> {
        let known = self.known.get(key).map(|value| Tag::Is(value));
        let unknown = || self.unknown.get(key).or(self.others.as_ref()).map(Tag::Unknown);
        known.or_else(unknown).unwrap_or(Tag::Absent)
    }

    /// Adds a map of tags, which stand over those that are there.
    fn add_all(&mut self, value: &Value) {
        if let Some(unknown) = value.as_unknown() {
            self.others = Some(unknown.reason.clone());
        }
        for (key, value) in value.entries().into_iter().flatten() {
            let shown = text(value).map(|text| {
                if value.marks.is_sensitive() { SENSITIVE.to_owned() } else { text.to_string() }
            });
            match (shown, value.as_unknown()) {
                (Some(shown), _) => {
                    self.unknown.remove(&**key);
                    self.known.insert(key.to_string(), shown);
                }
                (None, Some(unknown)) => {
                    self.known.remove(&**key);
                    self.unknown.insert(key.to_string(), unknown.reason.clone());
                }
                (None, None) => {}
            }
        }
    }
}
