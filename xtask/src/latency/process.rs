//! What the system says of a process: memory and time on a processor. Only Linux tells both in files.

#![expect(clippy::disallowed_methods, reason = "a chore reads what the system says")]

/// What a clock tick is to user programs, on every architecture.
pub(crate) const TICKS_PER_SECOND: f64 = 100.0;

/// Memory in use, in MB; `None` where the system does not say.
pub(crate) fn memory(process: u32) -> Option<f64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}

/// Time on a processor since the start, in clock ticks; `None` where the system does not say.
pub(crate) fn ticks(process: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name of the program may hold anything, so the fields are counted from its closing bracket.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    Some(fields.get(11)?.parse::<u64>().ok()? + fields.get(12)?.parse::<u64>().ok()?)
}
