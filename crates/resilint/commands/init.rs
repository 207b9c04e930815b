//! `resilint init`: a settings file to start from.

use std::path::Path;

use anyhow::bail;
use resilint_project::resolve;
use resilint_syntax::{Disk, FileSystem};

use super::CLEAN;
use super::check::write;
use crate::environment::working_directory;
use crate::terminal::Terminal;

const STARTER: &str = r#"# Settings of resilint. Everything may be left out; `resilint config show` tells what holds.

[objectives]
# standard: survive the loss of a zone, encrypted, 7 days of backups. Also: critical, regulated, development.
profile = "standard"
# survive = "region"
# availability = "99.99%"
# rto = "15m"
# rpo = "1m"
# backup_days = 35
# residency = ["eu"]

# Parts with objectives of their own; the first match wins.
# [[workload]]
# name = "sandbox"
# match = { paths = ["dev/**"], tags = { environment = "dev" } }
# objectives = { profile = "development" }

# [rules]
# no-cross-region-replica = "warning"

# [[suppress]]
# rule = "single-az-database"
# address = "module.legacy.*"
# reason = "decommissioned in March"
# until = 2027-03-31
"#;

pub(super) fn run(directory: &Path, terminal: &Terminal) -> anyhow::Result<u8> {
    let file = resolve(&working_directory()?, directory).join("resilint.toml");
    if Disk.read(&file).is_ok() {
        bail!("`{}` exists already", file.display());
    }
    write(&file, STARTER)?;
    terminal.print(&format!("wrote {}\n", file.display()))?;
    Ok(CLEAN)
}
