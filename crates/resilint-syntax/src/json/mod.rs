//! JSON: the same trees as from HCL's native syntax. Strings become templates. Which objects are blocks depends
//! on who reads, so a body of JSON is kept as it is written and blocks are found when asked for.

mod block;
mod escape;
mod read;

pub(crate) use block::{JsonBlock, block_of_id, blocks_of, key_text, properties};
pub(crate) use read::{parse, parse_in_string, text_of_string};
