//! Random systems, and the slow and obvious way to say who survives: by recursion, from the definition.

use std::collections::BTreeSet;

use proptest::prelude::{Just, Strategy, any, prop};

use super::build::{Builder, standby};
use crate::failure::{Group, GroupKind, Model, NodeId, Requirement, Role, Trigger};

/// A system in plain words. Zones are numbers; a missing one is unknown.
#[derive(Debug, Clone)]
pub(super) struct Plan {
    pub(super) parts: Vec<Part>,
}

/// How many are needed, whether something routes to them, and each with whether a health check sees it.
type Members = (u32, bool, Vec<(usize, bool)>);

#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) places: Vec<(u8, Option<u8>)>,
    pub(super) k: u32,
    pub(super) groups: Vec<Members>,
    pub(super) standbys: Vec<(u8, u8)>,
}

pub(super) const REGIONS: u8 = 2;
pub(super) const ZONES: u8 = 3;

/// Up to eight parts; dependencies go anywhere, cycles included.
pub(super) fn plans() -> impl Strategy<Value = Plan> {
    (2_usize..8).prop_flat_map(|size| {
        let place = (0..REGIONS, prop::option::weighted(0.8, 0..ZONES));
        let member = (0..size, any::<bool>());
        let group = (1_u32..3, any::<bool>(), prop::collection::vec(member, 1..4));
        let standbys = prop::collection::vec((0..REGIONS, 0..ZONES), 0..2);
        let part = (
            prop::collection::vec(place, 1..4),
            1_u32..3,
            prop::collection::vec(group, 0..3),
            standbys,
        );
        let part = part.prop_map(|(places, k, groups, standbys)| Part {
            k: k.min(u32::try_from(places.len()).unwrap()),
            places,
            groups,
            standbys,
        });
        (prop::collection::vec(part, size), Just(())).prop_map(|(parts, ())| Plan { parts })
    })
}

fn region(region: u8) -> String {
    format!("r-{region}")
}

impl Plan {
    /// The model, its nodes named by `name`; the first part is the entry.
    pub(super) fn model(&self, name: impl Fn(usize) -> String) -> Model {
        let mut builder = Builder::default();
        for at in 0..REGIONS {
            for zone in 0..ZONES {
                builder.zone("p", &region(at), &zone.to_string());
            }
        }
        for (place, part) in self.parts.iter().enumerate() {
            let replica =
                |builder: &mut Builder, number: usize, (at, zone): (u8, Option<u8>)| match zone {
                    Some(zone) => builder.zone("p", &region(at), &zone.to_string()),
                    None => builder.somewhere("p", &region(at), &format!("{place}/{number}")),
                };
            let replicas = part
                .places
                .iter()
                .enumerate()
                .map(|(number, place)| replica(&mut builder, number, *place))
                .collect();
            let node = builder.node(
                &name(place),
                Role::Data,
                replicas,
                part.k,
                Some(1.0 - 0.01 / (place + 1) as f64),
            );
            for (at, zone) in &part.standbys {
                let replica = builder.zone("p", &region(*at), &zone.to_string());
                builder.at(node).standbys.push(standby("copy", replica, 60, 1));
            }
            for (k, routes, members) in &part.groups {
                let kind = if *routes { GroupKind::Routes } else { GroupKind::Needs };
                let trigger = |sees: bool| {
                    if sees {
                        Trigger::Detected { seconds: 30, how: String::new(), at: None }
                    } else {
                        Trigger::None
                    }
                };
                let id = |member: usize| NodeId(u32::try_from(member).unwrap());
                let members = members.iter().map(|(member, sees)| Requirement {
                    trigger: trigger(*sees),
                    ..Requirement::on(id(*member))
                });
                builder.at(node).requires.push(Group { k: *k, kind, members: members.collect() });
            }
        }
        builder.entry(NodeId(0))
    }

    /// Whether a part serves: 0 no, 1 unknown, 2 yes. Lost are zones (`Some`) and regions (`None`).
    pub(super) fn serves(
        &self,
        part: usize,
        lost: &[(u8, Option<u8>)],
        seen: &BTreeSet<usize>,
    ) -> u8 {
        if seen.contains(&part) {
            return 2;
        }
        let mut seen = seen.clone();
        seen.insert(part);
        let known = &self.parts[part];
        let fates: Vec<u8> = known.places.iter().map(|place| fate(*place, lost)).collect();
        let mut value = enough(&fates, known.k as usize);
        for (k, routes, members) in &known.groups {
            let fates: Vec<u8> =
                members.iter().map(|(member, _)| self.serves(*member, lost, &seen)).collect();
            value = value.min(enough(&fates, (*k as usize).min(members.len())));
            if *routes {
                let blind = members
                    .iter()
                    .zip(&fates)
                    .filter(|((_, sees), _)| !sees)
                    .map(|(_, fate)| *fate)
                    .min();
                value = value.min(blind.unwrap_or(2));
            }
        }
        value
    }
}

fn fate((at, zone): (u8, Option<u8>), lost: &[(u8, Option<u8>)]) -> u8 {
    if lost.contains(&(at, None)) {
        return 0;
    }
    match zone {
        Some(_) if lost.contains(&(at, zone)) => 0,
        None if lost.iter().any(|(region, zone)| *region == at && zone.is_some()) => 1,
        _ => 2,
    }
}

fn enough(fates: &[u8], k: usize) -> u8 {
    let (certain, possible) = (
        fates.iter().filter(|fate| **fate == 2).count(),
        fates.iter().filter(|fate| **fate >= 1).count(),
    );
    if certain >= k { 2 } else { u8::from(possible >= k) }
}
