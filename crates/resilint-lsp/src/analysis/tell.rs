//! What the client is told of the judgements: the diagnostics of files, and counts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_project::{Judgement, Report};
use tower_lsp::ls_types::notification::{Notification, PublishDiagnostics};

use super::work::Analysis;
use crate::board::Source;
use crate::moves::Move;
use crate::parallel;
use crate::publish::{self, Published, Taste};
use crate::status::{Status, StatusParams};
use crate::texts::Texts;

impl Analysis<'_> {
    /// Puts what is judged anew on the board, and tells the client of the files whose diagnostics are others now.
    pub(super) fn publish(&mut self) {
        let changed = self.place();
        let options = self.session.options();
        if options.pulls {
            let revision = self.session.board().revision();
            self.session.tell_revision(revision);
            self.ask_again(&changed);
            return;
        }
        self.unpublished.extend(changed);
        for path in self.unpublished.union(&self.opened).cloned().collect::<Vec<_>>() {
            self.publish_file(&path);
        }
    }

    /// Tells the client what the first root modules say of the open documents, while the others are still being judged.
    pub(super) fn publish_open(&mut self) {
        if self.session.options().pulls {
            return;
        }
        let changed = self.place();
        self.unpublished.extend(changed);
        for path in self.session.documents.paths() {
            if self.unpublished.contains(&path) || self.opened.contains(&path) {
                self.publish_file(&path);
            }
        }
    }

    /// What is known of files stays with their text until it is judged again.
    fn move_along(&mut self) {
        let encoding = self.session.encoding();
        for (path, before) in std::mem::take(&mut self.texts) {
            if let Some(after) = self.judged_text(&path).filter(|after| *after != before) {
                let moved = Move::of(&before, &after);
                self.session.board().moved(&path, |range| moved.told(range, encoding));
            }
        }
    }

    /// Brings the board up to date; answers the files whose diagnostics changed.
    fn place(&mut self) -> Vec<PathBuf> {
        if self.dirty.iter().any(|dirty| !dirty.is_empty()) {
            self.move_along();
        }
        self.texts.clear();
        let options = self.session.options();
        let taste = Taste { related: options.related_information, ..options.settings.taste() };
        let mut board = self.session.board();
        let mut there: BTreeSet<Source> = BTreeSet::new();
        let mut pending: BTreeSet<Source> = BTreeSet::new();
        for (workspace, dirty) in self.workspaces.iter().zip(&self.dirty) {
            // What is not judged anew yet keeps what is known of it.
            pending.extend(dirty.iter().map(|root| (workspace.folder.clone(), root.clone())));
            let suppressions = dirty.is_empty().then(|| workspace.suppression_report());
            let project = workspace.project();
            let texts = Texts { files: project.files(), documents: &self.session.documents };
            let converted = |report: &Report| {
                let report = std::iter::once(report);
                publish::diagnostics(report, &workspace.folder, &texts, options.encoding, taste)
            };
            let mut anew: Vec<(Source, Arc<Judgement>)> = Vec::new();
            let judged = workspace.judgements_by_root().into_iter();
            for (root, judgement) in judged.filter(|(root, _)| !dirty.contains(root)) {
                let source = (workspace.folder.clone(), root);
                there.insert(source.clone());
                let placed = self.placed.get(&source);
                if !placed.is_some_and(|placed| Arc::ptr_eq(placed, &judgement)) {
                    anew.push((source, judgement));
                }
            }
            let diagnostics = |(source, judgement): &(Source, Arc<Judgement>)| {
                (source.clone(), Arc::clone(judgement), converted(judgement.report()))
            };
            for (source, judgement, diagnostics) in parallel::map(&anew, diagnostics) {
                board.put(&source, diagnostics);
                self.placed.insert(source, judgement);
            }
            let of_all = (workspace.folder.clone(), PathBuf::new());
            if let Some(suppressions) = &suppressions {
                board.put(&of_all, converted(suppressions));
            }
            there.insert(of_all);
        }
        there.extend(pending.iter().cloned());
        self.placed.retain(|source, _| there.contains(source));
        board.retain(|source| there.contains(source));
        board.settle(&pending)
    }

    /// Clients that ask know of their own edits; of what else those change, and of what changes outside, they have to be told.
    fn ask_again(&mut self, changed: &[PathBuf]) {
        let open = self.session.documents.paths();
        let unexpected = |path: &&PathBuf| !self.edited.contains(*path) && open.contains(path);
        if self.session.options().refreshes && changed.iter().any(|path| unexpected(&path)) {
            let client = self.session.client.clone();
            // Nobody waits for the answer.
            self.runtime.spawn(async move { client.workspace_diagnostic_refresh().await });
        }
        self.edited.clear();
    }

    fn publish_file(&mut self, path: &Path) {
        let document = self.session.documents.get(path);
        // Newer text than what was judged: its own judgement comes next.
        if let (Some(document), Some(judged)) = (&document, &self.judged_text(path))
            && document.text != *judged
        {
            return;
        }
        self.opened.remove(path);
        self.unpublished.remove(path);
        let Some(uri) = document
            .as_ref()
            .map(|document| document.uri.clone())
            .or_else(|| crate::convert::uri(path))
        else {
            return;
        };
        let version = document.map(|document| document.version);
        let diagnostics = self.session.board().shown(path).diagnostics;
        let published = Published { uri: &uri, diagnostics: &diagnostics, version };
        self.session.outlet.notify(PublishDiagnostics::METHOD, published);
    }

    pub(super) fn tell_status(&self) {
        let mut status = StatusParams {
            environment: self.session.options().settings.environment,
            ..StatusParams::default()
        };
        for judgement in self.workspaces.iter().flat_map(|workspace| workspace.judgements()) {
            let report = judgement.report();
            status.errors += report.summary.errors;
            status.warnings += report.summary.warnings;
            status.unknown += report.summary.unknown;
            status.incomplete |= !report.incomplete.is_empty();
        }
        self.runtime.block_on(self.session.client.send_notification::<Status>(status));
    }
}
