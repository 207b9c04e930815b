//! From spans to the places of a report.

use std::path::Path;

use resilint_eval::OriginStep;
use resilint_syntax::{Diagnostic, Encoding, Files, Label, Span};

use crate::report::{OriginPlace, Position, Range, RelatedPlace, TextDiagnostic};
use crate::shown;

/// Turns spans into places, with paths relative to a folder.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Places<'a> {
    pub(crate) files: &'a Files,
    pub(crate) base: &'a Path,
}

impl Places<'_> {
    pub(crate) fn file(&self, span: Span) -> String {
        shown(self.base, &self.files.path(span.file))
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        let lines = self.files.line_index(span.file);
        let position = |offset: u32| {
            let found = lines.position(offset, Encoding::Utf32);
            Position { line: found.line + 1, column: found.column + 1, offset }
        };
        Range { start: position(span.start), end: position(span.end) }
    }

    pub(crate) fn origin(&self, step: &OriginStep) -> OriginPlace {
        OriginPlace {
            file: self.file(step.span),
            range: self.range(step.span),
            note: step.note.clone(),
        }
    }

    pub(crate) fn related(
        &self,
        address: Option<&str>,
        span: Span,
        message: String,
    ) -> RelatedPlace {
        RelatedPlace {
            address: address.map(str::to_owned),
            file: self.file(span),
            range: self.range(span),
            message,
        }
    }

    pub(crate) fn diagnostic(&self, diagnostic: &Diagnostic) -> TextDiagnostic {
        let related = diagnostic
            .related
            .iter()
            .map(|Label { span, message }| self.related(None, *span, message.clone()));
        TextDiagnostic {
            code: diagnostic.code.to_owned(),
            severity: diagnostic.severity.into(),
            message: diagnostic.message.clone(),
            file: self.file(diagnostic.span),
            range: self.range(diagnostic.span),
            help: diagnostic.help.clone(),
            related: related.collect(),
        }
    }
}
