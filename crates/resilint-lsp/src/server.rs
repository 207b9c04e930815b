//! The handlers: what the client may ask and tell.

use std::path::PathBuf;
use std::sync::{Arc, PoisonError};

use serde_json::Value;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::ls_types::{
    CodeActionKind, CodeActionOptions, CodeActionParams, CodeActionProviderCapability,
    CodeActionResponse, CodeLens, CodeLensOptions, CodeLensParams, CompletionItem,
    CompletionParams, CompletionResponse, DidChangeConfigurationParams,
    DidChangeTextDocumentParams, DidChangeWatchedFilesParams,
    DidChangeWatchedFilesRegistrationOptions, DidChangeWorkspaceFoldersParams,
    DidCloseTextDocumentParams, DidOpenTextDocumentParams, DidSaveTextDocumentParams,
    DocumentDiagnosticParams, DocumentDiagnosticReportResult, ExecuteCommandOptions,
    ExecuteCommandParams, FileSystemWatcher, GlobPattern, Hover, HoverParams,
    HoverProviderCapability, InitializeParams, InitializeResult, InitializedParams, InlayHint,
    InlayHintParams, OneOf, Registration, SaveOptions, ServerCapabilities, ServerInfo,
    TextDocumentSyncCapability, TextDocumentSyncKind, TextDocumentSyncOptions,
    TextDocumentSyncSaveOptions, Uri, WorkspaceDiagnosticParams, WorkspaceDiagnosticReportResult,
    WorkspaceFoldersServerCapabilities, WorkspaceServerCapabilities,
};

use crate::options::Options;
use crate::session::{Session, Work};
use crate::{
    code_action, commands, completion, configuration, convert, hover, inlay, lens, pull, show_text,
};

const WATCHED: [&str; 4] = [
    "**/*.{tf,tofu,tfvars,rego}",
    "**/*.{tf,tofu,tfvars}.json",
    "**/{resilint,.resilint}.toml",
    "**/.terraform/modules/modules.json",
];

/// The server.
#[derive(Debug)]
pub(crate) struct Backend {
    pub(crate) session: Arc<Session>,
}

impl LanguageServer for Backend {
    async fn initialize(&self, params: InitializeParams) -> Result<InitializeResult> {
        let mut options = Options::of(&params.capabilities, params.initialization_options.as_ref());
        options.settings.fall_back(&self.session.project_options);
        let (encoding, pulls) = (options.encoding, options.pulls);
        *self.session.options.write().unwrap_or_else(PoisonError::into_inner) = options;
        *self.session.folders.lock().unwrap_or_else(PoisonError::into_inner) = folders(&params);
        Ok(InitializeResult {
            capabilities: ServerCapabilities {
                position_encoding: Some(convert::encoding_kind(encoding)),
                diagnostic_provider: pulls.then(pull::provider),
                ..capabilities()
            },
            server_info: Some(ServerInfo {
                name: "resilint".to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            ..InitializeResult::default()
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        self.session.start();
        let options = self.session.options();
        let client = self.session.client.clone();
        let mut registrations = Vec::new();
        if options.watches_files {
            registrations.push(watchers());
        }
        if options.abilities.configuration_registration {
            registrations.push(configuration::registration());
        }
        // Never waited for here: an answer can only be read once this handler is done.
        if !registrations.is_empty() {
            tokio::spawn(async move { client.register_capability(registrations).await });
        }
        self.fetch_settings();
    }

    async fn shutdown(&self) -> Result<()> {
        Ok(())
    }

    async fn did_open(&self, params: DidOpenTextDocumentParams) {
        let document = params.text_document;
        let path = self.session.documents.open(document.uri, document.version, &document.text);
        if let Some(path) = path {
            self.session.adopt_folder_of(&path);
            self.session.ask(Work::Opened(path));
        }
        self.look();
    }

    async fn did_change(&self, params: DidChangeTextDocumentParams) {
        let document = &params.text_document;
        let path = self.session.documents.change(
            &document.uri,
            document.version,
            &params.content_changes,
            self.session.encoding(),
        );
        self.changed(path);
    }

    async fn did_save(&self, _: DidSaveTextDocumentParams) {
        self.look();
    }

    async fn did_close(&self, params: DidCloseTextDocumentParams) {
        let path = self.session.documents.close(&params.text_document.uri);
        self.changed(path);
        self.look();
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let paths: Vec<PathBuf> =
            params.changes.iter().filter_map(|change| convert::path(&change.uri)).collect();
        self.session.ask(Work::Changed(paths));
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.session.options().abilities.configuration {
            self.fetch_settings();
        } else if params.settings.is_object() {
            configuration::take(&self.session, &params.settings).await;
        }
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        {
            let mut folders = self.session.folders.lock().unwrap_or_else(PoisonError::into_inner);
            let removed: Vec<PathBuf> = params
                .event
                .removed
                .iter()
                .filter_map(|folder| convert::path(&folder.uri))
                .collect();
            folders.retain(|folder| !removed.contains(folder));
            folders
                .extend(params.event.added.iter().filter_map(|folder| convert::path(&folder.uri)));
            folders.sort();
            folders.dedup();
        }
        self.session.ask(Work::Everything);
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        self.ask(move |session| hover::hover(session, &params)).await
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        self.ask(move |session| code_action::code_actions(session, &params)).await
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        self.ask(move |session| completion::complete(session, &params)).await
    }

    async fn completion_resolve(&self, item: CompletionItem) -> Result<CompletionItem> {
        let known = item.clone();
        let resolved = self.ask(move |session| Some(completion::resolve(session, item))).await?;
        Ok(resolved.unwrap_or(known))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        self.ask(move |session| inlay::inlay_hints(session, &params)).await
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        self.ask(move |session| lens::code_lenses(session, &params)).await
    }

    async fn code_lens_resolve(&self, lens: CodeLens) -> Result<CodeLens> {
        let known = lens.clone();
        let resolved = self.ask(move |session| Some(lens::resolve_lens(session, lens))).await?;
        Ok(resolved.unwrap_or(known))
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let report = self.ask(move |session| Some(pull::document(session, &params))).await?;
        Ok(DocumentDiagnosticReportResult::Report(report.unwrap_or_else(pull::nothing)))
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let report = pull::workspace(&self.session, params).await;
        Ok(WorkspaceDiagnosticReportResult::Report(report))
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let ExecuteCommandParams { command, arguments, .. } = params;
        let told = command == commands::EXPLAIN;
        let run = move |session: &Session| Some(commands::run(session, &command, &arguments));
        match self.ask(run).await? {
            None => Ok(None),
            Some(Err(message)) => {
                Err(Error { message: message.into(), ..Error::invalid_params("") })
            }
            Some(Ok(value)) => {
                // A code action has nobody who waits for its answer.
                if told {
                    show_text::show(&self.session, &value).await;
                }
                Ok(Some(value))
            }
        }
    }
}

impl Backend {
    fn changed(&self, path: Option<PathBuf>) {
        if let Some(path) = path {
            self.session.ask(Work::Changed(vec![path]));
        }
    }

    /// Clients that cannot tell of changes on disk: look for ourselves.
    fn look(&self) {
        if !self.session.options().watches_files {
            self.session.ask(Work::Look);
        }
    }

    /// What the client keeps wins over what it said in the handshake.
    fn fetch_settings(&self) {
        if self.session.options().abilities.configuration {
            tokio::spawn(configuration::fetch(Arc::clone(&self.session)));
        }
    }

    /// Long work leaves the event loop. A panic becomes an error of this one request.
    async fn ask<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Session) -> Option<T> + Send + 'static,
    ) -> Result<Option<T>> {
        let session = Arc::clone(&self.session);
        tokio::task::spawn_blocking(move || work(&session))
            .await
            .map_err(|_| Error::internal_error())
    }
}

fn folders(params: &InitializeParams) -> Vec<PathBuf> {
    let several =
        params.workspace_folders.iter().flatten().filter_map(|folder| convert::path(&folder.uri));
    let mut folders: Vec<PathBuf> = several.collect();
    if folders.is_empty() {
        #[expect(deprecated, reason = "clients without workspace folders still send it")]
        let root: Option<&Uri> = params.root_uri.as_ref();
        folders.extend(root.and_then(convert::path));
    }
    folders.sort();
    folders.dedup();
    folders
}

fn capabilities() -> ServerCapabilities {
    let sync = TextDocumentSyncOptions {
        open_close: Some(true),
        change: Some(TextDocumentSyncKind::INCREMENTAL),
        save: Some(TextDocumentSyncSaveOptions::SaveOptions(SaveOptions {
            include_text: Some(false),
        })),
        ..TextDocumentSyncOptions::default()
    };
    let actions = CodeActionOptions {
        code_action_kinds: Some(vec![CodeActionKind::QUICKFIX, code_action::FIX_ALL]),
        ..CodeActionOptions::default()
    };
    let folders = WorkspaceFoldersServerCapabilities {
        supported: Some(true),
        change_notifications: Some(OneOf::Left(true)),
    };
    ServerCapabilities {
        text_document_sync: Some(TextDocumentSyncCapability::Options(sync)),
        hover_provider: Some(HoverProviderCapability::Simple(true)),
        inlay_hint_provider: Some(OneOf::Left(true)),
        code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(true) }),
        completion_provider: Some(completion::options()),
        code_action_provider: Some(CodeActionProviderCapability::Options(actions)),
        execute_command_provider: Some(ExecuteCommandOptions {
            commands: commands::COMMANDS.map(str::to_owned).to_vec(),
            ..ExecuteCommandOptions::default()
        }),
        workspace: Some(WorkspaceServerCapabilities {
            workspace_folders: Some(folders),
            ..WorkspaceServerCapabilities::default()
        }),
        ..ServerCapabilities::default()
    }
}

fn watchers() -> Registration {
    let watchers = WATCHED
        .map(|pattern| FileSystemWatcher {
            glob_pattern: GlobPattern::String(pattern.to_owned()),
            kind: None,
        })
        .to_vec();
    Registration {
        id: "resilint-files".to_owned(),
        method: "workspace/didChangeWatchedFiles".to_owned(),
        register_options: serde_json::to_value(DidChangeWatchedFilesRegistrationOptions {
            watchers,
        })
        .ok(),
    }
}
