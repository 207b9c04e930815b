//! Random expressions of a type, over the names in scope.

use fastrand::Rng;

use super::templates::{templates, unknown};
use super::tree::Tree;
use super::types::Type;

/// Names that an expression may use, with their types.
#[derive(Debug, Clone, Default)]
pub(crate) struct Names {
    pub(crate) known: Vec<(String, Type)>,
    /// Whether values that are known only after apply may be used.
    pub(crate) unknown: bool,
    /// Whether `local.text`, a template, is there.
    pub(crate) text: bool,
}

/// A random expression.
pub(crate) fn expression(random: &mut Rng, wanted: &Type, names: &Names, depth: usize) -> Tree {
    // Now and then something else: conversions, and what Terraform refuses.
    let other = (random.u16(..500) == 0).then(|| Type::random(random, 1));
    let wanted = other.as_ref().unwrap_or(wanted);
    if depth == 0 || random.u8(..5) == 0 {
        return Tree::Expression(vec![Tree::text(leaf(random, wanted, names))]);
    }
    if let Type::Object(attributes) = wanted
        && random.bool()
    {
        return object(random, attributes, names, depth);
    }
    let lists = templates(wanted);
    let list = lists[random.usize(..lists.len())];
    let template = list[random.usize(..list.len())];
    if template.contains("local.text") && !names.text {
        return Tree::Expression(vec![Tree::text(leaf(random, wanted, names))]);
    }
    let expression = Tree::Expression(fill(random, template, wanted, names, depth - 1));
    let is_risky = RISKY.iter().any(|risky| template.contains(risky));
    if random.u8(..16) < if is_risky { 15 } else { 2 } {
        let plain = Tree::Expression(vec![Tree::text(wanted.plain(random))]);
        let trees = vec![Tree::text("try("), expression, Tree::text(", "), plain, Tree::text(")")];
        return Tree::Expression(trees);
    }
    expression
}

/// What often fails; then there is mostly a `try` around it, so that Terraform accepts most configurations.
const RISKY: [&str; 22] = [
    "[0]",
    "[1]",
    ".b",
    ".a",
    "[\"a\"]",
    "[\"b\"]",
    "one(",
    "- 1]",
    "slice(",
    "matchkeys",
    "index(",
    "tonumber",
    "tobool",
    "parseint",
    "«s» + 1",
    "zipmap(«Ls»",
    "regex(",
    "cidr",
    "«n»)",
    "distinct(«Ls»)",
    "{ for x in «LO»",
    "coalesce(",
];

fn object(
    random: &mut Rng,
    attributes: &[(&'static str, Type)],
    names: &Names,
    depth: usize,
) -> Tree {
    let mut trees = vec![Tree::text("{ ")];
    for (index, (name, type_)) in attributes.iter().enumerate() {
        let comma = if index > 0 { ", " } else { "" };
        let value = expression(random, type_, names, depth - 1);
        trees.push(Tree::Part(vec![Tree::text(format!("{comma}{name} = ")), value]));
    }
    trees.push(Tree::text(" }"));
    Tree::Expression(trees)
}

fn fill(random: &mut Rng, template: &str, wanted: &Type, names: &Names, depth: usize) -> Vec<Tree> {
    let mut trees = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('«') {
        trees.push(Tree::text(before));
        let Some((hole, after)) = after.split_once('»') else { break };
        rest = after;
        let (code, bound) = hole.split_once('|').unwrap_or((hole, ""));
        let element = match wanted {
            Type::List(inner) | Type::Set(inner) | Type::Map(inner) => (**inner).clone(),
            other => other.clone(),
        };
        let type_ = match code.replace('E', "T") {
            // In a hole with `E`, the element's type is meant.
            replaced if replaced != code => Type::of_code(&replaced, &element, random),
            _ => Type::of_code(code, wanted, random),
        };
        let mut inside = names.clone();
        for (name, code) in bound.split(',').filter_map(|bound| bound.split_once(':')) {
            inside.known.push((name.to_owned(), Type::of_code(code, wanted, random)));
        }
        let inner = expression(random, &type_, &inside, depth);
        trees.push(inner);
    }
    trees.push(Tree::text(rest));
    trees
}

fn leaf(random: &mut Rng, wanted: &Type, names: &Names) -> String {
    if random.u8(..200) == 0 {
        return "null".to_owned();
    }
    let wants_unknown = names.unknown && random.u8(..10) == 0;
    if wants_unknown {
        let choices = unknown(&code(wanted));
        if !choices.is_empty() {
            return choices[random.usize(..choices.len())].to_owned();
        }
    }
    let mut found = Vec::new();
    for (name, type_) in &names.known {
        reachable(name, type_, wanted, &mut found);
    }
    if found.is_empty() || random.u8(..4) == 0 {
        return wanted.plain(random);
    }
    let found = found.swap_remove(random.usize(..found.len()));
    let is_risky = found.contains('[') && !found.contains("[*]") || found.contains("one(");
    if is_risky && random.u8(..16) > 0 {
        return format!("try({found}, {})", wanted.plain(random));
    }
    found
}

/// The ways from a name to a value of the type.
fn reachable(path: &str, type_: &Type, wanted: &Type, found: &mut Vec<String>) {
    if type_ == wanted || *wanted == Type::Any || *type_ == Type::Any {
        found.push(path.to_owned());
    }
    match type_ {
        Type::Object(attributes) => {
            for (name, inner) in attributes {
                reachable(&format!("{path}.{name}"), inner, wanted, found);
            }
        }
        Type::List(inner) => {
            reachable(&format!("{path}[0]"), inner, wanted, found);
            if let (Type::Object(attributes), Type::List(element)) = (&**inner, wanted) {
                let fits = attributes.iter().filter(|(_, inner)| inner == &**element);
                found.extend(fits.map(|(name, _)| format!("{path}[*].{name}")));
            }
        }
        Type::Map(inner) => reachable(&format!("{path}[\"a\"]"), inner, wanted, found),
        _ => {}
    }
}

fn code(type_: &Type) -> String {
    match type_ {
        Type::String => "s".to_owned(),
        Type::Number => "n".to_owned(),
        Type::Bool => "b".to_owned(),
        Type::Any => "A".to_owned(),
        Type::List(inner) => format!("L{}", code(inner)),
        Type::Set(inner) => format!("S{}", code(inner)),
        Type::Map(inner) => format!("M{}", code(inner)),
        Type::Object(_) => "O".to_owned(),
    }
}
