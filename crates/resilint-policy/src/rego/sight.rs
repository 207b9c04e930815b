//! What of `input` a policy looks at, and whether it looks at one resource at a time: what it found then holds until that changes.

use std::collections::{BTreeMap, BTreeSet};

use regorus::unstable::{Expr, Literal, LiteralStmt, Rule, RuleHead};

use super::{Inner, Node, path_of, place, visit};

/// A part of `input`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// All of it, or a part that is not told apart.
    Everything,
    /// Any resource.
    Resources,
    /// The resources of one role.
    Role(String),
    /// The resources of one type.
    Type(String),
    /// What refers to what.
    References,
    /// The same the other way round.
    Referrers,
    /// The ways from entries to data.
    Paths,
    /// What failures take along.
    Failures,
    /// Where data goes.
    Flows,
    /// What becomes of the objectives when failures are simulated.
    Promises,
    /// The objectives of what belongs to no workload.
    Objectives,
}

impl Part {
    fn of(path: &[String]) -> Option<Self> {
        let steps: Vec<&str> = path.iter().map(String::as_str).collect();
        match steps.as_slice() {
            ["input", "facts_version", ..] => None,
            ["input", "resources", ..] | ["input", "by_role" | "by_type"] => Some(Self::Resources),
            ["input", "by_role", role, ..] => Some(Self::Role((*role).to_owned())),
            ["input", "by_type", name, ..] => Some(Self::Type((*name).to_owned())),
            ["input", "graph", "references", ..] => Some(Self::References),
            ["input", "graph", "referrers", ..] => Some(Self::Referrers),
            ["input", "graph", "paths", ..] => Some(Self::Paths),
            ["input", "failures", ..] => Some(Self::Failures),
            ["input", "flows", ..] => Some(Self::Flows),
            ["input", "promises", ..] => Some(Self::Promises),
            ["input", "objectives", ..] => Some(Self::Objectives),
            _ => Some(Self::Everything),
        }
    }
}

/// What a rule or function looks at.
#[derive(Debug)]
pub(crate) struct Sight {
    /// The parts.
    pub(crate) parts: BTreeSet<Part>,
    /// Whether each of its bodies takes one resource out of `input` and looks at nothing else there: then what is found in some resources together is
    /// what is found in each of them.
    pub(crate) one_by_one: bool,
}

impl Default for Sight {
    fn default() -> Self {
        Self { parts: BTreeSet::new(), one_by_one: true }
    }
}

impl Sight {
    /// Takes in one more body of the rule. `aliases` are the names that imports give.
    pub(crate) fn add(&mut self, rule: &Rule, aliases: &BTreeMap<String, String>) {
        let references = references(rule, aliases);
        self.one_by_one &= takes_one_resource(rule, &references);
        self.parts.extend(references.values().filter_map(|path| Part::of(path)));
    }
}

/// Every reference into `input`, whole, by its place in the tree.
fn references(rule: &Rule, aliases: &BTreeMap<String, String>) -> BTreeMap<usize, Vec<String>> {
    let mut inner = Inner::default();
    let mut found = BTreeMap::new();
    visit(rule, &mut |node| {
        let Node::Expr(expr) = node else { return };
        let is_whole = inner.is_whole(expr);
        let path = path_of(expr);
        let Some(first) = path.first().filter(|_| is_whole) else { return };
        let root = aliases.get(first).map_or(first.as_str(), String::as_str);
        if root == "input" || root.starts_with("input.") {
            let steps = root.split('.').map(str::to_owned);
            found.insert(place(expr), steps.chain(path.iter().skip(1).cloned()).collect());
        }
    });
    found
}

fn takes_one_resource(rule: &Rule, references: &BTreeMap<usize, Vec<String>>) -> bool {
    let Rule::Spec { head: RuleHead::Set { .. }, bodies, .. } = rule else { return false };
    let ([body], 1) = (bodies.as_slice(), references.len()) else { return false };
    let takes = |stmt: &LiteralStmt| match &stmt.literal {
        Literal::SomeIn { key, collection, .. } if stmt.with_mods.is_empty() => {
            references.contains_key(&place(collection)) && is_list(collection, key.is_some())
        }
        _ => false,
    };
    body.query.stmts.iter().any(takes)
}

/// Whether an expression is a list of resources, as it stands in `input`. In the lists of `by_role`, keys are positions: they depend on the others.
fn is_list(expr: &Expr, with_key: bool) -> bool {
    let names = |expr: &Expr| matches!(expr, Expr::RefDot { .. }).then(|| path_of(expr));
    let is = |expr: &Expr, second: &[&str]| {
        names(expr).is_some_and(|path| match path.as_slice() {
            [first, name] => first == "input" && second.contains(&name.as_str()),
            _ => false,
        })
    };
    match expr {
        _ if is(expr, &["resources"]) => true,
        Expr::RefDot { refr, .. } | Expr::RefBrack { refr, .. } => {
            !with_key && is(refr, &["by_role", "by_type"])
        }
        _ => false,
    }
}
