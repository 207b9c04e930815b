//! Repetition: `count`, `for_each` and dynamic blocks; and the instances they make.

pub(crate) mod body;
mod instances;
mod rebase;
mod references;
mod repeat;
mod symbolic;

pub(crate) use instances::{Around, collect};
pub(crate) use rebase::Rebase;
pub(crate) use references::in_value as references_in;
pub(crate) use repeat::{Repeat, repeat};
