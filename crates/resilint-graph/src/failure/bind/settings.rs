//! What the user says about failures: dependencies that the text does not show, and times.

use serde::{Deserialize, Serialize};

use crate::failure::Times;

/// What the user says about failures.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FailureSettings {
    /// Dependencies that the text does not show, or shows wrongly.
    pub dependencies: Vec<Dependency>,
    /// Times that no resource decides.
    pub times: Times,
}

/// One of the user's statements about dependencies.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dependency {
    /// The address of what depends; `*` stands for anything.
    pub from: String,
    /// The address it depends on; `*` stands for anything.
    pub to: Option<String>,
    /// Whether it goes on, degraded, without it.
    pub soft: Option<bool>,
    /// How many of those that `to` names have to be in service; all of them when it is not said.
    pub quorum: Option<u32>,
    /// Whether it needs the internet.
    pub egress: Option<Egress>,
}

/// Whether something needs the internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Egress {
    /// It fails without.
    Required,
    /// It never uses it.
    None,
}

/// Whether an address is meant by a pattern in which `*` stands for anything. Without a key, all instances of a resource are meant.
pub(super) fn matches(pattern: &str, address: &str) -> bool {
    let resource = address
        .strip_suffix(']')
        .and_then(|keyed| keyed.rsplit_once('['))
        .map(|(resource, _)| resource);
    fits(pattern, address) || resource.is_some_and(|resource| fits(pattern, resource))
}

fn fits(pattern: &str, address: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| address.strip_prefix(first)) else {
        return false;
    };
    let mut parts = parts.peekable();
    if parts.peek().is_none() {
        return rest.is_empty();
    }
    while let Some(part) = parts.next() {
        if parts.peek().is_none() {
            return rest.ends_with(part);
        }
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_anything() {
        for (pattern, address, expected) in [
            ("aws_lb.a", "aws_lb.a", true),
            ("aws_lb.a", "aws_lb.ab", false),
            ("aws_lb.a", "aws_lb.a[\"x\"]", true),
            ("aws_lb.a[0]", "aws_lb.a[1]", false),
            ("aws_lb.*", "aws_lb.a[\"x\"]", true),
            ("module.*.aws_lb.*", "module.x.aws_lb.y", true),
            ("*_lb.*", "aws_db.y", false),
            ("*", "", true),
        ] {
            assert_eq!(matches(pattern, address), expected, "{pattern} {address}");
        }
    }
}
