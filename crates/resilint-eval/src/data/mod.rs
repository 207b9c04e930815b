//! Data sources whose results the configuration decides.

mod aws;
mod decide;
mod google;
mod policy_document;
mod results;
mod zones;

pub(crate) use decide::decide;
pub(crate) use zones::are_listed_zones;
pub use zones::lists_zones;
