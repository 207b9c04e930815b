//! Policy files and what there is to say about their text.

use std::ops::Range;
use std::sync::Arc;

use resilint_syntax::Severity;
use serde::Serialize;

/// A `.rego` file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// Its path: what diagnostics name. Built-in files are relative to `policies/`.
    pub path: Arc<str>,
    /// Its content.
    pub text: Arc<str>,
    /// Whether it comes with the program.
    pub builtin: bool,
}

/// Something to say about the text of a policy file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PolicyDiagnostic {
    /// The file.
    pub path: Arc<str>,
    /// The bytes it is about; the project maps them to a span.
    pub range: Range<usize>,
    /// How bad it is.
    pub severity: Severity,
    /// The stable name of this kind of diagnostic.
    pub code: &'static str,
    /// One line, lower case, no final dot.
    pub message: String,
    /// The remedy.
    pub help: Option<String>,
}

impl PolicyDiagnostic {
    fn order(&self) -> (&str, usize, usize, &str, &str) {
        (&self.path, self.range.start, self.range.end, self.code, &self.message)
    }
}

impl Ord for PolicyDiagnostic {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.order().cmp(&other.order())
    }
}

impl PartialOrd for PolicyDiagnostic {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl PolicyFile {
    /// A user's file.
    #[must_use]
    pub fn user(path: impl Into<Arc<str>>, text: impl Into<Arc<str>>) -> Self {
        Self { path: path.into(), text: text.into(), builtin: false }
    }

    /// Whether it holds tests.
    #[must_use]
    pub fn is_test(&self) -> bool {
        self.path.ends_with("_test.rego")
    }

    pub(crate) fn error(
        &self,
        code: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> PolicyDiagnostic {
        self.diagnostic(Severity::Error, code, range, message)
    }

    pub(crate) fn warning(
        &self,
        code: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> PolicyDiagnostic {
        self.diagnostic(Severity::Warning, code, range, message)
    }

    fn diagnostic(
        &self,
        severity: Severity,
        code: &'static str,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> PolicyDiagnostic {
        PolicyDiagnostic {
            path: Arc::clone(&self.path),
            range,
            severity,
            code,
            message: message.into(),
            help: None,
        }
    }

    /// The bytes of a line, counted from 1, from a column, counted from 1 in characters, to its end.
    pub(crate) fn line_range(&self, line: usize, column: usize) -> Range<usize> {
        let mut start = 0;
        for (index, text) in self.text.split_inclusive('\n').enumerate() {
            if index + 1 == line {
                let skipped: usize =
                    text.chars().take(column.saturating_sub(1)).map(char::len_utf8).sum();
                let end = start + text.trim_end().len();
                return (start + skipped).min(end)..end;
            }
            start += text.len();
        }
        0..0
    }
}

impl PolicyDiagnostic {
    /// Adds the remedy.
    #[must_use]
    pub(crate) fn with_help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
