//! The language server, driven over its standard input and output as an editor drives it.

mod agreement;
mod client;
mod documents;
mod features;
mod guards;
mod pull;
mod secrets;
mod session;
mod start;
