//! `resilint baseline`: accept what there is, and judge only what comes.

use anyhow::Context;
use resilint_project::{Baseline, resolve};
use resilint_syntax::{Disk, FileSystem};

use super::CLEAN;
use super::check::{judge, write};
use crate::args::{BaselineCommand, CheckArgs};
use crate::session::{open, options};
use crate::terminal::Terminal;

pub(super) fn run(command: &BaselineCommand, terminal: &Terminal) -> anyhow::Result<u8> {
    let (BaselineCommand::Write(args)
    | BaselineCommand::Update(args)
    | BaselineCommand::Prune(args)) = command;
    let options = options(&args.inputs)?;
    let sessions = open(&args.paths, &options)?;
    let report = judge(&CheckArgs::default(), &sessions, terminal)?;
    let file = resolve(&options.base, &args.file);
    let baseline = match command {
        // An update holds what there is now: what is new is let in, what is gone is dropped.
        BaselineCommand::Write(_) | BaselineCommand::Update(_) => Baseline::of(&report),
        BaselineCommand::Prune(_) => {
            let text = Disk
                .read(&file)
                .with_context(|| format!("`{}` cannot be read", args.file.display()))?;
            Baseline::read(&text)?.prune(&report)
        }
    };
    write(&file, &baseline.write())?;
    terminal.print(&format!("{} findings in {}\n", baseline.len(), args.file.display()))?;
    Ok(CLEAN)
}
