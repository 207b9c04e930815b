//! Where instances are: their region and their zones.

mod placements;
mod region;
mod zones;

pub(crate) use placements::Placements;
pub(crate) use region::{Home, named_region};
pub(crate) use zones::ZoneSet;
