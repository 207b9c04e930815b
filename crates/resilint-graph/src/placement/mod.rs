//! Where instances are: their region and their zones.

mod home;
mod named;
mod placements;
mod region;
mod told_by_zones;
mod zone_set;
mod zones;

pub(crate) use home::Home;
pub(crate) use placements::Placements;
pub(crate) use region::named_region;
pub(crate) use zone_set::ZoneSet;
