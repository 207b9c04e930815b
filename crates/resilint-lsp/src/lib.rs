//! A report to LSP diagnostics: the language server. Handlers convert, ask the analysis, convert back; nothing is judged here.
//! Invariant: the text that a notification brings is taken over before anything is waited for, and what is published belongs to the text the
//! client has. Start reading at `serve`, then `server`, `session` and `analysis`.

mod serve;
mod server;
mod guard;
mod input;
mod transport;
mod session;
mod analysis;
mod workspace;
mod carry;
mod documents;
mod texts;
mod publish;
mod status;
mod hover;
mod code_action;
mod options;
mod convert;

pub use options::{ClientSettings, CodeActionSettings};
pub use serve::serve;
