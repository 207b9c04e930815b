//! Facts that follow from what is connected to what.

mod alarms;
mod backups;
mod composites;
mod defaults;
mod dns;
mod keys;
mod logs;
mod network;
mod peers;
mod quorum;
mod replicas;
mod requests;

pub(crate) use keys::is_of_copy as is_key_of_copy;

use super::table::{Context, FactTable};

/// Derives all of them. Later ones build on earlier ones.
pub(super) fn derive(context: &Context<'_>, table: &mut FactTable) {
    defaults::derive(context, table);
    composites::derive(context, table);
    quorum::derive(context, table);
    replicas::derive(context, table);
    keys::derive(context, table);
    backups::derive(context, table);
    network::derive(context, table);
    dns::derive(context, table);
    requests::derive(context, table);
    peers::derive(context, table);
    logs::derive(context, table);
    alarms::derive(context, table);
}
