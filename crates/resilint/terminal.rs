//! Where output goes: what stdout and stderr are, and whether they take colours.

use std::io::{self, IsTerminal, Write};

/// Columns when nobody looks.
const USUAL_WIDTH: usize = 100;

/// stdout and stderr.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Terminal {
    pub(crate) colour: bool,
    pub(crate) width: usize,
    /// The columns of the terminal that stdout is; `None` for a file or a pipe.
    pub(crate) columns: Option<usize>,
    pub(crate) quiet: bool,
    pub(crate) verbose: bool,
    /// Whether somebody looks at stderr.
    pub(crate) is_watched: bool,
}

impl Terminal {
    pub(crate) fn new(no_colour: bool, quiet: bool, verbose: bool) -> Self {
        let stdout = io::stdout().is_terminal();
        let set = |name: &str| {
            std::env::var_os(name).is_some_and(|value| !value.is_empty() && value != "0")
        };
        let forced = set("CLICOLOR_FORCE") || set("FORCE_COLOR");
        let refused =
            no_colour || std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
        let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
        let width =
            terminal_size::terminal_size().map_or(USUAL_WIDTH, |(width, _)| usize::from(width.0));
        Self {
            colour: !refused && (forced || (stdout && !dumb)),
            width,
            columns: stdout.then_some(width),
            quiet,
            verbose,
            is_watched: io::stderr().is_terminal(),
        }
    }

    /// Writes to stdout. A reader that has gone away, as `head` does, is no mistake.
    pub(crate) fn print(&self, text: &str) -> io::Result<()> {
        let mut stdout = io::stdout().lock();
        match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        }
    }

    /// Writes a line to stderr.
    pub(crate) fn say(&self, line: &str) {
        // Nowhere is left to report that stderr cannot be written.
        let _ = writeln!(io::stderr().lock(), "{line}");
    }
}
