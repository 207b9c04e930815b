//! Completion, only where the text is ours: suppression comments and settings files. It never waits for an analysis.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use resilint_project::{
    CompletionContext, Project, Proposal, ProposalKind, complete_comment, complete_settings,
    describe_setting, is_settings,
};
use resilint_syntax::{FileSystem, LineIndex};
use serde_json::{Value, json};
use tower_lsp::ls_types::{
    CompletionItem, CompletionItemKind, CompletionOptions, CompletionParams, CompletionResponse,
    CompletionTextEdit, Documentation, InsertTextFormat, MarkupContent, Position, TextEdit,
};

use crate::convert;
use crate::options::{Abilities, Markup};
use crate::session::Session;
use crate::workspace::Workspace;

/// What the server says about its completion.
pub(crate) fn options() -> CompletionOptions {
    CompletionOptions {
        trigger_characters: Some([":", " ", "\"", "=", "[", ","].map(str::to_owned).to_vec()),
        resolve_provider: Some(true),
        ..CompletionOptions::default()
    }
}

pub(crate) fn complete(session: &Session, params: &CompletionParams) -> Option<CompletionResponse> {
    let place = &params.text_document_position;
    let path = convert::path(&place.text_document.uri)?;
    let text = text(session, &path)?;
    let lines = LineIndex::new(Arc::clone(&text));
    let encoding = session.encoding();
    let offset = convert::offset(&lines, place.position, encoding) as usize;
    let proposals = proposals(session, &path, &text, offset)?;
    let likely = likely(session, &path);
    let abilities = session.options().abilities;
    let items = proposals.into_iter().enumerate().map(|(index, proposal)| {
        let range = convert::range(&lines, proposal.replaces.clone(), encoding);
        let is_likely = likely.contains(&proposal.label);
        let order = format!("{}{index:04}", u8::from(!is_likely));
        item(proposal, range, order, abilities)
    });
    let items: Vec<CompletionItem> = items.collect();
    (!items.is_empty()).then_some(CompletionResponse::Array(items))
}

/// The item with its documentation, which is left out of the list where it is long.
pub(crate) fn resolve(session: &Session, mut item: CompletionItem) -> CompletionItem {
    let id = item.data.as_ref().and_then(|data| data.get("rule")).and_then(Value::as_str);
    let text = id.and_then(|id| {
        let workspaces = session.known();
        workspaces.iter().find_map(|workspace| {
            let project = workspace.project();
            crate::hover::rule_text_of(&project, &workspace.folder, id)
        })
    });
    let markup = session.options().abilities.completion;
    item.documentation = text.map(|text| documentation(text, markup)).or(item.documentation);
    item
}

/// What a key or word of a settings file means.
pub(crate) fn describe(session: &Session, path: &Path, position: Position) -> Option<String> {
    let text = text(session, path)?;
    let lines = LineIndex::new(Arc::clone(&text));
    let offset = convert::offset(&lines, position, session.encoding()) as usize;
    describe_setting(std::str::from_utf8(&text).ok()?, offset)
}

fn text(session: &Session, path: &Path) -> Option<Arc<[u8]>> {
    match session.documents.get(path) {
        Some(document) => Some(document.text),
        None => session.documents.files.read(path).ok(),
    }
}

fn proposals(
    session: &Session,
    path: &Path,
    text: &Arc<[u8]>,
    offset: usize,
) -> Option<Vec<Proposal>> {
    let workspaces = session.known();
    let workspace = workspaces
        .iter()
        .find(|workspace| path.starts_with(&workspace.folder))
        .or(workspaces.first())?;
    let rules = {
        let project = workspace.project();
        project.rules(root_near(&project, path).unwrap_or(&workspace.folder))
    };
    let addresses = || addresses(workspace, path);
    let context = CompletionContext {
        rules: &rules,
        today: session.project_options.today,
        addresses: &addresses,
    };
    if is_settings(path) {
        return Some(complete_settings(std::str::from_utf8(text).ok()?, offset, &context));
    }
    let has_comments =
        path.extension().is_some_and(|end| end == "tf" || end == "tofu" || end == "tfvars");
    has_comments.then(|| complete_comment(text, offset, &context))
}

/// The addresses of everything in the root modules that a file belongs to.
fn addresses(workspace: &Workspace, path: &Path) -> Vec<String> {
    let analyses = workspace.analyses_of(path);
    let all = analyses.iter().flat_map(|analysis| analysis.graph.addresses());
    let sorted: BTreeSet<String> = all.map(ToString::to_string).collect();
    sorted.into_iter().collect()
}

/// A root module in or below the folder of a file: there the same settings hold.
fn root_near<'p>(project: &'p Project, path: &Path) -> Option<&'p Path> {
    let folder = path.parent()?;
    let roots = project.root_modules();
    roots.iter().find(|root| root.starts_with(folder)).map(|root| &**root)
}

/// The rules with findings in a file: those are most likely to be meant.
fn likely(session: &Session, path: &Path) -> Vec<String> {
    let workspaces = session.known();
    let findings = workspaces.iter().flat_map(|workspace| workspace.findings_in(path));
    findings.map(|finding| finding.rule_id).collect()
}

fn item(
    proposal: Proposal,
    range: tower_lsp::ls_types::Range,
    order: String,
    abilities: Abilities,
) -> CompletionItem {
    let is_rule = proposal.kind == ProposalKind::Rule;
    let cursor = proposal.cursor.filter(|_| abilities.snippets);
    let new_text = cursor.map_or_else(|| proposal.text.clone(), |at| snippet(&proposal.text, at));
    // An editor that can should propose again what stands where the cursor is then.
    let again = proposal.text.ends_with(' ') || proposal.cursor.is_some();
    let mut data = json!({ "again": again });
    if is_rule {
        data["rule"] = proposal.label.as_str().into();
    }
    CompletionItem {
        kind: Some(kind(proposal.kind)),
        detail: Some(proposal.detail).filter(|detail| !detail.is_empty()),
        documentation: Some(proposal.documentation)
            .filter(|text| !text.is_empty() && !is_rule)
            .map(|text| documentation(text, abilities.completion)),
        sort_text: Some(order),
        filter_text: proposal.filter,
        insert_text_format: cursor.map(|_| InsertTextFormat::SNIPPET),
        text_edit: Some(CompletionTextEdit::Edit(TextEdit { range, new_text })),
        data: Some(data),
        label: proposal.label,
        ..CompletionItem::default()
    }
}

fn snippet(text: &str, cursor: usize) -> String {
    let escaped = |text: &str| text.replace('\\', "\\\\").replace('$', "\\$").replace('}', "\\}");
    let (before, after) = text.split_at_checked(cursor).unwrap_or((text, ""));
    format!("{}$0{}", escaped(before), escaped(after))
}

fn documentation(value: String, markup: Markup) -> Documentation {
    match markup {
        Markup::Plain => Documentation::String(value),
        Markup::Markdown => {
            Documentation::MarkupContent(MarkupContent { kind: markup.kind(), value })
        }
    }
}

const fn kind(kind: ProposalKind) -> CompletionItemKind {
    match kind {
        ProposalKind::Keyword => CompletionItemKind::KEYWORD,
        ProposalKind::Table => CompletionItemKind::MODULE,
        ProposalKind::Key => CompletionItemKind::PROPERTY,
        ProposalKind::Value => CompletionItemKind::ENUM_MEMBER,
        ProposalKind::Category => CompletionItemKind::FOLDER,
        ProposalKind::Rule => CompletionItemKind::REFERENCE,
    }
}
