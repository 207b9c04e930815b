//! Where on earth things are: regions, their countries and zones, and the names of zones.

mod region;
mod zone;

pub(crate) use region::{RegionKind, normalise, region};
pub(crate) use zone::{Zone, region_of_zone_name};
