//! What completion has to know besides the text.

use std::fmt;

use resilint_policy::RuleSet;

use crate::Date;

/// What completion asks of the configuration around a file.
pub struct CompletionContext<'a> {
    /// The rules there are.
    pub rules: &'a RuleSet,
    /// The day of today, for the ends of suppressions.
    pub today: Option<Date>,
    /// The addresses that can be depended on; only asked for where they are needed.
    pub addresses: &'a dyn Fn() -> Vec<String>,
}

impl fmt::Debug for CompletionContext<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CompletionContext").field("today", &self.today).finish_non_exhaustive()
    }
}
