//! The rules that come with the program: Rego files, embedded. The folder is the registry; nothing else lists them.

/// Every policy file but the tests: its path relative to `policies/`, and its text; sorted by path.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));
