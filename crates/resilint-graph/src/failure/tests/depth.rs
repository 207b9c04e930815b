//! Deep systems: nothing overflows the stack. What it costs is measured by the benchmark `simulate`.

use super::build::Builder;
use crate::failure::{Role, Verdict};

#[test]
fn a_chain_of_a_hundred_thousand_does_not_overflow() {
    let mut builder = Builder::default();
    let zone = builder.zones("aws", "eu-west-1", &["eu-west-1a"]);
    let mut last = builder.node("node.first", Role::Data, zone, 1, Some(0.999_999));
    for number in 0..100_000 {
        let region = builder.region("aws", "eu-west-1");
        let next = builder.node(&format!("node.n{number}"), Role::Compute, region, 1, Some(1.0));
        builder.needs(next, &[last]);
        last = next;
    }
    let model = builder.entry(last);
    let outcome = super::build::lose(&model, &["az:eu-west-1a"]);
    assert_eq!((outcome.verdict, outcome.path.len()), (Verdict::Fails, 100_001));
}
