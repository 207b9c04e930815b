//! The only place that reads the environment and the clock.

use std::path::PathBuf;

use anyhow::Context;
use resilint_project::Date;

/// The working directory.
pub(crate) fn working_directory() -> anyhow::Result<PathBuf> {
    std::env::current_dir().context("the working directory cannot be found")
}

/// `TF_VAR_name` and the values, sorted.
pub(crate) fn terraform_variables() -> Vec<(String, String)> {
    let pairs = std::env::vars_os().filter_map(|(name, value)| {
        let name = name.into_string().ok()?;
        Some((name.strip_prefix("TF_VAR_")?.to_owned(), value.into_string().ok()?))
    });
    let mut pairs: Vec<_> = pairs.collect();
    pairs.sort();
    pairs
}

/// `TF_WORKSPACE`.
pub(crate) fn terraform_workspace() -> Option<String> {
    std::env::var_os("TF_WORKSPACE")?.into_string().ok().filter(|name| !name.is_empty())
}

/// `TF_DATA_DIR`, or `.terraform`.
pub(crate) fn data_directory() -> PathBuf {
    std::env::var_os("TF_DATA_DIR")
        .filter(|name| !name.is_empty())
        .map_or_else(|| PathBuf::from(".terraform"), PathBuf::from)
}

/// The day of today, in UTC.
pub(crate) fn today() -> Date {
    #[expect(
        clippy::disallowed_methods,
        reason = "the command line hands the day to everything below"
    )]
    let now = std::time::SystemTime::now();
    Date::from_unix_seconds(
        now.duration_since(std::time::UNIX_EPOCH).map_or(0, |since| since.as_secs()),
    )
}
