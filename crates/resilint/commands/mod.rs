//! The commands, one file each.

mod baseline;
mod check;
mod completions;
mod config;
mod explain;
mod fix;
mod graph;
mod init;
mod list;
mod lsp;
mod policy;
mod run;
mod simulate;
mod suppressions;

pub(crate) use run::{CLEAN, FINDINGS, INCOMPLETE, run};
