//! The program from outside: the command line, the forms of the report, the fixtures, the house.

mod architecture;
mod cli;
mod fixtures;
mod lsp;
mod reports;
mod support;
