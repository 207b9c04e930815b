//! Data sources whose results the configuration decides.

mod aws;

pub(crate) use aws::decide;
