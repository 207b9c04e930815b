//! A report to LSP diagnostics: the language server. Handlers convert, ask the analysis, convert back; nothing is judged here.
//! Invariant: the text that a notification brings is taken over before anything is waited for, and what is published belongs to the text the
//! client has. Start reading at `serve`, then `server`, `session` and `analysis`.

mod analysis;
mod board;
mod carry;
mod code_action;
mod commands;
mod completion;
mod configuration;
mod convert;
mod description;
mod documents;
mod guard;
mod hover;
mod inlay;
mod input;
mod lens;
mod moves;
mod options;
mod overview;
mod parallel;
mod publish;
mod pull;
mod refresh;
mod serve;
mod server;
mod session;
mod show_text;
mod status;
mod texts;
mod transport;
mod workspace;

pub use description::{SettingDescription, client_settings};
pub use options::{
    ClientSettings, CodeActionSettings, CodeLensSettings, ConfigurationPreference,
    InlayHintSettings, RuleLevel,
};
pub use serve::{Pages, serve};
