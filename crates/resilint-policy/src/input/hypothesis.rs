//! What an unknown fact could be. A rule is tried with the unknown facts at both ends of their range and, for numbers, just above the lower one: what it
//! finds every time holds whatever the value is; what it finds only sometimes cannot be decided.

use resilint_graph::Limits;
use serde_json::{Value, json};

/// How often a rule is tried at most.
pub(crate) const TRIES: usize = 3;

/// The values an unknown fact of that name is tried with, of those that are possible.
pub(crate) fn guesses_within(fact: &str, address: &str, limits: Limits) -> Option<Vec<Value>> {
    let all = guesses(fact, address)?;
    if limits == Limits::NONE {
        return Some(all);
    }
    let last = all.len() - 1;
    let possible = all.into_iter().enumerate().map(|(index, guess)| {
        let number = match limits.at_least {
            Some(least) if index > 0 && index < last => {
                Some(if limits.either { least } else { least + 1.0 })
            }
            least => guess.as_f64().or(least),
        };
        number.map_or(guess, |number| limits.nearest(number))
    });
    Some(possible.collect())
}

/// The values an unknown fact of that name is tried with, worst first and best last; `None` for facts that have no such range: they stay unknown.
/// The value `Null` leaves the fact out. `address` tells places that could be anywhere apart from each other.
pub(crate) fn guesses(fact: &str, address: &str) -> Option<Vec<Value>> {
    let between = match fact {
        "zones" | "nodes" | "max_nodes" | "quorum" | "promised_zones" => Some(json!(2)),
        "backup_days" | "plan_days" | "retention_days" | "alarms" => Some(json!(1)),
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
        "backup_days" | "plan_days" | "alarms" => (json!(0), json!(1_000_000)),
        "retention_days" => (json!("never"), json!(1_000_000)),
        "ttl" | "dependents" | "expires_days" => (json!(1_000_000), json!(0)),
        "region" => (json!("?"), json!(anywhere)),
        "encryption_key" => (json!("none"), json!("customer")),
        "zone_names" | "backup_copies" | "peers" => {
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
    fn guesses_stay_within_limits() {
        let guesses = |fact: &str, limits: Limits| guesses_within(fact, "", limits).unwrap();
        let between = |least: f64, most: f64| Limits::between(Some(least), Some(most));
        assert_eq!(guesses("zones", Limits::NONE), [1, 2, 1_000]);
        assert_eq!(guesses("zones", between(3.0, 4.0)), [3, 4, 4]);
        assert_eq!(guesses("zones", between(2.0, 6.0)), [2, 3, 6]);
        assert_eq!(guesses("nodes", Limits { either: true, ..between(2.0, 6.0) }), [2, 2, 6]);
        assert_eq!(guesses("nodes", Limits::between(Some(3.0), None)), [3, 4, 1_000]);
        assert_eq!(guesses("ttl", between(30.0, 60.0)), [60, 30]);
        assert_eq!(guesses("retention_days", between(7.0, 30.0)), [7, 8, 30]);
        assert_eq!(guesses("encrypted", Limits::NONE), [false, true]);
    }

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
