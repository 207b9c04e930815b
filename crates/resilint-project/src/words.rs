//! What both doors say in the same words.

use crate::nearest;

/// That no resource has an address, and which one may be meant.
pub fn no_such_resource<'k>(address: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let near = nearest(address, known).map(|near| format!("; did you mean `{near}`?"));
    format!("there is no resource `{address}`{}", near.unwrap_or_default())
}

/// That no rule and no category has a name, and which one may be meant.
pub fn no_such_rule<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    format!("there is no rule or category `{name}`; {}", rule_meant(name, known))
}

/// What may be meant by the name of no rule.
pub(crate) fn rule_meant<'k>(name: &str, known: impl IntoIterator<Item = &'k str>) -> String {
    let near = nearest(name, known).map(|near| format!("did you mean `{near}`?"));
    near.unwrap_or_else(|| "see `resilint rules`".to_owned())
}

/// The first characters of a text, with an ellipsis where there are more.
#[must_use]
pub fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        text.to_owned()
    } else {
        text.chars().take(most).chain(['…']).collect()
    }
}
