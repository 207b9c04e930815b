//! The engine's errors: text with a place in it, `--> file:line:column`.

use std::any::Any;
use std::cell::Cell;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use crate::policy_file::{PolicyDiagnostic, PolicyFile};

/// An error of the engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EngineError {
    /// The file, the line and the column, when it says so.
    pub(crate) place: Option<(String, usize, usize)>,
    /// What is wrong, in one line.
    pub(crate) message: String,
    /// What became of the engine.
    pub(crate) cause: Cause,
}

/// Why a call into the engine has no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// The policy is at fault where it says so; the engine goes on.
    Refused,
    /// It ran out of time; trying again costs the same time again.
    TimedOut,
    /// It panicked: its state cannot be trusted any more.
    Panicked,
}

impl EngineError {
    /// The diagnostic, at the place it names or else at the given one.
    pub(crate) fn diagnostic(
        &self,
        code: &'static str,
        files: &[&PolicyFile],
        otherwise: (&PolicyFile, Range<usize>),
    ) -> PolicyDiagnostic {
        let named = self.place.as_ref().and_then(|(path, line, column)| {
            let file = files.iter().find(|file| *file.path == **path)?;
            Some((*file, file.line_range(*line, *column)))
        });
        let (file, range) = named.unwrap_or(otherwise);
        file.error(code, range, self.message.clone())
    }
}

/// Calls into the engine; an error or a panic becomes a value.
pub(crate) fn guarded<T>(
    call: impl FnOnce() -> Result<T, Box<dyn std::error::Error + Send + Sync>>,
) -> Result<T, EngineError> {
    match quietly(|| catch_unwind(AssertUnwindSafe(call))) {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(read_error(&error.to_string())),
        Err(panic) => Err(EngineError {
            place: None,
            message: format!("the policy engine failed: {}", panic_text(&*panic)),
            cause: Cause::Panicked,
        }),
    }
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// A panic that becomes a diagnostic says nothing else: editors show what a server writes on standard error.
fn quietly<T>(call: impl FnOnce() -> T) -> T {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let otherwise = take_hook();
        set_hook(Box::new(move |panic| {
            if !QUIET.get() {
                otherwise(panic);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = call();
    QUIET.set(before);
    result
}

fn panic_text(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("unknown reason").lines().next().unwrap_or_default().to_owned()
}

fn read_error(text: &str) -> EngineError {
    let place = text.lines().find_map(|line| {
        let mut parts = line.trim().strip_prefix("--> ")?.rsplitn(3, ':');
        let column = parts.next()?.parse().ok()?;
        let line = parts.next()?.parse().ok()?;
        Some((parts.next()?.to_owned(), line, column))
    });
    let message = text
        .lines()
        .find_map(|line| line.trim().strip_prefix("error: "))
        .or_else(|| text.lines().find(|line| !line.trim().is_empty()));
    let message =
        message.unwrap_or("the policy engine gave no reason").trim().trim_end_matches('.');
    let (message, cause) = if message.contains("time limit") {
        ("it takes longer than five seconds", Cause::TimedOut)
    } else {
        (message, Cause::Refused)
    };
    EngineError { place, message: message.to_owned(), cause }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_place() {
        let error = read_error(
            "\n--> a/b.rego:7:12\n  |\n7 |  x := y\n  |   ^\nerror: use of undefined variable `y` is unsafe",
        );
        assert_eq!(error.place, Some(("a/b.rego".to_owned(), 7, 12)));
        assert_eq!(error.message, "use of undefined variable `y` is unsafe");
        let file = PolicyFile::user("a/b.rego", "\n\n\n\n\n\n  x := y + 1\n");
        let diagnostic = EngineError { place: Some(("a/b.rego".to_owned(), 7, 8)), ..error }
            .diagnostic("policy-invalid", &[&file], (&file, 0..0));
        assert_eq!(file.text.get(diagnostic.range), Some("y + 1"));
    }

    #[test]
    fn a_panic_is_an_error() {
        let error = guarded::<()>(|| panic!("index out of bounds")).unwrap_err();
        assert!(error.cause == Cause::Panicked && error.message.contains("index out of bounds"));
    }
}
