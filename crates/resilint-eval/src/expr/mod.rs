//! Expressions to values.

mod call;
mod collection;
mod complete;
mod constraint;
mod context;
mod early;
mod evaluate;
mod fault;
mod iteration;
mod position;
mod reference;
mod template;

pub(crate) use complete::complete_resources;
pub(crate) use constraint::type_constraint;
pub(crate) use context::{Binding, Context, Names, Repetition};
pub(crate) use evaluate::evaluate;
pub(crate) use fault::{Evaluated, Fault};
pub(crate) use iteration::{Elements, elements_of};
