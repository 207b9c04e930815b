//! `resilint completions`.

use clap_complete::{Shell, generate};

use super::CLEAN;
use crate::args::command;
use crate::terminal::Terminal;

pub(super) fn run(shell: Shell, terminal: &Terminal) -> anyhow::Result<u8> {
    let mut script = Vec::new();
    generate(shell, &mut command(), "resilint", &mut script);
    terminal.print(&String::from_utf8_lossy(&script))?;
    Ok(CLEAN)
}
