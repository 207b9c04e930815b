//! The settings file, `resilint.toml`.

mod find;
mod model;
mod quantity;
mod read;
mod suggest;
mod table;

pub use find::{SettingsError, find_settings, read_settings};
pub(crate) use find::{is_repository_root, read_settings_leniently};
pub use model::{
    DependencySettings, EnvironmentSettings, Located, RuleSettings, Settings, SuppressionSettings,
};
pub use suggest::nearest;

#[cfg(test)]
mod tests;
