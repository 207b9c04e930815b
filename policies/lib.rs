//! The rules that come with the program: Rego files, embedded. The folder is the registry; nothing else lists them.

/// Every policy file but the tests: its path relative to `policies/`, and its text; sorted by path.
pub const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// Every test of the rules: its path relative to `policies/`, and its text; sorted by path. A program that does not run them does not carry them.
pub const TESTS: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/tests.rs"));
