//! Dependencies that the author declares: `[[dependency]]` in the settings, `# resilint:depends-on` and `# resilint:egress` in comments.

use resilint_config::ModulePath;
use resilint_graph::{DeclaredDependency, Egress, ResourceGraph, Role};
use resilint_syntax::{Diagnostic, Span, Tree};

use super::analysis::trees;
use crate::project::Project;
use crate::settings::nearest;
use crate::suppress::{block_of, words};
use crate::unit::Unit;

/// What a comment says about the block it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Said {
    /// It needs these.
    DependsOn { to: Vec<String>, soft: bool, quorum: Option<u32> },
    /// It needs the internet, or does not.
    Egress(Egress),
    /// Something that cannot be understood, and the remedy.
    Mistake(String, String),
}

const MARKER: &str = "resilint:";
/// What can follow the marker.
pub(crate) const KNOWN: [&str; 3] = ["ignore", "depends-on", "egress"];

impl Project {
    /// Adds to the graph what the settings and the comments declare, and says what of it means nothing.
    pub(crate) fn declare(
        &self,
        graph: &mut ResourceGraph,
        unit: &Unit,
        configuration: &resilint_config::Configuration,
    ) -> Vec<Diagnostic> {
        let mut diagnostics = self.declare_settings(graph, unit);
        for tree in trees(configuration) {
            declare_comments(graph, tree, &mut diagnostics);
        }
        diagnostics
    }

    /// One that fits nothing is reported when no other root module could be meant.
    fn declare_settings(&self, graph: &mut ResourceGraph, unit: &Unit) -> Vec<Diagnostic> {
        let settings = &unit.settings.dependencies;
        let declared = settings.iter().map(|dependency| DeclaredDependency {
            from: dependency.from.clone(),
            to: dependency.to.clone(),
            soft: dependency.soft,
            quorum: dependency.quorum,
            egress: dependency.egress,
        });
        let unmatched = graph.declare(&declared.collect::<Vec<_>>());
        let standbys = &unit.settings.standbys;
        let said: Vec<_> = standbys.iter().map(|standby| standby.value.clone()).collect();
        let alone = graph.declare_standbys(&said);
        if self.root_modules().len() > 1 {
            return Vec::new();
        }
        let of_dependencies = unmatched.into_iter().filter_map(|unmatched| {
            Some((unmatched.address, settings.get(unmatched.index)?.span, "dependency"))
        });
        let of_standbys = alone.into_iter().filter_map(|unmatched| {
            Some((unmatched.address, standbys.get(unmatched.index)?.span, "standby"))
        });
        of_dependencies
            .chain(of_standbys)
            .map(|(address, span, what)| nothing(graph, &address, span, what))
            .collect()
    }
}

fn declare_comments(graph: &mut ResourceGraph, tree: &Tree, diagnostics: &mut Vec<Diagnostic>) {
    for comment in tree.comments() {
        let Some(said) = read(comment.text) else { continue };
        if let Said::Mistake(message, help) = said {
            diagnostics.push(
                Diagnostic::warning("invalid-comment", comment.span, message).with_help(help),
            );
            continue;
        }
        let Some(block) = block_of(tree, comment.span) else {
            let message = "this comment stands neither in nor directly above a block";
            diagnostics.push(Diagnostic::warning("invalid-comment", comment.span, message));
            continue;
        };
        apply(graph, &said, block, comment.span, diagnostics);
    }
}

/// What a comment says, if it is one of ours.
fn read(comment: &[u8]) -> Option<Said> {
    let text = std::str::from_utf8(comment).ok()?;
    let text = text.strip_suffix("*/").unwrap_or(text);
    let said = text.trim_start_matches(['#', '/', '*']).trim_start().strip_prefix(MARKER)?;
    let mut words = words(said).into_iter().map(|(_, word)| word);
    let (name, value) = words.next().map_or((said, None), |word| {
        word.split_once('=').map_or((word, None), |(name, value)| (name, Some(value)))
    });
    match name {
        "ignore" => None,
        "depends-on" => Some(depends_on(words)),
        "egress" => Some(match value {
            Some("required") => Said::Egress(Egress::Required),
            Some("none") => Said::Egress(Egress::None),
            _ => mistake(
                "it does not say which egress",
                "write `resilint:egress=required` or `resilint:egress=none`",
            ),
        }),
        other => {
            let help = nearest(other, KNOWN).map_or_else(
                || {
                    format!(
                        "there are `{}`",
                        KNOWN.map(|name| format!("{MARKER}{name}")).join("`, `")
                    )
                },
                |near| format!("did you mean `{MARKER}{near}`?"),
            );
            Some(Said::Mistake(format!("`{MARKER}{other}` is nothing that resilint knows"), help))
        }
    }
}

fn mistake(message: &str, help: &str) -> Said {
    Said::Mistake(message.to_owned(), help.to_owned())
}

/// `ADDRESS… [soft] [quorum=N]`
fn depends_on<'w>(words: impl Iterator<Item = &'w str>) -> Said {
    let (mut to, mut soft, mut quorum) = (Vec::new(), false, None);
    for word in words {
        match word.strip_prefix("quorum=").map(str::parse) {
            Some(Ok(count)) => quorum = Some(count),
            Some(Err(_)) => {
                return mistake("the quorum is not a whole number", "write `quorum=2`");
            }
            None if word == "soft" => soft = true,
            None => to.extend(word.split(',').filter(|part| !part.is_empty()).map(str::to_owned)),
        }
    }
    if to.is_empty() {
        return mistake("it names nothing to depend on", "write `resilint:depends-on ADDRESS`");
    }
    Said::DependsOn { to, soft, quorum }
}

/// Declares it for every instance of the block; on a module call, for all that runs code behind it.
fn apply(
    graph: &mut ResourceGraph,
    said: &Said,
    block: Span,
    comment: Span,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let subjects = subjects(graph, block);
    match said {
        Said::DependsOn { to, soft, quorum } => {
            for address in to {
                let mut matched = subjects.is_empty();
                for (from, module) in &subjects {
                    let Some(to) = meant(graph, module, address) else { continue };
                    matched = true;
                    graph.declare(&[DeclaredDependency {
                        from: from.clone(),
                        to: Some(to),
                        soft: Some(*soft),
                        quorum: *quorum,
                        egress: None,
                    }]);
                }
                if !matched {
                    diagnostics.push(nothing(graph, address, comment, "dependency"));
                }
            }
        }
        Said::Egress(egress) => {
            let declared = subjects.into_iter().map(|(from, _)| DeclaredDependency {
                from,
                egress: Some(*egress),
                ..DeclaredDependency::default()
            });
            graph.declare(&declared.collect::<Vec<_>>());
        }
        Said::Mistake(..) => {}
    }
}

/// The instances that a block declares, each with the module instance that the comment speaks in.
fn subjects(graph: &ResourceGraph, block: Span) -> Vec<(String, ModulePath)> {
    let within =
        |span: Span| span.file == block.file && block.start <= span.start && span.start < block.end;
    let mut found = Vec::new();
    for address in graph.addresses() {
        let Some(instance) = graph.instance(address) else { continue };
        let module = &instance.address.module;
        if within(instance.span) {
            found.push((address.to_string(), module.clone()));
        } else if let Some(depth) = instance.calls.iter().position(|call| within(*call))
            && graph.role(address) == Some(Role::Compute)
        {
            let above = module.steps().len().saturating_sub(depth);
            let caller = (0..above).try_fold(module.clone(), |path, _| path.parent());
            found.push((address.to_string(), caller.unwrap_or_else(ModulePath::root)));
        }
    }
    found
}

/// The address as it is meant in a module: one of the module's own resources, or else an absolute one.
fn meant(graph: &ResourceGraph, module: &ModulePath, address: &str) -> Option<String> {
    let own = (!module.is_root()).then(|| format!("{module}.{address}"));
    own.into_iter().chain([address.to_owned()]).find(|address| graph.has(address))
}

fn nothing(graph: &ResourceGraph, address: &str, span: Span, what: &str) -> Diagnostic {
    let message = format!("there is no resource `{address}`, so this {what} says nothing");
    let code = if what == "standby" { "unmatched-standby" } else { "unmatched-dependency" };
    let diagnostic = Diagnostic::warning(code, span, message);
    match nearest(address, graph.addresses().map(|address| &**address)) {
        Some(near) => diagnostic.with_help(format!("did you mean `{near}`?")),
        None => diagnostic,
    }
}

#[cfg(test)]
mod tests {
    use super::{Egress, Said, read};

    #[test]
    fn comments_are_read() {
        let needs = |to: &[&str], soft, quorum| Said::DependsOn {
            to: to.iter().map(|to| (*to).to_owned()).collect(),
            soft,
            quorum,
        };
        for (text, expected) in [
            ("# resilint:depends-on aws_db_instance.a", needs(&["aws_db_instance.a"], false, None)),
            ("// resilint:depends-on a.b[\"x\"] soft", needs(&["a.b[\"x\"]"], true, None)),
            ("/* resilint:depends-on a.b c.d quorum=2 */", needs(&["a.b", "c.d"], false, Some(2))),
            ("# resilint:egress=none", Said::Egress(Egress::None)),
            ("#resilint:egress=required", Said::Egress(Egress::Required)),
        ] {
            assert_eq!(read(text.as_bytes()), Some(expected), "{text}");
        }
        assert_eq!(read(b"# resilint:ignore x"), None);
        assert_eq!(read(b"# see resilint:egress=none"), None);
    }

    #[test]
    fn mistakes_come_with_a_remedy() {
        for (text, message, help) in [
            (
                "# resilint:egress",
                "it does not say which egress",
                "write `resilint:egress=required`",
            ),
            ("# resilint:egress=maybe", "it does not say which egress", "write"),
            ("# resilint:depends-on soft", "it names nothing to depend on", "write"),
            ("# resilint:depends-on a.b quorum=x", "the quorum is not a whole number", "write"),
            ("# resilint:depend-on a.b", "nothing that resilint knows", "`resilint:depends-on`?"),
            ("# resilint:frobnicate", "nothing that resilint knows", "there are"),
        ] {
            match read(text.as_bytes()) {
                Some(Said::Mistake(said, remedy)) => {
                    assert!(said.contains(message) && remedy.contains(help), "{said}: {remedy}");
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
