//! `cargo xtask latency`: how fast the language server answers, measured over its standard input and output.

mod client;
mod process;
mod run;
mod terraform;

pub(crate) use run::run;
