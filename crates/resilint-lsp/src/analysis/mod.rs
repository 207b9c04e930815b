//! The thread that analyses, and what the client is told of it.

mod tell;
mod work;

pub(crate) use work::analyse;
