//! What an unknown fact could be. A rule is tried with the unknown facts at either end of their range: what it finds at both ends holds whatever
//! the value is; what it finds at one end only cannot be decided.

use serde_json::{Value, json};

/// The end of the range that an unknown fact is tried at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum End {
    /// As bad as it could be.
    Worst,
    /// As good as it could be.
    Best,
}

/// The values an unknown fact of that name is tried with, worst and best; `None` for facts that have no such range: they stay unknown.
/// The value `Null` leaves the fact out. `address` tells places that could be anywhere apart from each other.
pub(crate) fn ends(fact: &str, address: &str) -> Option<(Value, Value)> {
    let anywhere = format!("?{address}");
    Some(match fact {
        "encrypted" | "in_transit" | "failover" | "point_in_time" | "backup_plan" | "versioned"
        | "deletion_protected" | "final_snapshot" | "dead_letter" | "key_rotation"
        | "health_check" | "https_only" | "waf" | "cross_zone" | "regional" | "log_target"
        | "terraform_state" | "internal" | "multi_region" => (json!(false), json!(true)),
        "spot_only" | "public" | "on_path" => (json!(true), json!(false)),
        "zones" | "nodes" | "max_nodes" | "quorum" | "promised_zones" => (json!(1), json!(1_000)),
        "backup_days" | "alarms" => (json!(0), json!(1_000_000)),
        "retention_days" => (json!("never"), json!(1_000_000)),
        "ttl" | "dependents" => (json!(1_000_000), json!(0)),
        "region" => (json!("?"), json!(anywhere)),
        "encryption_key" => (json!("none"), json!("customer")),
        "zone_names" | "backup_copies" => {
            (json!([]), json!([{ "address": "", "region": anywhere }]))
        }
        "replicas" => (
            json!([]),
            json!([{ "address": "", "region": anywhere, "kind": "global-member", "same_region": false, "writer": false, "rpo_seconds": 0 }]),
        ),
        "locations" => (
            json!([{ "place": anywhere, "region": anywhere, "country": anywhere, "eu": false, "eea": false, "adequate": "no" }]),
            json!([]),
        ),
        "replica_of" | "member_of" => (Value::Null, json!(anywhere)),
        "tls_policy" => {
            (json!("ELBSecurityPolicy-2016-08"), json!("ELBSecurityPolicy-TLS13-1-2-2021-06"))
        }
        "nat" => (json!({ "zones_used": 1_000, "nats": 1 }), json!({ "zones_used": 1, "nats": 1 })),
        "key" => (json!({ "address": "", "region": anywhere }), Value::Null),
        "routing" => (
            json!({ "policy": "simple", "members": 1, "regions": [anywhere] }),
            json!({ "policy": "latency", "members": 2, "regions": [] }),
        ),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_a_range() {
        let missing: Vec<&str> = resilint_graph::FACTS
            .iter()
            .map(|fact| fact.name)
            .filter(|name| ends(name, "aws_x.y").is_none())
            .collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
