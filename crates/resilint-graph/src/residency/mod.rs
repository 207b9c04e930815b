//! Where data rests and where it goes.

mod flows;
mod locations;

pub(crate) use flows::flows;
pub(crate) use locations::locate;
pub use locations::region_is_allowed;
