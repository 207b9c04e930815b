//! Data sources whose results the configuration decides.

mod aws;
mod decide;
mod google;
mod policy_document;
mod results;

pub(crate) use decide::decide;
