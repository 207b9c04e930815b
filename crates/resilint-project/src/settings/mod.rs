//! The settings file, `resilint.toml`.

mod find;
mod keys;
mod model;
mod quantity;
mod read;
mod schema;
mod suggest;
mod table;

pub use find::{SettingsError, find_settings, is_settings, read_settings};
pub(crate) use find::{is_repository_root, read_settings_leniently};
pub(crate) use keys::{SETTINGS_KEYS, SettingsKey, SettingsKind, SettingsWord};
pub use model::{
    DependencySettings, EnvironmentSettings, Located, RuleSettings, Settings, SuppressionSettings,
};
pub(crate) use schema::settings_schema;
pub use suggest::nearest;

#[cfg(test)]
mod tests;
