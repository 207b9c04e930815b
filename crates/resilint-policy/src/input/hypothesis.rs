//! What an unknown fact could be. A rule is tried with the unknown facts at both ends of their range and, for numbers, just above the lower one: what it
//! finds every time holds whatever the value is; what it finds only sometimes cannot be decided.

use serde_json::{Value, json};

/// How often a rule is tried at most.
pub(crate) const TRIES: usize = 3;

/// The values an unknown fact of that name is tried with, worst first and best last; `None` for facts that have no such range: they stay unknown.
/// The value `Null` leaves the fact out. `address` tells places that could be anywhere apart from each other.
pub(crate) fn guesses(fact: &str, address: &str) -> Option<Vec<Value>> {
    let between = match fact {
        "zones" | "nodes" | "max_nodes" | "quorum" | "promised_zones" => Some(json!(2)),
        "backup_days" | "retention_days" | "alarms" => Some(json!(1)),
        _ => None,
    };
    let (worst, best) = ends(fact, address)?;
    Some(std::iter::once(worst).chain(between).chain([best]).collect())
}

fn ends(fact: &str, address: &str) -> Option<(Value, Value)> {
    let anywhere = format!("?{address}");
    Some(match fact {
        "encrypted" | "in_transit" | "failover" | "point_in_time" | "backup_plan" | "versioned"
        | "deletion_protected" | "soft_delete" | "final_snapshot" | "dead_letter"
        | "key_rotation" | "health_check" | "https_only" | "waf" | "cross_zone" | "regional"
        | "log_target" | "terraform_state" | "internal" | "multi_region" => {
            (json!(false), json!(true))
        }
        "spot_only" | "public" | "on_path" | "background" | "personal" => {
            (json!(true), json!(false))
        }
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
            .filter(|name| guesses(name, "aws_x.y").is_none())
            .collect();
        assert_eq!(missing, Vec::<&str>::new());
    }
}
