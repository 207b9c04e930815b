//! The parser of HCL's native syntax: recursive descent over bytes.

mod body;
mod expression;
mod machine;
mod recover;
mod template;
mod term;

pub(crate) use machine::{Mode, Parser};
pub(crate) use template::TemplateStyle;
