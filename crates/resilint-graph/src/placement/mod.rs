//! Where instances are: their region and their zones.

mod named;
mod placements;
mod region;
mod zone_set;
mod zones;

pub(crate) use placements::Placements;
pub(crate) use region::{Home, named_region};
pub(crate) use zone_set::ZoneSet;
