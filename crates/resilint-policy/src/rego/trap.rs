//! What is valid Rego and still a trap here.

use std::ops::Range;

use regorus::unstable::{Expr, Module};

use super::{Node, path_of, visit};

/// Functions that the embedded engine does not have, or that would make the result depend on more than the input.
const FORBIDDEN: [&str; 10] = [
    "http.send",
    "opa.runtime",
    "time.now_ns",
    "rand.intn",
    "uuid.rfc4122",
    "net.lookup_ip_addr",
    "io.jwt",
    "crypto.x509",
    "graphql.parse",
    "providers.aws",
];

/// Calls of functions that policies cannot use.
pub(crate) fn unknown_builtins(module: &Module) -> Vec<(Range<usize>, String)> {
    let mut problems = Vec::new();
    for rule in &module.policy {
        visit(rule, &mut |node| {
            let Node::Expr(Expr::Call { span, fcn, .. }) = node else { return };
            let name = path_of(fcn).join(".");
            if FORBIDDEN
                .iter()
                .any(|forbidden| name == *forbidden || name.starts_with(&format!("{forbidden}.")))
            {
                problems.push((
                    range(span),
                    format!("`{name}` cannot be used: a policy depends on its input only"),
                ));
            }
        });
    }
    problems
}

/// `not resource.attributes.x`: it also holds when the attribute is unknown, which only the host can tell.
pub(crate) fn negated_attributes(module: &Module) -> Vec<(Range<usize>, String)> {
    let mut problems = Vec::new();
    for rule in &module.policy {
        visit(rule, &mut |node| {
            let Node::Negation(expr) = node else { return };
            if path_of(expr).iter().any(|step| step == "attributes") {
                let message = "`not` before an attribute also holds when the attribute is unknown; use a fact, or `object.get` with a default";
                problems.push((range(expr.span()), message.to_owned()));
            }
        });
    }
    problems
}

fn range(span: &regorus::unstable::Span) -> Range<usize> {
    usize::try_from(span.start).unwrap_or(0)..usize::try_from(span.end).unwrap_or(0)
}
