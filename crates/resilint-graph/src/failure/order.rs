//! Which of several nodes is told first when nothing else decides: an order that the names of module calls do not change.

use super::model::{Model, Node, NodeId};
use super::prepared::numbered;

/// What orders a node: its address without the modules, then where it is; the whole address is the last resort.
pub(super) fn order<'n>(model: &'n Model, node: &'n Node) -> (String, Vec<&'n str>, &'n str) {
    let domains = node.replicas.iter().flat_map(|replica| &replica.domains);
    let mut places: Vec<&str> = domains
        .filter(|domain| model.tokens.kind(**domain).level() > super::Level::Instance)
        .map(|domain| model.tokens.name(*domain))
        .collect();
    places.sort_unstable();
    (without_modules(&node.address), places, &node.address)
}

/// The place of every node in that order.
pub(super) fn ranks(model: &Model) -> Vec<usize> {
    let mut sorted: Vec<(NodeId, _)> =
        numbered(model).map(|(id, node)| (id, order(model, node))).collect();
    sorted.sort_by(|(_, one), (_, other)| one.cmp(other));
    let mut ranks = vec![0; sorted.len()];
    for (rank, (id, _)) in sorted.into_iter().enumerate() {
        ranks[id.index()] = rank;
    }
    ranks
}

/// An address without the names of module calls; their keys stay.
fn without_modules(address: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(address.len()), address);
    while let Some(after) = rest.strip_prefix("module.") {
        let end = after.find(['.', '[']).unwrap_or(after.len());
        rest = after.get(end..).unwrap_or_default();
        if rest.starts_with('[') {
            let mut quoted = false;
            let close = rest.find(|letter| {
                quoted ^= letter == '"';
                letter == ']' && !quoted
            });
            let (key, after) =
                rest.split_at_checked(close.map_or(rest.len(), |at| at + 1)).unwrap_or((rest, ""));
            kept.push_str(key);
            rest = after;
        }
        rest = rest.strip_prefix('.').unwrap_or(rest);
    }
    kept + rest
}

#[cfg(test)]
mod tests {
    use super::without_modules;

    #[test]
    fn keys_of_modules_are_kept() {
        for (address, expected) in [
            ("aws_lb.a", "aws_lb.a"),
            ("module.x.module.y.aws_lb.a[0]", "aws_lb.a[0]"),
            ("module.x[\"a.]b\"].aws_lb.a", "[\"a.]b\"]aws_lb.a"),
            ("module.x", ""),
        ] {
            assert_eq!(without_modules(address), expected);
        }
    }
}
