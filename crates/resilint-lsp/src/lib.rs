//! A report to LSP diagnostics: the language server. Handlers convert, ask the analysis, convert back; nothing is judged here.
//! Invariant: the text that a notification brings is taken over before anything is waited for, and what is published belongs to the text the
//! client has. Start reading at `serve`, then `server`, `session` and `analysis`.

mod analysis;
mod carry;
mod code_action;
mod convert;
mod documents;
mod guard;
mod hover;
mod input;
mod options;
mod publish;
mod serve;
mod server;
mod session;
mod status;
mod texts;
mod transport;
mod workspace;

pub use options::{ClientSettings, CodeActionSettings};
pub use serve::serve;
