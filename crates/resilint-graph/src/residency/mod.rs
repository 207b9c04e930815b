//! Where data rests and where it goes.

mod flows;
mod labels;
mod locations;
mod way;

pub(crate) use flows::flows;
pub(crate) use labels::{hand_on, mark_personal, with_declared};
pub(crate) use locations::locate;
pub use locations::region_is_allowed;
