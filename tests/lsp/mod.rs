//! The language server, driven over its standard input and output as an editor drives it.

mod client;
mod features;
mod session;
