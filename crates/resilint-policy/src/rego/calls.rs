//! Which rule refers to which, and what it reads. Recursion is rejected: a recursive function would overflow the stack.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

use regorus::unstable::{Expr, Module, Ref, Rule, RuleHead};

use super::{Inner, Node, Sight, path_of, place, string_of, visit};

/// A rule or function, with all its bodies.
#[derive(Debug, Default)]
pub(crate) struct Definition {
    /// The policy file.
    pub(crate) path: Arc<str>,
    /// Where it is first defined.
    pub(crate) range: Range<usize>,
    /// Paths it refers to, without `data.`.
    references: BTreeSet<String>,
    /// Every name and text in it.
    pub(crate) names: BTreeSet<String>,
    /// Attributes it reads: what follows `.attributes`, dotted; empty for all of them.
    pub(crate) attributes: BTreeSet<String>,
    /// What of `input` it looks at.
    pub(crate) sight: Sight,
}

/// Everything that is defined in a set of modules, by its path without `data.`.
#[derive(Debug, Default)]
pub(crate) struct Definitions(BTreeMap<String, Definition>);

impl Definitions {
    /// Reads the definitions of parsed modules.
    pub(crate) fn of(modules: &[Ref<Module>]) -> Self {
        let mut definitions = Self::default();
        for module in modules {
            definitions.add(module);
        }
        definitions
    }

    fn add(&mut self, module: &Module) {
        let package = path_of(&module.package.refr).join(".");
        let file: Arc<str> = module.package.span.source.file().as_str().into();
        let mut aliases: BTreeMap<String, String> = module
            .imports
            .iter()
            .filter_map(|import| {
                let path = path_of(&import.refr);
                let alias = import
                    .r#as
                    .as_ref()
                    .map(|span| span.text().to_owned())
                    .or_else(|| path.last().cloned())?;
                Some((alias, path.join(".")))
            })
            .collect();
        for rule in &module.policy {
            let name = rule_name(rule);
            aliases.entry(name.clone()).or_insert_with(|| format!("data.{package}.{name}"));
        }
        for rule in &module.policy {
            let span = rule.span();
            let definition =
                self.0.entry(format!("{package}.{}", rule_name(rule))).or_insert_with(|| {
                    Definition {
                        path: Arc::clone(&file),
                        range: usize::try_from(span.start).unwrap_or(0)
                            ..usize::try_from(span.end).unwrap_or(0),
                        ..Definition::default()
                    }
                });
            definition.sight.add(rule, &aliases);
            let own = head(rule).map(|expr| expr.span().start);
            let mut locals = BTreeSet::new();
            visit(rule, &mut |node| {
                if let Node::Local(name) = node {
                    locals.insert(name.to_owned());
                }
            });
            let mut inner = Inner::default();
            let mut got: BTreeSet<usize> = BTreeSet::new();
            visit(rule, &mut |node| {
                if let Node::Expr(expr) = node {
                    let is_whole = inner.is_whole(expr);
                    definition.read(expr);
                    if let Some((object, path)) = attribute_by_name(expr) {
                        got.insert(place(object));
                        definition.attributes.insert(path);
                    } else if is_whole && !got.contains(&place(expr)) {
                        definition.attributes.extend(attribute(&path_of(expr)));
                    }
                    if is_whole {
                        definition.refer(expr, &aliases, &locals, own);
                    }
                }
            });
        }
    }

    /// The definition of that path.
    pub(crate) fn get(&self, path: &str) -> Option<&Definition> {
        self.0.get(path)
    }

    /// All definitions, sorted by path.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&str, &Definition)> {
        self.0.iter().map(|(path, definition)| (path.as_str(), definition))
    }

    /// The definitions one refers to, itself included, transitively.
    pub(crate) fn reachable<'a>(&'a self, path: &'a str) -> BTreeSet<&'a str> {
        let mut seen = BTreeSet::from([path]);
        let mut todo = vec![path];
        while let Some(path) = todo.pop() {
            for next in self.successors(path) {
                if seen.insert(next) {
                    todo.push(next);
                }
            }
        }
        seen
    }

    /// Definitions that end up referring to themselves.
    pub(crate) fn recursive(&self) -> Vec<(&str, &Definition)> {
        self.iter()
            .filter(|(path, _)| {
                self.successors(path).any(|next| self.reachable(next).contains(path))
            })
            .collect()
    }

    fn successors<'a>(&'a self, path: &str) -> impl Iterator<Item = &'a str> {
        let references = self.0.get(path).map(|definition| &definition.references);
        references.into_iter().flatten().flat_map(|reference| self.matching(reference))
    }

    /// The definitions a reference can mean: itself, what it looks into, or what lies below it.
    fn matching<'a>(&'a self, reference: &str) -> Vec<&'a str> {
        let mut found: Vec<&str> = Vec::new();
        let below = format!("{reference}.");
        found.extend(
            self.0
                .range(below.clone()..)
                .take_while(|(path, _)| path.starts_with(&below))
                .map(|(path, _)| path.as_str()),
        );
        let mut prefix = reference;
        loop {
            if let Some((path, _)) = self.0.get_key_value(prefix) {
                found.push(path);
            }
            match prefix.rsplit_once('.') {
                Some((shorter, _)) => prefix = shorter,
                None => return found,
            }
        }
    }
}

impl Definition {
    fn read(&mut self, expr: &Expr) {
        if let Some(text) = string_of(expr) {
            self.names.insert(text);
        }
        if let Expr::RefDot { field, .. } = expr {
            self.names.insert(field.0.text().to_owned());
        }
    }

    /// Takes in what a whole reference names: `lib.f`, not the `lib` in it.
    fn refer(
        &mut self,
        expr: &Expr,
        aliases: &BTreeMap<String, String>,
        locals: &BTreeSet<String>,
        own: Option<u32>,
    ) {
        let path = path_of(expr);
        let Some((first, rest)) = path.split_first() else { return };
        // The head names the definition itself; that is no reference.
        if own == Some(expr.span().start) || locals.contains(first) {
            return;
        }
        let root =
            if first == "data" { "data" } else { aliases.get(first).map_or("", String::as_str) };
        let full = std::iter::once(root)
            .chain(rest.iter().map(String::as_str))
            .collect::<Vec<_>>()
            .join(".");
        if let Some(reference) = full.strip_prefix("data.") {
            self.references.insert(reference.to_owned());
        }
    }
}

/// What follows `.attributes` in a reference, dotted; nothing for all of them.
fn attribute(path: &[String]) -> Option<String> {
    let position = path.iter().position(|step| step == "attributes")?;
    Some(path.get(position + 1..)?.join("."))
}

/// `object.get(resource.attributes, "name", default)`: the object, and the attribute.
fn attribute_by_name(expr: &Expr) -> Option<(&Expr, String)> {
    let Expr::Call { fcn, params, .. } = expr else { return None };
    let [object, name, _] = params.as_slice() else { return None };
    if path_of(fcn) != ["object", "get"] {
        return None;
    }
    let outer = attribute(&path_of(object))?;
    let name = string_of(name)?;
    Some((object, if outer.is_empty() { name } else { format!("{outer}.{name}") }))
}

fn head(rule: &Rule) -> Option<&Ref<Expr>> {
    match rule {
        Rule::Default { refr, .. } => Some(refr),
        Rule::Spec {
            head:
                RuleHead::Compr { refr, .. } | RuleHead::Set { refr, .. } | RuleHead::Func { refr, .. },
            ..
        } => Some(refr),
    }
}

fn rule_name(rule: &Rule) -> String {
    head(rule)
        .map(|expr| path_of(expr))
        .and_then(|path| path.into_iter().next())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use regorus::Engine;

    use super::Definitions;

    fn attributes(body: &str) -> Vec<String> {
        let mut engine = Engine::new();
        let text =
            format!("package p\n\nr contains x if {{\n\tsome x in input.resources\n\t{body}\n}}\n");
        engine.add_policy("p.rego".to_owned(), text).unwrap();
        let definitions = Definitions::of(engine.get_modules());
        definitions.get("p.r").unwrap().attributes.iter().cloned().collect()
    }

    #[test]
    fn the_attributes_that_are_read() {
        assert_eq!(attributes("x.attributes.multi_az == false"), ["multi_az"]);
        assert_eq!(attributes("x.attributes.a.b == 1; x.attributes[\"c\"] == 2"), ["a.b", "c"]);
        assert_eq!(
            attributes("count(object.get(x.attributes, \"actions\", [])) == 0"),
            ["actions"]
        );
        assert_eq!(attributes("object.get(x.attributes.log[0], \"on\", false)"), ["log.on"]);
        assert_eq!(attributes("some name, _ in x.attributes; name == \"a\""), [""]);
        assert_eq!(attributes("some name in [\"a\"]; x.attributes[name]"), [""]);
        assert_eq!(attributes("object.get(x.attributes, x.name, 1) == 1"), [""]);
    }
}
