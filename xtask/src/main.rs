//! Chores of this repository.

mod record;

use anyhow::{Result, bail};

fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["record"] => record::run(),
        _ => bail!("usage: cargo xtask record"),
    }
}
