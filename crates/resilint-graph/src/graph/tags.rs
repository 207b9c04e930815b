//! Effective tags: those of the resource over the provider's defaults.

use std::collections::BTreeMap;

use resilint_eval::{Data, Instance, Value};

use crate::attribute::{text, text_at, values};
use crate::secret::SENSITIVE;

/// The tags or labels of an instance that are known.
pub(super) fn effective_tags(instance: &Instance) -> BTreeMap<String, String> {
    let mut tags = BTreeMap::new();
    let provider = &instance.provider.attributes;
    for (root, path) in [
        (provider, "default_tags.tags"),
        (provider, "default_labels"),
        (&instance.attributes, "labels"),
        (&instance.attributes, "tags_all"),
        (&instance.attributes, "tags"),
        (&instance.attributes, "metadata.labels"),
    ] {
        values(root, path).into_iter().for_each(|value| collect(value, &mut tags));
    }
    // Auto Scaling groups have one block a tag.
    for value in values(&instance.attributes, "tag") {
        let blocks: &[Value] = match &value.data {
            Data::Tuple(blocks) | Data::List(_, blocks) | Data::Set(_, blocks) => blocks,
            _ => &[],
        };
        for block in blocks {
            if let (Some(key), Some(value)) = (text_at(block, "key"), text_at(block, "value")) {
                tags.insert(key.to_string(), value.to_string());
            }
        }
    }
    tags
}

fn collect(value: &Value, tags: &mut BTreeMap<String, String>) {
    let (Data::Map(_, fields) | Data::Object(fields)) = &value.data else { return };
    tags.extend(fields.iter().filter_map(|(key, value)| {
        let text = text(value)?;
        let shown = if value.marks.is_sensitive() { SENSITIVE } else { text };
        Some((key.to_string(), shown.to_owned()))
    }));
}
