//! What must hold for every system.

use std::collections::BTreeSet;

use proptest::prelude::{ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, proptest};

use super::build::run;
use super::reference::{Plan, REGIONS, ZONES, plans};
use crate::failure::{EntryOutcome, Lost, Model, Scenario, Verdict, simulate};

type Loss = Vec<(u8, Option<u8>)>;

fn losses() -> impl Strategy<Value = Loss> {
    prop::collection::vec((0..REGIONS, prop::option::weighted(0.7, 0..ZONES)), 0..3)
}

fn scenario(model: &Model, loss: &Loss) -> Scenario {
    let name = |(region, zone): &(u8, Option<u8>)| match zone {
        Some(zone) => format!("az:r-{region}/{zone}"),
        None => format!("region:r-{region}"),
    };
    Scenario::Lose(
        loss.iter().map(|lost| Lost::Domain(model.tokens.find(&name(lost)).unwrap())).collect(),
    )
}

fn named(place: usize) -> String {
    format!("node.n{place}")
}

fn outcome(plan: &Plan, loss: &Loss) -> EntryOutcome {
    let model = plan.model(named);
    run(&model, &scenario(&model, loss))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn survivors_are_those_of_the_definition(plan in plans(), loss in losses()) {
        let expected = plan.serves(0, &loss, &BTreeSet::new());
        let found = outcome(&plan, &loss);
        let value = match (found.at_worst, found.at_best) {
            (Verdict::Survives, _) => 2,
            (_, Verdict::Survives) => 1,
            _ => 0,
        };
        prop_assert_eq!(value, expected, "{:?}", found);
    }

    #[test]
    fn losing_more_never_helps(plan in plans(), loss in losses(), more in losses()) {
        let less = outcome(&plan, &loss);
        let both = outcome(&plan, &[loss, more].concat());
        prop_assert!(both.at_worst <= less.at_worst && both.at_best <= less.at_best);
    }

    #[test]
    fn a_replica_in_another_zone_never_hurts(plan in plans(), loss in losses(), part in 0_usize..2, region in 0..REGIONS, zone in 0..ZONES) {
        let before = outcome(&plan, &loss);
        let mut more = plan;
        more.parts[part].places.push((region, Some(zone)));
        let after = outcome(&more, &loss);
        prop_assert!(after.at_worst >= before.at_worst && after.at_best >= before.at_best);
    }

    #[test]
    fn renaming_changes_nothing(plan in plans(), loss in losses()) {
        let renamed = plan.model(|place| format!("other.z{}", 100 - place));
        let renamed = run(&renamed, &scenario(&renamed, &loss));
        let found = outcome(&plan, &loss);
        prop_assert_eq!((found.verdict, found.rto_seconds, found.rpo_seconds, found.path.len()), (renamed.verdict, renamed.rto_seconds, renamed.rpo_seconds, renamed.path.len()));
    }

    #[test]
    fn what_becomes_known_moves_only_what_was_unknown(plan in plans(), loss in losses(), zones in prop::collection::vec(0..ZONES, 24)) {
        let before = outcome(&plan, &loss);
        let worst = worst_zone(&plan);
        let mut known = plan;
        let mut zones = zones.into_iter();
        for place in known.parts.iter_mut().flat_map(|part| &mut part.places) {
            place.1 = place.1.or_else(|| zones.next());
        }
        let after = outcome(&known, &loss);
        prop_assert!(before.verdict == Verdict::Unknown || before.verdict == after.verdict, "{:?} became {:?}", before.verdict, after.verdict);
        prop_assert!(before.at_worst <= after.at_worst && after.at_best <= before.at_best);
        let after = worst_zone(&known);
        prop_assert!(worst.at_worst <= after.at_worst && after.at_best <= worst.at_best, "worst zone {:?} became {:?}", worst, after);
    }

    #[test]
    fn the_floor_is_below_and_the_ceiling_above(plan in plans()) {
        let estimate = simulate(&plan.model(named), &[], &[]).availability.remove(0);
        let (floor, independent) = (estimate.floor.unwrap(), estimate.independent.unwrap());
        prop_assert!(floor <= independent + 1e-12 && independent <= estimate.ceiling + 1e-12, "{:?}", estimate);
        prop_assert!((independent - exact(&plan)).abs() < 1e-9, "{} is not {}", independent, exact(&plan));
    }
}

fn worst_zone(plan: &Plan) -> EntryOutcome {
    let model = plan.model(named);
    let region = model.tokens.find("region:r-0").unwrap();
    run(&model, &Scenario::Lose(vec![Lost::WorstZone(region)]))
}

/// The availability by trying all states of all parts.
fn exact(plan: &Plan) -> f64 {
    let parts = plan.parts.len();
    (0..1_u32 << parts)
        .map(|states| {
            let alive = |part: usize| states >> part & 1 == 1;
            let chance: f64 = (0..parts)
                .map(|part| 0.01 / (part + 1) as f64)
                .enumerate()
                .map(|(part, fails)| if alive(part) { 1.0 - fails } else { fails })
                .product();
            if works(plan, 0, &alive, &BTreeSet::new()) { chance } else { 0.0 }
        })
        .sum()
}

fn works(plan: &Plan, part: usize, alive: &impl Fn(usize) -> bool, seen: &BTreeSet<usize>) -> bool {
    if seen.contains(&part) {
        return true;
    }
    let mut seen = seen.clone();
    seen.insert(part);
    alive(part)
        && plan.parts[part].groups.iter().all(|(k, routes, members)| {
            let works: Vec<bool> =
                members.iter().map(|(member, _)| works(plan, *member, alive, &seen)).collect();
            let blind =
                members.iter().zip(&works).any(|((_, sees), works)| *routes && !sees && !works);
            works.iter().filter(|works| **works).count() >= (*k as usize).min(members.len())
                && !blind
        })
}
