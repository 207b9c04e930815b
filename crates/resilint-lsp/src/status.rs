//! The notification `resilint/status`: counts for a status line, after every analysis.

use serde::{Deserialize, Serialize};
use tower_lsp::ls_types::notification::Notification;

/// The notification.
#[derive(Debug)]
pub(crate) enum Status {}

/// What it says.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(crate) struct StatusParams {
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    pub(crate) unknown: usize,
    /// Some files could not be read or parsed.
    pub(crate) incomplete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) environment: Option<String>,
}

impl Notification for Status {
    type Params = StatusParams;
    const METHOD: &'static str = "resilint/status";
}
