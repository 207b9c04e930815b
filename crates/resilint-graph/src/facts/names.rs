//! The vocabulary of facts.

/// A fact that policies may ask for.
#[derive(Debug, Clone, Copy)]
pub struct FactDescription {
    /// Its name in the policies' input.
    pub name: &'static str,
    /// The shape of its value.
    pub shape: &'static str,
    /// What it says.
    pub meaning: &'static str,
}

/// Every fact, sorted by name.
pub const FACTS: &[FactDescription] = &[
    fact("alarms", "number", "alarms that watch it"),
    fact("background", "bool", "it works on data, but no entry leads to it: a worker"),
    fact("backup_copies", "[{region, address}]", "copies of its backups in other regions"),
    fact(
        "backup_days",
        "number",
        "days that its automated backups or snapshots reach back; 0 when there are none",
    ),
    fact("backup_plan", "bool", "a backup plan or snapshot policy selects it"),
    fact("cross_zone", "bool", "a load balancer sends requests to other zones' targets"),
    fact("dead_letter", "bool", "what cannot be processed is kept in another queue"),
    fact("deletion_protected", "bool", "it cannot be deleted by mistake"),
    fact("dependents", "number", "resources that cannot work without it"),
    fact("encrypted", "bool", "encrypted at rest"),
    fact(
        "encryption_key",
        "\"customer\" | \"provider-managed\" | \"none\"",
        "whose key encrypts it",
    ),
    fact("expires_days", "number", "days after which every object is deleted"),
    fact("failover", "bool", "another node takes over by itself"),
    fact("final_snapshot", "bool", "a snapshot is taken when it is deleted"),
    fact("health_check", "bool", "what sends requests here finds out when it is out of service"),
    fact("https_only", "bool", "requests without TLS are refused or redirected"),
    fact("in_transit", "bool", "connections to it have to be encrypted"),
    fact("internal", "bool", "not reachable from the internet"),
    fact("key", "{address, region}", "the key that encrypts it"),
    fact("key_rotation", "bool", "the key's material is renewed by itself"),
    fact(
        "locations",
        "[{place, region, country, eu, eea, adequate}]",
        "every place where its data rests, or where it works on data",
    ),
    fact(
        "log_target",
        "bool",
        "nothing in it is missed: logs, reports, results of queries, what a runtime keeps for itself",
    ),
    fact("max_nodes", "number", "nodes at most"),
    fact("member_of", "address", "the composite it is a part of, which is judged instead"),
    fact(
        "nat",
        "{zones_used, nats, by}",
        "NAT gateways of a network and the zones whose subnets use them",
    ),
    fact(
        "nodes",
        "number",
        "nodes behind it, the fewest there may be; of one shard where there are shards",
    ),
    fact("on_path", "bool", "it lies on a way from an entry to data, or there is no entry"),
    fact(
        "peers",
        "[{address, zones, chooses}]",
        "others that share its work: the loss of one leaves the rest",
    ),
    fact("personal", "true", "its tags say that it holds personal data"),
    fact(
        "plan_days",
        "number | \"never\"",
        "days after which its backup plans delete what they took; \"never\" when it is kept",
    ),
    fact("point_in_time", "bool", "it can be restored to any moment"),
    fact("promised_zones", "number", "zones that the objectives of what runs in a network ask for"),
    fact("public", "bool", "everybody may reach the store"),
    fact("quorum", "number", "nodes that have to be in service"),
    fact("region", "text", "its region"),
    fact("regional", "true", "a managed service that no zone takes down"),
    fact("replica_of", "address", "it is a copy of that"),
    fact(
        "replicas",
        "[{address, region, zone, kind, same_region, writer, rpo_seconds}]",
        "copies of its data",
    ),
    fact(
        "retention_days",
        "number | \"never\"",
        "days after which logs or messages are dropped; \"never\" when they are kept",
    ),
    fact(
        "routing",
        "{policy, members, regions}",
        "how a name chooses among its records; on the first of them",
    ),
    fact("soft_delete", "bool", "what is deleted can be had back for some days"),
    fact("spot_only", "bool", "all its nodes may be taken away at any time"),
    fact("terraform_state", "bool", "it holds Terraform's state"),
    fact("tls_policy", "text", "the TLS policy it offers"),
    fact("ttl", "number", "seconds that an answer is kept"),
    fact("versioned", "bool", "old versions of objects are kept"),
    fact("waf", "bool", "a web application firewall guards it"),
    fact("zone_names", "[text]", "its zones, when all of them are known"),
    fact("zones", "number", "zones that it spans"),
];

const fn fact(name: &'static str, shape: &'static str, meaning: &'static str) -> FactDescription {
    FactDescription { name, shape, meaning }
}

/// The static name of a fact; `None` when there is no such fact.
pub(crate) fn static_name(name: &str) -> Option<&'static str> {
    FACTS
        .binary_search_by(|fact| fact.name.cmp(name))
        .ok()
        .and_then(|at| FACTS.get(at))
        .map(|fact| fact.name)
}
