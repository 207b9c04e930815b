//! Builds `input`. Keys and unchanged resources are shared between all of its indices, and between the inputs of all tries.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use regorus::Value;
use resilint_graph::{EdgeFact, Fact, FactValue, Facts, PathStep, ResourceFacts, path_to_string};
use serde::Serialize;

use super::{TRIES, guesses, guesses_within};

/// The inputs of one evaluation.
pub(crate) struct Inputs {
    /// The facts as they are.
    pub(crate) plain: Value,
    /// The facts with guesses in place of everything unknown; empty when nothing is unknown.
    pub(crate) tried: Vec<Value>,
    /// Names of facts that are unknown somewhere.
    pub(crate) unknown_facts: BTreeSet<&'static str>,
}

impl Inputs {
    /// The inputs for these facts; guesses are made if `is_tried` says so of the facts that are unknown.
    pub(crate) fn of(facts: &Facts, is_tried: &IsTried<'_>) -> Self {
        Values::default().inputs(facts, is_tried)
    }
}

/// Whether anybody wants guesses in place of the facts that are unknown.
type IsTried<'t> = dyn Fn(&BTreeSet<&'static str>) -> bool + 't;

/// The engine's values, built once, whatever inputs they are a part of.
#[derive(Default)]
pub(crate) struct Values {
    builder: Builder,
    built: Built,
}

/// What was built of some facts.
#[derive(Debug, Default)]
pub(crate) struct Built {
    /// The resources by address.
    resources: Resources,
    /// Those with something unknown, with guesses in its place, by try.
    tried: BTreeMap<Try, Resources>,
    /// What stands beside them in the input of all of them.
    pub(crate) beside: BTreeMap<&'static str, Value>,
}

impl Built {
    /// Drops some resources.
    pub(crate) fn forget(&mut self, addresses: &BTreeSet<Arc<str>>) {
        for resources in self.tried.values_mut().chain([&mut self.resources]) {
            resources.retain(|address, _| !addresses.contains(address));
        }
    }
}

impl Values {
    /// Takes over what was built before and is the same still.
    pub(crate) fn of(built: Built) -> Self {
        Self { builder: Builder::default(), built }
    }

    /// Everything that was built.
    pub(crate) fn into_built(self) -> Built {
        self.built
    }

    /// The inputs for these facts, which live as long as this.
    pub(crate) fn inputs(&mut self, facts: &Facts, is_tried: &IsTried<'_>) -> Inputs {
        let mut beside = std::mem::take(&mut self.built.beside);
        self.builder.add_rest(facts, &mut beside);
        let inputs = self.inputs_with(facts, &beside, is_tried);
        self.built.beside = beside;
        inputs
    }

    /// The inputs for some of the resources, as if there were nothing beside them.
    pub(crate) fn inputs_of_some(&mut self, facts: &Facts, is_tried: &IsTried<'_>) -> Inputs {
        let mut beside = BTreeMap::new();
        self.builder.add_rest(facts, &mut beside);
        self.inputs_with(facts, &beside, is_tried)
    }

    fn inputs_with(
        &mut self,
        facts: &Facts,
        beside: &BTreeMap<&'static str, Value>,
        is_tried: &IsTried<'_>,
    ) -> Inputs {
        let unknown_facts: BTreeSet<&'static str> = facts
            .resources
            .values()
            .flat_map(|resource| resource.facts.iter())
            .filter(|(_, fact)| matches!(fact.value, FactValue::Unknown(_)))
            .map(|(name, _)| *name)
            .collect();
        let rest: Vec<(Value, Value)> =
            beside.iter().map(|(key, value)| (self.builder.key(key), value.clone())).collect();
        self.plain(facts);
        let most = unknown_facts
            .iter()
            .filter_map(|name| guesses(name, ""))
            .map(|guesses| guesses.len())
            .max();
        let tries = most.filter(|_| is_tried(&unknown_facts)).unwrap_or(0);
        let mut tried = Vec::new();
        for index in 0..tries.min(TRIES) {
            let attempt = Try { index, last: index + 1 == tries };
            let changed = self.tried(facts, attempt);
            tried.push(self.builder.document(facts, &changed, &rest));
        }
        let plain = self.builder.document(facts, &self.built.resources, &rest);
        Inputs { plain, tried, unknown_facts }
    }

    fn plain(&mut self, facts: &Facts) {
        for (address, resource) in &facts.resources {
            if !self.built.resources.contains_key(address) {
                let value = self.builder.resource(resource, None);
                self.built.resources.insert(Arc::clone(address), value);
            }
        }
    }

    /// The resources in a try: those without anything unknown are the plain ones.
    fn tried(&mut self, facts: &Facts, attempt: Try) -> Resources {
        let Built { resources, tried, .. } = &mut self.built;
        let tried = tried.entry(attempt).or_default();
        let values = facts.resources.iter().map(|(address, resource)| {
            let unchanged =
                resource.facts.values().all(|fact| matches!(fact.value, FactValue::Known(_)));
            let value = if unchanged {
                resources.get(address).cloned().unwrap_or(Value::Undefined)
            } else if let Some(known) = tried.get(address) {
                known.clone()
            } else {
                let value = self.builder.resource(resource, Some(attempt));
                tried.insert(Arc::clone(address), value.clone());
                value
            };
            (Arc::clone(address), value)
        });
        values.collect()
    }
}

/// Which of its guesses an unknown fact takes. The last try takes the last guess, however many there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Try {
    index: usize,
    last: bool,
}

/// Resources by address.
type Resources = BTreeMap<Arc<str>, Value>;

/// A plain fact that many resources have alike; whether it is a default is a part of it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Scalar {
    Flag(bool, bool),
    Number(u64, bool),
}

impl Scalar {
    fn of(fact: &Fact) -> Option<Self> {
        match &fact.value {
            FactValue::Known(serde_json::Value::Bool(flag)) if fact.of.is_none() => {
                Some(Self::Flag(*flag, fact.default))
            }
            FactValue::Known(serde_json::Value::Number(number)) if fact.of.is_none() => {
                number.as_u64().map(|number| Self::Number(number, fact.default))
            }
            _ => None,
        }
    }
}

#[derive(Default)]
struct Builder {
    keys: BTreeMap<&'static str, Value>,
    /// By the address in memory of what several resources share.
    objectives: BTreeMap<usize, Value>,
    /// The same few attributes decide the same facts of many resources.
    paths: BTreeMap<Vec<PathStep>, Value>,
    facts: BTreeMap<Scalar, BTreeMap<Vec<PathStep>, Value>>,
}

impl Builder {
    fn key(&mut self, key: &'static str) -> Value {
        self.keys.entry(key).or_insert_with(|| Value::from(key)).clone()
    }

    fn object(&mut self, fields: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
        object(
            fields
                .into_iter()
                .filter(|(_, value)| *value != Value::Null)
                .map(|(key, value)| (self.key(key), value)),
        )
    }

    fn resource(&mut self, resource: &ResourceFacts, attempt: Option<Try>) -> Value {
        let count = self.fact(&resource.count);
        let objectives = self.objectives(resource);
        let mut fields: Vec<(Value, Value)> = Vec::with_capacity(20 + resource.facts.len());
        let fixed =
            [
                ("address", Value::String(Arc::clone(&resource.address))),
                ("type", Value::String(Arc::clone(&resource.type_name))),
                ("name", Value::String(Arc::clone(&resource.name))),
                ("mode", Value::from(resource.mode)),
                ("module", Value::from(resource.module.as_str())),
                ("provider", Value::String(Arc::clone(&resource.provider))),
                ("provider_alias", optional(resource.provider_alias.as_ref())),
                ("role", optional(resource.role.as_ref())),
                ("roles", strings(&resource.roles)),
                ("attributes", to_value(&resource.attributes)),
                (
                    "unknown",
                    array(
                        resource
                            .unknown
                            .iter()
                            .map(|unknown| Value::from(path_to_string(&unknown.path))),
                    ),
                ),
                (
                    "tags",
                    object(resource.tags.iter().map(|(key, value)| {
                        (Value::from(key.as_str()), Value::from(value.as_str()))
                    })),
                ),
                ("count", count),
                ("maybe_absent", Value::from(resource.maybe_absent)),
                ("outside", Value::from(resource.outside)),
                ("incomplete", Value::from(resource.incomplete)),
                ("workload", optional(resource.workload.as_ref())),
                ("objectives", objectives),
                ("satellites", strings(&resource.satellites)),
            ];
        for (key, value) in fixed {
            if value != Value::Null {
                fields.push((self.key(key), value));
            }
        }
        for (name, fact) in resource.facts.iter() {
            let value = match (attempt, &fact.value) {
                (Some(attempt), FactValue::Unknown(_)) => {
                    self.tried_fact(name, fact, &resource.address, attempt)
                }
                _ => Some(self.fact(fact)),
            };
            if let Some(value) = value {
                fields.push((self.key(name), value));
            }
        }
        object(fields)
    }

    /// Effective objectives are shared between resources; so are their values.
    fn objectives(&mut self, resource: &ResourceFacts) -> Value {
        let identity = Arc::as_ptr(&resource.objectives).addr();
        self.objectives.entry(identity).or_insert_with(|| serialized(&resource.objectives)).clone()
    }

    fn path(&mut self, steps: &[PathStep]) -> Value {
        if let Some(value) = self.paths.get(steps) {
            return value.clone();
        }
        let value = path(steps);
        self.paths.insert(steps.to_vec(), value.clone());
        value
    }

    fn fact(&mut self, fact: &Fact) -> Value {
        let Some(scalar) = Scalar::of(fact) else { return self.own_fact(fact) };
        if let Some(value) = self.facts.get(&scalar).and_then(|paths| paths.get(&fact.at)) {
            return value.clone();
        }
        let value = self.own_fact(fact);
        self.facts.entry(scalar).or_default().insert(fact.at.clone(), value.clone());
        value
    }

    fn own_fact(&mut self, fact: &Fact) -> Value {
        let (key, value) = match &fact.value {
            FactValue::Known(value) => ("value", to_value(value)),
            FactValue::Unknown(reason) => ("unknown", Value::String(Arc::clone(reason))),
        };
        self.fact_object(fact, key, value)
    }

    fn tried_fact(
        &mut self,
        name: &str,
        fact: &Fact,
        address: &str,
        attempt: Try,
    ) -> Option<Value> {
        let Some(guesses) = guesses_within(name, address, fact.limits) else {
            return Some(self.fact(fact));
        };
        // With fewer guesses than tries, the first is taken again.
        let position = match attempt {
            Try { last: true, .. } => guesses.len().saturating_sub(1),
            Try { index, .. } if index + 1 < guesses.len() => index,
            Try { .. } => 0,
        };
        let value = guesses.get(position)?;
        (!value.is_null()).then(|| self.fact_object(fact, "value", to_value(value)))
    }

    fn fact_object(&mut self, fact: &Fact, key: &'static str, value: Value) -> Value {
        let at = self.path(&fact.at);
        let default = if fact.default { Value::from(true) } else { Value::Null };
        let fields =
            [(key, value), ("at", at), ("of", optional(fact.of.as_ref())), ("default", default)];
        let limits = fact.limits.named().map(|(name, limit)| (name, to_value(&limit)));
        self.object(fields.into_iter().chain(limits))
    }

    /// Everything but the resources, as far as it is not there.
    fn add_rest(&mut self, facts: &Facts, rest: &mut BTreeMap<&'static str, Value>) {
        rest.entry("facts_version").or_insert_with(|| resilint_graph::FACTS_VERSION.into());
        rest.entry("objectives").or_insert_with(|| serialized(&facts.objectives));
        rest.entry("graph").or_insert_with(|| self.graph(facts));
        rest.entry("failures").or_insert_with(|| serialized(&facts.failures));
        rest.entry("flows").or_insert_with(|| serialized(&facts.flows));
        rest.entry("promises").or_insert_with(|| serialized(&facts.promises));
    }

    fn graph(&mut self, facts: &Facts) -> Value {
        let references = self.edges(&facts.graph.references);
        let referrers = self.edges(&facts.graph.referrers);
        let paths = serialized(&facts.graph.paths);
        self.object([("references", references), ("referrers", referrers), ("paths", paths)])
    }

    fn edges(&mut self, edges: &BTreeMap<Arc<str>, Vec<EdgeFact>>) -> Value {
        object(edges.iter().map(|(address, edges)| {
            let edges = edges.iter().map(|edge| {
                let kind = self.key(edge.kind);
                let address = Value::String(Arc::clone(&edge.address));
                self.object([
                    ("address", address),
                    ("at", path(&edge.at)),
                    ("kind", kind),
                    ("certain", Value::from(edge.certain)),
                ])
            });
            (Value::String(Arc::clone(address)), array(edges))
        }))
    }

    /// One whole input. Data sources are nobody's to judge here: they are left out of `by_role`.
    fn document(&mut self, facts: &Facts, resources: &Resources, rest: &[(Value, Value)]) -> Value {
        let judged = |address: &Arc<str>| {
            facts.resources.get(address).is_some_and(|resource| resource.mode != "data")
        };
        let index = |index: &BTreeMap<Arc<str>, Vec<Arc<str>>>,
                     wanted: &dyn Fn(&Arc<str>) -> bool| {
            object(index.iter().map(|(key, addresses)| {
                let found = addresses
                    .iter()
                    .filter(|address| wanted(address))
                    .filter_map(|address| resources.get(address).cloned());
                (Value::String(Arc::clone(key)), array(found))
            }))
        };
        let mut fields = rest.to_vec();
        let all = object(facts.resources.keys().filter_map(|address| {
            Some((Value::String(Arc::clone(address)), resources.get(address)?.clone()))
        }));
        fields.push((self.key("resources"), all));
        fields.push((self.key("by_role"), index(&facts.by_role, &judged)));
        fields.push((self.key("by_type"), index(&facts.by_type, &|_| true)));
        object(fields)
    }
}

fn object(fields: impl IntoIterator<Item = (Value, Value)>) -> Value {
    // Built from a list at once: inserting one by one would search for each key's place.
    regorus::value::Object::from(fields.into_iter().collect::<BTreeMap<_, _>>()).into_value()
}

fn array(items: impl IntoIterator<Item = Value>) -> Value {
    Value::from(items.into_iter().collect::<Vec<_>>())
}

fn strings(items: &[Arc<str>]) -> Value {
    array(items.iter().map(|item| Value::String(Arc::clone(item))))
}

fn optional(text: Option<&Arc<str>>) -> Value {
    text.map_or(Value::Null, |text| Value::String(Arc::clone(text)))
}

fn path(steps: &[PathStep]) -> Value {
    array(steps.iter().map(|step| match step {
        PathStep::Name(name) => Value::String(Arc::clone(name)),
        PathStep::Index(index) => Value::from(*index),
    }))
}

/// The small parts whose shape is their JSON.
fn serialized(part: &impl Serialize) -> Value {
    serde_json::to_value(part).map_or(Value::Undefined, |json| to_value(&json))
}

/// A JSON value as the engine's, without nulls in objects: in Rego `null < 7` is true.
pub(crate) fn to_value(json: &serde_json::Value) -> Value {
    match json {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(flag) => Value::from(*flag),
        serde_json::Value::Number(number) => number
            .as_u64()
            .map(Value::from)
            .or_else(|| number.as_i64().map(Value::from))
            .or_else(|| number.as_f64().map(Value::from))
            .unwrap_or(Value::Undefined),
        serde_json::Value::String(text) => Value::from(text.as_str()),
        serde_json::Value::Array(items) => array(items.iter().map(to_value)),
        serde_json::Value::Object(fields) => object(
            fields
                .iter()
                .filter(|(_, value)| !value.is_null())
                .map(|(key, value)| (Value::from(key.as_str()), to_value(value))),
        ),
    }
}

/// The engine's value as JSON; sets become arrays.
pub(crate) fn from_value(value: &Value) -> serde_json::Value {
    serde_json::to_value(value).unwrap_or(serde_json::Value::Null)
}
