//! Checks `sprintf` calls: a wrong verb or a missing argument would make the finding silently undefined.

use std::ops::Range;

use regorus::unstable::{Expr, Module};

use super::{Node, path_of, string_of, visit};

/// What is wrong with the `sprintf` calls of a module, and where.
pub(crate) fn check_formats(module: &Module) -> Vec<(Range<usize>, String)> {
    let mut problems = Vec::new();
    for rule in &module.policy {
        visit(rule, &mut |node| {
            let Node::Expr(Expr::Call { span, fcn, params, .. }) = node else { return };
            if path_of(fcn) != ["sprintf"] {
                return;
            }
            let (Some(format), Some(arguments)) =
                (params.first().and_then(|param| string_of(param)), params.get(1))
            else {
                return;
            };
            let Expr::Array { items, .. } = &**arguments else { return };
            if let Some(problem) = check_format(&format, items.len()) {
                let range = usize::try_from(span.start).unwrap_or(0)
                    ..usize::try_from(span.end).unwrap_or(0);
                problems.push((range, problem));
            }
        });
    }
    problems
}

fn check_format(format: &str, arguments: usize) -> Option<String> {
    let mut verbs = 0;
    let mut characters = format.chars();
    while let Some(character) = characters.next() {
        if character != '%' {
            continue;
        }
        match characters
            .find(|character| !matches!(character, '0'..='9' | '.' | '+' | '-' | ' ' | '#'))
        {
            Some('%') => {}
            Some('s' | 'd' | 'v' | 'f' | 'g' | 'e' | 'x' | 'X' | 'o' | 'b' | 't') => verbs += 1,
            Some(other) => return Some(format!("`%{other}` is no verb that `sprintf` knows here")),
            None => return Some("the format ends in `%`".to_owned()),
        }
    }
    (verbs != arguments)
        .then(|| format!("the format has {verbs} verbs, but {arguments} arguments are given"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_verbs() {
        assert_eq!(check_format("`%s` has %d of 100%%, %.2f", 3), None);
        assert!(check_format("%s and %s", 1).is_some());
        assert!(check_format("%q", 1).is_some());
        assert!(check_format("100%", 0).is_some());
    }
}
