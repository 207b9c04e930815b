//! Expressions to values.

mod call;
mod collection;
mod complete;
mod constraint;
mod context;
mod early;
mod elements;
mod evaluate;
mod fault;
mod for_expression;
mod position;
mod reference;
mod splat;
mod template;

pub(crate) use complete::complete_resources;
pub(crate) use constraint::type_constraint;
pub(crate) use context::{Binding, Context, Names, Repetition};
pub(crate) use elements::{Elements, elements_of, marked_elements_of};
pub(crate) use evaluate::evaluate;
pub(crate) use fault::{Evaluated, Fault};
