//! What the thing under the cursor is: a resource in the graph, an attribute with its value and origin, a rule.

use std::path::Path;

use resilint_project::{
    AttributeExplanation, Project, ResourceAt, is_settings, rule_page_uri, shortened,
};
use tower_lsp::ls_types::{Hover, HoverContents, HoverParams, MarkupContent};

use crate::completion;
use crate::convert;
use crate::overview::overview;
use crate::session::Session;
use crate::workspace::Workspace;

/// At most so many instances of one block are told of.
const SHOWN_INSTANCES: usize = 4;
/// And so many characters of a value.
const LONGEST: usize = 200;

pub(crate) fn hover(session: &Session, params: &HoverParams) -> Option<Hover> {
    let place = &params.text_document_position_params;
    let path = convert::path(&place.text_document.uri)?;
    let workspaces = session.settled();
    let workspace = workspaces.iter().find(|workspace| workspace.holds(&path))?;
    let (offset, word, attribute) = {
        let project = workspace.project();
        let lines = project.files().line_index(project.files().find(&path)?);
        let offset = convert::offset(&lines, place.position, session.encoding());
        let line = lines.line_text(place.position.line).into_owned();
        let column = offset.saturating_sub(lines.line_range(place.position.line)?.start) as usize;
        (offset, word(&line, column), attribute(&line))
    };
    let text = match word.and_then(|word| rule_text(session, &word)) {
        Some(text) => text,
        None if is_settings(&path) => completion::describe(session, &path, place.position)?,
        None => resource_text(workspace, &path, offset, attribute.as_deref())?,
    };
    Some(Hover {
        contents: HoverContents::Markup(MarkupContent {
            kind: session.options().abilities.hover.kind(),
            value: text,
        }),
        range: None,
    })
}

/// The rule's text, in Markdown; `None` when there is no such rule.
pub(crate) fn rule_text(session: &Session, id: &str) -> Option<String> {
    let workspaces = session.settled();
    workspaces
        .iter()
        .find_map(|workspace| rule_text_of(&workspace.project(), &workspace.folder, id))
}

/// The rule's text as a project has it.
pub(crate) fn rule_text_of(project: &Project, folder: &Path, id: &str) -> Option<String> {
    let rules = project.rules(project.root_modules().first().map_or(folder, |root| root));
    let rule = rules.rule(id)?;
    let mut text = format!("**{}** ({})\n\n{}", rule.id, rule.category, rule.title);
    if !rule.description.is_empty() {
        text.push_str(&format!("\n\n{}", rule.description.trim()));
    }
    if let Some(remediation) = &rule.remediation {
        text.push_str(&format!("\n\n{}", remediation.trim()));
    }
    if let Some(uri) = rule_page_uri(rule) {
        text.push_str(&format!("\n\n[{}]({uri})", rule.id));
    }
    Some(text)
}

fn resource_text(
    workspace: &Workspace,
    path: &Path,
    offset: u32,
    attribute: Option<&str>,
) -> Option<String> {
    let roots = workspace.project().affected_by(path);
    let mut texts: Vec<String> = Vec::new();
    for root in roots {
        let Some(analysis) = workspace.analysis(&root) else { continue };
        let resources = workspace.project().resources_in(&analysis, path);
        let here = resources.iter().filter(|resource| {
            resource.block.start.offset <= offset && offset < resource.block.end.offset
        });
        for resource in here {
            let in_header = offset <= resource.header.end.offset;
            let of_attribute =
                attribute.filter(|_| !in_header).and_then(|name| attribute_text(resource, name));
            texts.push(of_attribute.unwrap_or_else(|| overview(resource)));
        }
        if texts.len() > SHOWN_INSTANCES {
            break;
        }
    }
    texts.dedup();
    let more = texts.len().saturating_sub(SHOWN_INSTANCES);
    texts.truncate(SHOWN_INSTANCES);
    if more > 0 {
        texts.push(format!("and {more} more"));
    }
    (!texts.is_empty()).then(|| texts.join("\n\n---\n\n"))
}

fn attribute_text(resource: &ResourceAt, name: &str) -> Option<String> {
    let (value, origin) = match resource.explanation.attributes.get(name)? {
        AttributeExplanation::Known { value, origin } => {
            (format!("`{}`", shortened(&value.to_string(), LONGEST)), origin)
        }
        AttributeExplanation::Unknown { unknown, origin } => {
            (format!("not known: {unknown}"), origin)
        }
    };
    let mut text = format!("**{}** `{name}` = {value}", resource.explanation.address);
    for step in origin {
        text.push_str(&format!("\n- {} ({}:{})", step.note, step.file, step.range.start.line));
    }
    Some(text)
}

/// The rule id, or anything like one, at a column (in bytes).
fn word(line: &str, column: usize) -> Option<String> {
    let is_part = |character: char| {
        character.is_ascii_lowercase() || character == '-' || character.is_ascii_digit()
    };
    let mut start = 0;
    for part in line.split(|character| !is_part(character)) {
        let at = line.get(start..)?.find(part)? + start;
        let end = at + part.len();
        if (at..=end).contains(&column) && part.contains('-') {
            return Some(part.to_owned());
        }
        start = end;
    }
    None
}

/// The attribute that a line sets, or the block that it opens.
fn attribute(line: &str) -> Option<String> {
    let name: String = line
        .trim_start()
        .chars()
        .take_while(|character| character.is_alphanumeric() || *character == '_')
        .collect();
    (!name.is_empty()).then_some(name)
}
