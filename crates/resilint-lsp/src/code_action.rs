//! What the light bulb offers: the rule's fix, a suppression with a reason, the rule turned off, its explanation.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use resilint_project::{
    Finding, Fix, Outcome, find_settings, remove_suppression, resolve, turn_off,
};
use resilint_syntax::{FileSystem, Format, LineIndex};
use tower_lsp::ls_types::{
    CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, CodeActionResponse, Command,
    Diagnostic, Position, Range, TextEdit, Uri, WorkspaceEdit,
};

use crate::commands::EXPLAIN;
use crate::session::Session;
use crate::texts::Texts;
use crate::workspace::Workspace;
use crate::{convert, publish};

/// Findings that are about suppressions themselves, and not a rule's.
const ABOUT_SUPPRESSIONS: [&str; 3] =
    ["unused-suppression", "expired-suppression", "invalid-suppression"];

/// All safe fixes of a file at once.
pub(crate) const FIX_ALL: CodeActionKind = CodeActionKind::new("source.fixAll.resilint");

pub(crate) fn code_actions(
    session: &Session,
    params: &CodeActionParams,
) -> Option<CodeActionResponse> {
    let path = convert::path(&params.text_document.uri)?;
    let workspaces = session.settled();
    let workspace = workspaces.iter().find(|workspace| workspace.holds(&path))?;
    // Before the project is borrowed: it borrows it, too, and a change that waits in between would wait for ever.
    let findings = workspace.findings_in(&path);
    let project = workspace.project();
    let texts = Texts { files: project.files(), documents: &session.documents };
    let lines = texts.lines(&path)?;
    let encoding = session.encoding();
    let asked = convert::offset(&lines, params.range.start, encoding)
        ..convert::offset(&lines, params.range.end, encoding);
    let offer = Offer { session, workspace, texts: &texts, path: &path, lines: &lines };
    let mut actions = Vec::new();
    let wanted =
        |kind: &CodeActionKind| {
            params.context.only.as_ref().is_none_or(|only| {
                only.iter().any(|asked| kind.as_str().starts_with(asked.as_str()))
            })
        };
    // Anywhere on the lines of a finding: nobody aims at the value alone.
    let touches = |finding: &&Finding| {
        lines.line(finding.range.start.offset) <= lines.line(asked.end)
            && lines.line(asked.start) <= lines.line(finding.range.end.offset)
    };
    if wanted(&CodeActionKind::QUICKFIX) {
        let mut seen = Vec::new();
        for finding in
            findings.iter().filter(touches).filter(|finding| finding.outcome == Outcome::Fail)
        {
            if !seen.contains(&(&finding.rule_id, finding.range)) {
                seen.push((&finding.rule_id, finding.range));
                actions.extend(offer.for_finding(finding));
            }
        }
    }
    let settings = session.options().settings.code_action;
    if settings.fix_all && wanted(&FIX_ALL) && params.context.only.is_some() {
        actions.extend(offer.fix_all(&findings));
    }
    Some(actions.into_iter().map(CodeActionOrCommand::CodeAction).collect())
}

struct Offer<'a> {
    session: &'a Session,
    workspace: &'a Workspace,
    texts: &'a Texts<'a>,
    path: &'a Path,
    lines: &'a LineIndex,
}

impl Offer<'_> {
    fn for_finding(&self, finding: &Finding) -> Vec<CodeAction> {
        let settings = self.session.options().settings.code_action;
        let diagnostic = publish::diagnostics(
            std::iter::once(&resilint_project::Report {
                findings: vec![finding.clone()],
                ..resilint_project::Report::new()
            }),
            &self.workspace.folder,
            self.texts,
            self.session.encoding(),
            publish::Taste { related: false, show_unknown: true, show_suppressed: true },
        );
        let diagnostic = diagnostic.into_values().flatten().next();
        let mut actions = Vec::new();
        if let Some(fix) = finding.fix.as_ref().filter(|_| settings.fix)
            && let Some(edit) = self.fix(fix)
        {
            actions.push(CodeAction {
                is_preferred: Some(fix.safe),
                ..quick_fix(fix.description.clone(), edit, diagnostic.as_ref())
            });
        }
        if ABOUT_SUPPRESSIONS.contains(&finding.rule_id.as_str()) {
            let useless = finding.rule_id != "invalid-suppression";
            let edit =
                self.remove_suppression(finding).filter(|_| useless && settings.remove_suppression);
            actions.extend(edit.map(|edit| CodeAction {
                is_preferred: Some(true),
                ..quick_fix("remove the suppression".to_owned(), edit, diagnostic.as_ref())
            }));
            return actions;
        }
        if settings.ignore
            && let Some(edit) = self.ignore(finding)
        {
            actions.push(quick_fix(
                format!("ignore `{}` here, with a reason", finding.rule_id),
                edit,
                diagnostic.as_ref(),
            ));
        }
        if settings.disable_rule
            && let Some(edit) = self.turn_off(&finding.rule_id)
        {
            actions.push(quick_fix(
                format!("turn `{}` off in resilint.toml", finding.rule_id),
                edit,
                diagnostic.as_ref(),
            ));
        }
        if settings.explain {
            actions.push(explain(&finding.rule_id));
        }
        actions
    }

    fn fix_all(&self, findings: &[Finding]) -> Option<CodeAction> {
        let mut edits: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for fix in findings.iter().filter_map(|finding| finding.fix.as_ref()).filter(|fix| fix.safe)
        {
            let mut changes: Vec<_> =
                self.fix(fix)?.changes.unwrap_or_default().into_iter().collect();
            changes.sort_by(|(left, _), (right, _)| left.as_str().cmp(right.as_str()));
            for (uri, new) in changes {
                let known = edits.entry(uri).or_default();
                // What two fixes want to change is left to the next time.
                known.extend(
                    new.into_iter()
                        .filter(|edit| !known.iter().any(|other| overlap(other.range, edit.range)))
                        .collect::<Vec<_>>(),
                );
            }
        }
        let edit = WorkspaceEdit { changes: Some(edits), ..WorkspaceEdit::default() };
        edit.changes.as_ref().is_some_and(|changes| !changes.is_empty()).then(|| CodeAction {
            title: "fix everything that resilint can fix safely".to_owned(),
            kind: Some(FIX_ALL),
            edit: Some(edit),
            ..CodeAction::default()
        })
    }

    fn fix(&self, fix: &Fix) -> Option<WorkspaceEdit> {
        let mut changes: HashMap<Uri, Vec<TextEdit>> = HashMap::new();
        for edit in &fix.edits {
            let path = resolve(&self.workspace.folder, Path::new(&edit.file));
            let lines = self.texts.lines(&path)?;
            let range = convert::range(
                &lines,
                edit.range.start.offset..edit.range.end.offset,
                self.session.encoding(),
            );
            changes
                .entry(self.texts.uri(&path)?)
                .or_default()
                .push(TextEdit { range, new_text: edit.new_text.clone() });
        }
        Some(WorkspaceEdit { changes: Some(changes), ..WorkspaceEdit::default() })
    }

    fn ignore(&self, finding: &Finding) -> Option<WorkspaceEdit> {
        let commented =
            self.path.extension().is_some_and(|extension| extension == "tf" || extension == "tofu");
        if !commented {
            return None;
        }
        let line = self.lines.line(finding.range.start.offset);
        let text = self.lines.line_text(line);
        let indent: String =
            text.chars().take_while(|character| character.is_whitespace()).collect();
        let comment = format!(
            "{indent}# resilint:ignore {} reason=\"say why\"{}",
            finding.rule_id,
            self.line_end()
        );
        let at = Position { line, character: 0 };
        self.change(self.path, TextEdit { range: Range { start: at, end: at }, new_text: comment })
    }

    fn line_end(&self) -> &'static str {
        let crlf = self
            .lines
            .line_range(0)
            .zip(self.lines.line_range(1))
            .is_some_and(|(first, second)| second.start - first.end == 2);
        if crlf { "\r\n" } else { "\n" }
    }

    /// The change that takes away the suppression a finding is about.
    fn remove_suppression(&self, finding: &Finding) -> Option<WorkspaceEdit> {
        let text = self.session.documents.files.read(self.path).ok()?;
        let format = Format::of(self.path);
        let range = remove_suppression(&text, format, finding.range.start.offset)?;
        let range = convert::range(self.lines, range, self.session.encoding());
        self.change(self.path, TextEdit { range, new_text: String::new() })
    }

    /// Only in a settings file that is there already: a new one would have to be placed, and that is not ours to decide.
    fn turn_off(&self, rule: &str) -> Option<WorkspaceEdit> {
        let files = &self.session.documents.files;
        let settings: PathBuf = find_settings(&**files, self.path.parent()?)?;
        let text = files.read(&settings).ok()?;
        let (range, new_text) = turn_off(std::str::from_utf8(&text).ok()?, rule)?;
        let range = convert::range(&LineIndex::new(text), range, self.session.encoding());
        self.change(&settings, TextEdit { range, new_text })
    }

    fn change(&self, path: &Path, edit: TextEdit) -> Option<WorkspaceEdit> {
        Some(WorkspaceEdit {
            changes: Some(HashMap::from([(self.texts.uri(path)?, vec![edit])])),
            ..WorkspaceEdit::default()
        })
    }
}

fn quick_fix(title: String, edit: WorkspaceEdit, diagnostic: Option<&Diagnostic>) -> CodeAction {
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        edit: Some(edit),
        diagnostics: diagnostic.map(|diagnostic| vec![diagnostic.clone()]),
        ..CodeAction::default()
    }
}

fn overlap(left: Range, right: Range) -> bool {
    left.start <= right.end && right.start <= left.end
}

fn explain(rule_id: &str) -> CodeAction {
    let title = format!("explain `{rule_id}`");
    let command = Command {
        title: title.clone(),
        command: EXPLAIN.to_owned(),
        arguments: Some(vec![rule_id.into()]),
    };
    CodeAction {
        title,
        kind: Some(CodeActionKind::QUICKFIX),
        command: Some(command),
        ..CodeAction::default()
    }
}
