//! The program from outside: the command line, the forms of the report, the fixtures, the house.

#![expect(
    clippy::needless_pass_by_value,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    clippy::disallowed_methods,
    reason = "tests stand outside: they write files, read them back, and fail where something is not as expected"
)]

mod architecture;
mod aws_schema;
mod behaviours;
mod cli;
mod explain;
mod fixtures;
mod inputs;
mod lsp;
mod page;
mod pictures;
mod plan;
mod reports;
mod secrets;
mod simulate;
mod support;
mod worked_examples;
