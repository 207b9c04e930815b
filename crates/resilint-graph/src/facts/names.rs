//! The vocabulary of facts.

/// A fact that policies may ask for.
#[derive(Debug, Clone, Copy)]
pub struct FactDescription {
    /// Its name in the policies' input.
    pub name: &'static str,
    /// Its name in a sentence, with its verb: `the number of zones is`.
    pub subject: &'static str,
    /// The shape of its value.
    pub shape: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// Every fact, sorted by name.
pub const FACTS: &[FactDescription] = &[
    fact("alarms", "the number of alarms is", "number", "alarms that watch it"),
    fact(
        "background",
        "whether it is a worker is",
        "bool",
        "it works on data, but no entry leads to it: a worker",
    ),
    fact(
        "backup_copies",
        "where its backups are copied to is",
        "[{region, address}]",
        "copies of its backups in other regions",
    ),
    fact(
        "backup_days",
        "the backup retention is",
        "number",
        "days that its automated backups or snapshots reach back; 0 when there are none",
    ),
    fact(
        "backup_plan",
        "whether a backup plan takes it is",
        "bool",
        "a backup plan or snapshot policy selects it",
    ),
    fact(
        "cross_zone",
        "cross-zone balancing is",
        "bool",
        "a load balancer sends requests to other zones' targets",
    ),
    fact(
        "dead_letter",
        "its dead-letter queue is",
        "bool",
        "what cannot be processed is kept in another queue",
    ),
    fact("deletion_protected", "deletion protection is", "bool", "it cannot be deleted by mistake"),
    fact(
        "dependents",
        "the number of its dependents is",
        "number",
        "resources that cannot work without it",
    ),
    fact("encrypted", "encryption at rest is", "bool", "encrypted at rest"),
    fact(
        "encryption_key",
        "the key that encrypts it is",
        "\"customer\" | \"provider-managed\" | \"none\"",
        "whose key encrypts it",
    ),
    fact(
        "expires_days",
        "when its objects expire is",
        "number",
        "days after which every object is deleted",
    ),
    fact("failover", "automatic failover is", "bool", "another node takes over by itself"),
    fact(
        "final_snapshot",
        "whether a final snapshot is taken is",
        "bool",
        "a snapshot is taken when it is deleted",
    ),
    fact(
        "health_check",
        "its health check is",
        "bool",
        "what sends requests here finds out when it is out of service",
    ),
    fact(
        "https_only",
        "whether plain HTTP is refused is",
        "bool",
        "requests without TLS are refused or redirected",
    ),
    fact(
        "in_transit",
        "encryption in transit is",
        "bool",
        "connections to it have to be encrypted",
    ),
    fact("internal", "whether it is internal is", "bool", "not reachable from the internet"),
    fact("key", "the place of its key is", "{address, region}", "the key that encrypts it"),
    fact("key_rotation", "key rotation is", "bool", "the key's material is renewed by itself"),
    fact(
        "locations",
        "the place where data rests is",
        "[{place, region, country, eu, eea, adequate}]",
        "every place where its data rests, or where it works on data",
    ),
    fact(
        "log_target",
        "whether it keeps nothing but logs is",
        "bool",
        "nothing in it is missed: logs, reports, results of queries, what a runtime keeps for itself",
    ),
    fact("max_nodes", "the largest number of instances is", "number", "nodes at most"),
    fact(
        "member_of",
        "what it is a part of is",
        "address",
        "the composite it is a part of, which is judged instead",
    ),
    fact(
        "nat",
        "its way out through NAT is",
        "{zones_used, nats, by}",
        "NAT gateways of a network and the zones whose subnets use them",
    ),
    fact(
        "nodes",
        "the number of instances is",
        "number",
        "nodes behind it, the fewest there may be; of one shard where there are shards",
    ),
    fact(
        "on_path",
        "whether requests need it is",
        "bool",
        "it lies on a way from an entry to data, or there is no entry",
    ),
    fact(
        "peers",
        "what shares its work is",
        "[{address, zones, chooses}]",
        "others that share its work: the loss of one leaves the rest",
    ),
    fact(
        "personal",
        "whether it holds personal data is",
        "true",
        "its tags say that it holds personal data",
    ),
    fact(
        "plan_days",
        "how long its backup plan keeps backups is",
        "number | \"never\"",
        "days after which its backup plans delete what they took; \"never\" when it is kept",
    ),
    fact("point_in_time", "point-in-time recovery is", "bool", "it can be restored to any moment"),
    fact(
        "promised_zones",
        "the number of zones asked for is",
        "number",
        "zones that the objectives of what runs in a network ask for",
    ),
    fact("public", "public access is", "bool", "everybody may reach the store"),
    fact("quorum", "the quorum is", "number", "nodes that have to be in service"),
    fact("region", "the region is", "text", "its region"),
    fact(
        "regional",
        "whether a zone takes it down is",
        "true",
        "a managed service that no zone takes down",
    ),
    fact("replica_of", "what it is a copy of is", "address", "it is a copy of that"),
    fact(
        "replicas",
        "its replicas are",
        "[{address, region, zone, kind, same_region, writer, rpo_seconds}]",
        "copies of its data",
    ),
    fact(
        "retention_days",
        "the retention is",
        "number | \"never\"",
        "days after which logs or messages are dropped; \"never\" when they are kept",
    ),
    fact(
        "routing",
        "how its name is routed is",
        "{policy, members, regions}",
        "how a name chooses among its records; on the first of them",
    ),
    fact("soft_delete", "soft delete is", "bool", "what is deleted can be had back for some days"),
    fact(
        "spot_only",
        "whether all its instances are spot is",
        "bool",
        "all its nodes may be taken away at any time",
    ),
    fact(
        "terraform_state",
        "whether it holds Terraform's state is",
        "bool",
        "it holds Terraform's state",
    ),
    fact("tls_policy", "the TLS policy is", "text", "the TLS policy it offers"),
    fact("ttl", "its time to live is", "number", "seconds that an answer is kept"),
    fact("versioned", "versioning is", "bool", "old versions of objects are kept"),
    fact("waf", "the web application firewall is", "bool", "a web application firewall guards it"),
    fact(
        "zone_names",
        "the names of its zones are",
        "[text]",
        "its zones, when all of them are known",
    ),
    fact("zones", "the number of zones is", "number", "zones that it spans"),
];

const fn fact(
    name: &'static str,
    subject: &'static str,
    shape: &'static str,
    meaning: &'static str,
) -> FactDescription {
    FactDescription { name, subject, shape, meaning }
}

impl FactDescription {
    /// The fact of a name; `None` when there is no such fact.
    #[must_use]
    pub fn of(name: &str) -> Option<&'static Self> {
        FACTS.binary_search_by(|fact| fact.name.cmp(name)).ok().and_then(|at| FACTS.get(at))
    }
}

/// The static name of a fact; `None` when there is no such fact.
pub(crate) fn static_name(name: &str) -> Option<&'static str> {
    FactDescription::of(name).map(|fact| fact.name)
}
