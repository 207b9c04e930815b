//! Where everything goes: sizes from texts, places from links, and the way of each line. Deterministic: the same scene gives the same numbers.

mod arrange;
mod geometry;
mod layered;
mod pack;
mod route;
mod text;

pub(crate) use arrange::{BOLD, CARD_HEIGHT, arrange};
pub(crate) use geometry::{Layout, Point, Rect};
pub(crate) use text::{fitted, width};
