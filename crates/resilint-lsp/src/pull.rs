//! Diagnostics for clients that ask for them: of one document, or of the whole workspace, and only what changed since they last asked.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::notification::Notification;
use tower_lsp::ls_types::{
    DiagnosticOptions, DiagnosticServerCapabilities, DocumentDiagnosticParams,
    DocumentDiagnosticReport, DocumentDiagnosticReportKind, FullDocumentDiagnosticReport,
    NumberOrString, RelatedFullDocumentDiagnosticReport, RelatedUnchangedDocumentDiagnosticReport,
    UnchangedDocumentDiagnosticReport, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReport,
    WorkspaceDocumentDiagnosticReport, WorkspaceFullDocumentDiagnosticReport,
    WorkspaceUnchangedDocumentDiagnosticReport,
};

use crate::board::Shown;
use crate::convert;
use crate::publish::SOURCE;
use crate::session::Session;

/// How many files one partial result holds.
const PART: usize = 64;

/// What the server offers to a client that asks.
pub(crate) fn provider() -> DiagnosticServerCapabilities {
    DiagnosticServerCapabilities::Options(DiagnosticOptions {
        identifier: Some(SOURCE.to_owned()),
        inter_file_dependencies: true,
        workspace_diagnostics: true,
        ..DiagnosticOptions::default()
    })
}

/// A report that says nothing.
pub(crate) fn nothing() -> DocumentDiagnosticReport {
    RelatedFullDocumentDiagnosticReport::default().into()
}

/// The diagnostics of one document, once its newest text is judged; with those of the other files of its root modules that changed, where the
/// client takes them. Blocks: not for the event loop.
pub(crate) fn document(
    session: &Session,
    params: &DocumentDiagnosticParams,
) -> DocumentDiagnosticReport {
    session.settled_near();
    let Some(path) = convert::path(&params.text_document.uri) else { return nothing() };
    let known = params.previous_result_id.as_deref().and_then(revision_of);
    let (shown, revision) = {
        let board = session.board();
        (board.shown(&path), board.revision())
    };
    let related_documents = session
        .options()
        .related_documents
        .then(|| related(session, &path, known))
        .filter(|related| !related.is_empty());
    if known.is_some_and(|known| shown.revision <= known) {
        return RelatedUnchangedDocumentDiagnosticReport {
            related_documents,
            unchanged_document_diagnostic_report: UnchangedDocumentDiagnosticReport {
                result_id: result_id(revision),
            },
        }
        .into();
    }
    RelatedFullDocumentDiagnosticReport {
        related_documents,
        full_document_diagnostic_report: full(&shown, revision),
    }
    .into()
}

/// The other files of a document's root modules whose diagnostics changed since a revision. Those of open documents are asked for themselves.
fn related(
    session: &Session,
    document: &Path,
    known: Option<u64>,
) -> HashMap<Uri, DocumentDiagnosticReportKind> {
    let roots: Vec<PathBuf> = session
        .workspaces()
        .iter()
        .flat_map(|workspace| workspace.project().affected_by(document))
        .collect();
    let open = session.documents.paths();
    let board = session.board();
    let revision = board.revision();
    let since = |shown: &Shown| match known {
        Some(known) => shown.revision > known,
        None => !shown.diagnostics.is_empty(),
    };
    board
        .files_of(&roots)
        .filter(|(path, shown)| {
            *path != document && since(shown) && open.binary_search(&path.to_path_buf()).is_err()
        })
        .filter_map(|(path, shown)| Some((convert::uri(path)?, full(shown, revision).into())))
        .collect()
}

/// The diagnostics of every file whose diagnostics the client does not have. A client that takes partial results hears of every change until it
/// gives the request up; any other gets an answer as soon as there is something that it does not have.
pub(crate) async fn workspace(
    session: &Session,
    params: WorkspaceDiagnosticParams,
) -> WorkspaceDiagnosticReport {
    let token = params.partial_result_params.partial_result_token;
    let mut revisions = session.revisions();
    let mut known = Known::of(params.previous_result_ids);
    let mut first = true;
    loop {
        let items = known.news(session, first);
        match &token {
            None if !items.is_empty() || known.0.is_empty() => {
                return WorkspaceDiagnosticReport { items };
            }
            None => {}
            Some(token) => {
                for part in items.chunks(PART) {
                    let value = WorkspaceDiagnosticReport { items: part.to_vec() };
                    let part = Part { token: token.clone(), value };
                    session.client.send_notification::<PartialResult>(part).await;
                }
            }
        }
        first = false;
        if revisions.changed().await.is_err() {
            return WorkspaceDiagnosticReport::default();
        }
    }
}

/// What a client has: the revision of each file.
struct Known(BTreeMap<PathBuf, (Uri, Option<u64>)>);

impl Known {
    fn of(previous: Vec<tower_lsp::ls_types::PreviousResultId>) -> Self {
        let known = previous.into_iter().filter_map(|previous| {
            let revision = revision_of(&previous.value);
            Some((convert::path(&previous.uri)?, (previous.uri, revision)))
        });
        Self(known.collect())
    }

    /// What it does not have yet, which it has from now on; the first time also what did not change.
    fn news(
        &mut self,
        session: &Session,
        with_unchanged: bool,
    ) -> Vec<WorkspaceDocumentDiagnosticReport> {
        let mut news = Vec::new();
        let mut files: BTreeMap<PathBuf, Shown> =
            self.0.keys().map(|path| (path.clone(), Shown::default())).collect();
        let revision = {
            let board = session.board();
            files.extend(board.files().map(|(path, shown)| (path.to_owned(), shown.clone())));
            board.revision()
        };
        let mut unchanged = Vec::new();
        for (path, shown) in files {
            let document = session.documents.get(&path);
            let version = document.as_ref().map(|document| i64::from(document.version));
            let known = self.0.get(&path);
            let has = known.and_then(|(_, revision)| *revision);
            let Some(uri) = known
                .map(|(uri, _)| uri.clone())
                .or_else(|| document.map(|document| document.uri))
                .or_else(|| convert::uri(&path))
            else {
                continue;
            };
            if has.is_some_and(|has| shown.revision <= has) {
                let report = UnchangedDocumentDiagnosticReport { result_id: result_id(revision) };
                unchanged.push(
                    WorkspaceUnchangedDocumentDiagnosticReport {
                        uri,
                        version,
                        unchanged_document_diagnostic_report: report,
                    }
                    .into(),
                );
            } else if known.is_some() || !shown.diagnostics.is_empty() {
                self.0.insert(path, (uri.clone(), Some(revision)));
                news.push(
                    WorkspaceFullDocumentDiagnosticReport {
                        uri,
                        version,
                        full_document_diagnostic_report: full(&shown, revision),
                    }
                    .into(),
                );
            }
        }
        if with_unchanged && !news.is_empty() {
            news.append(&mut unchanged);
        }
        news
    }
}

fn full(shown: &Shown, revision: u64) -> FullDocumentDiagnosticReport {
    FullDocumentDiagnosticReport {
        result_id: Some(result_id(revision)),
        items: shown.diagnostics.to_vec(),
    }
}

/// A result's name: the revision of the board at that time, and the process, so that another server's names mean nothing here.
fn result_id(revision: u64) -> String {
    format!("{}-{revision}", std::process::id())
}

fn revision_of(result_id: &str) -> Option<u64> {
    let (process, revision) = result_id.split_once('-')?;
    (process == std::process::id().to_string()).then(|| revision.parse().ok()).flatten()
}

/// A part of the answer to a request that is still under way.
#[derive(Debug)]
enum PartialResult {}

#[derive(Debug, Serialize, Deserialize)]
struct Part {
    token: NumberOrString,
    value: WorkspaceDiagnosticReport,
}

impl Notification for PartialResult {
    type Params = Part;
    const METHOD: &'static str = "$/progress";
}
