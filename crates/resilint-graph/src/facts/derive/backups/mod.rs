//! Backup plans and snapshot policies: what they take, how long they keep it, and where they copy it to.

mod lifecycle;
mod plan;
mod selection;
mod stores;
mod volumes;

pub(super) use stores::derive;
