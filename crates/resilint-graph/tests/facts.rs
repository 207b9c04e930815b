//! Facts from instances: each file in `tests/data/facts` describes a configuration and the facts it must give.
//!
//! In a file, `${ADDRESS.ATTRIBUTE}` is a reference, as the evaluator would leave it: the configured value where there is one, else a value known after apply, marked with its source.
//! `${?}` is a value that nothing decides. `$provider` names the provider configuration, `$count` the multiplicity.

#![expect(clippy::unwrap_used, reason = "a test's own data is what it should be")]

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;

use resilint_config::{Address, InstanceKey, Mode, ModulePath, ResourceRef};
use resilint_eval::{
    Certainty, Instance, Marks, Multiplicity, PathStep, ProviderConfiguration, Reason, Reference,
    Source, Type, Value,
};
use resilint_graph::{Catalog, FactValue, Facts, Objectives, ResourceGraph, facts};
use resilint_syntax::{FileId, Span};
use serde_json::Value as Json;

#[test]
fn facts_follow_from_configurations() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/facts");
    let mut checked = 0;
    let mut files: Vec<_> = walk(&folder);
    files.sort();
    let mut wrong = Vec::new();
    for file in files {
        let text = String::from_utf8(read(&file)).unwrap();
        let case: Json = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        checked += check(&file.file_stem().unwrap().to_string_lossy(), &case, &mut wrong);
    }
    assert!(
        wrong.is_empty(),
        "{} of {checked} facts are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    assert!(checked > 100, "only {checked} facts checked");
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own data")]
fn read(file: &Path) -> Vec<u8> {
    std::fs::read(file).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "a test reads its own data")]
fn walk(folder: &Path) -> Vec<std::path::PathBuf> {
    std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn check(name: &str, case: &Json, wrong: &mut Vec<String>) -> usize {
    let instances = instances(case);
    let objectives = Objectives::default();
    let graph = ResourceGraph::build(instances.clone(), &Catalog::builtin());
    let facts_ = facts(&graph, &objectives);
    // The order of the instances changes nothing.
    let backwards =
        ResourceGraph::build(instances.into_iter().rev().collect(), &Catalog::builtin());
    assert_eq!(
        serde_json::to_string(&facts_).unwrap(),
        serde_json::to_string(&facts(&backwards, &objectives)).unwrap(),
        "{name}"
    );
    let mut checked = 0;
    for (address, expected) in case["expect"].as_object().unwrap() {
        for (fact, wanted) in expected.as_object().unwrap() {
            checked += 1;
            if let Err(found) = compare(&facts_, address, fact, wanted) {
                wrong.push(format!("{name}: {address}: {fact} is {found}, not {wanted}"));
            }
        }
    }
    checked
}

/// Compares one fact with what is wanted: a value, `"unknown"`, `"absent"`, or `{"value": …, "of": …, "at": …}`; `{"has": [...]}` for lists of objects that must contain these keys.
fn compare(facts: &Facts, address: &str, name: &str, wanted: &Json) -> Result<(), String> {
    let resource = facts.resources.get(address).ok_or("of a resource that does not exist")?;
    match name {
        "role" => return same(&resource.role.as_deref().map_or(Json::Null, Json::from), wanted),
        "tags" => return same(&serde_json::to_value(&resource.tags).unwrap(), wanted),
        "flows" => {
            let found: Vec<Json> = facts
                .flows
                .iter()
                .filter(|flow| &*flow.from == address)
                .map(|flow| serde_json::json!([flow.kind, &*flow.to, flow.to_region]))
                .collect();
            return same(&Json::from(found), wanted);
        }
        "path" => {
            let found = facts
                .graph
                .paths
                .iter()
                .find(|path| &*path.entry == address)
                .map(|path| serde_json::json!([path.compute, path.data]));
            return same(&found.unwrap_or(Json::Null), wanted);
        }
        _ => {}
    }
    let found = resource.facts.get(name);
    let shown =
        || found.map_or_else(|| "absent".to_owned(), |fact| serde_json::to_string(fact).unwrap());
    let matches = match (wanted, found.map(|fact| &fact.value)) {
        (Json::String(word), None) => word == "absent",
        (Json::String(word), Some(FactValue::Unknown(_))) => word == "unknown",
        (Json::Object(parts), Some(FactValue::Known(value))) if parts.contains_key("has") => {
            parts["has"].as_array().unwrap().iter().all(|wanted| {
                value.as_array().is_some_and(|list| {
                    list.iter().any(|element| {
                        wanted
                            .as_object()
                            .unwrap()
                            .iter()
                            .all(|(key, wanted)| element[key] == *wanted)
                    })
                })
            })
        }
        (Json::Object(parts), Some(_))
            if parts.contains_key("value") || parts.contains_key("of") =>
        {
            let shown: Json = serde_json::to_value(found).unwrap();
            parts.iter().all(|(key, wanted)| shown.get(key).unwrap_or(&Json::Null) == wanted)
        }
        (wanted, Some(FactValue::Known(value))) => value == wanted,
        _ => false,
    };
    if matches { Ok(()) } else { Err(shown()) }
}

fn same(found: &Json, wanted: &Json) -> Result<(), String> {
    if found == wanted { Ok(()) } else { Err(found.to_string()) }
}

fn instances(case: &Json) -> Vec<Instance> {
    let all = case["instances"].as_object().unwrap();
    all.iter()
        .map(|(address, body)| {
            let mut references = BTreeSet::new();
            let attributes: BTreeMap<Arc<str>, Value> = body
                .as_object()
                .unwrap()
                .iter()
                .filter(|(name, _)| !name.starts_with('$'))
                .map(|(name, json)| {
                    (
                        Arc::from(name.as_str()),
                        value(
                            json,
                            all,
                            &mut vec![PathStep::Name(Arc::from(name.as_str()))],
                            &mut references,
                        ),
                    )
                })
                .collect();
            for depends in body["$depends_on"].as_array().into_iter().flatten() {
                let source = Source {
                    address: Arc::new(parse(depends.as_str().unwrap())),
                    attribute: Arc::from(""),
                    certainty: Certainty::Certain,
                };
                references.insert(Reference {
                    path: vec![PathStep::Name(Arc::from("depends_on"))],
                    target: source,
                });
            }
            let span = Span { file: FileId::new(0), start: 0, end: 0 };
            Instance {
                address: Arc::new(parse(address)),
                attributes: Value::object(attributes),
                references: references.into_iter().collect(),
                provider: Arc::new(provider(case, address, body, all)),
                multiplicity: body["$count"]
                    .as_u64()
                    .map_or(Multiplicity::Exactly(1), Multiplicity::Exactly),
                is_counted: body["$count"].is_u64(),
                repetition: resilint_eval::OriginId::NONE,
                maybe_absent: (body["$maybe_absent"] == true).then_some(Reason::Expansion),
                span,
                header: span,
                calls: Vec::new(),
                lifecycle: value(&body["$lifecycle"], all, &mut Vec::new(), &mut BTreeSet::new()),
                incomplete: false,
            }
        })
        .collect()
}

fn provider(
    case: &Json,
    address: &str,
    body: &Json,
    all: &serde_json::Map<String, Json>,
) -> ProviderConfiguration {
    let last = parse(address);
    let name = last.resource.type_name.split('_').next().unwrap_or("aws").to_owned();
    let name = if last.resource.mode == Mode::Module { "aws".to_owned() } else { name };
    let alias = body["$provider"].as_str();
    let written = alias.map_or(&case["provider"], |alias| &case["providers"][alias]);
    let attributes = match written {
        Json::Null => Value::object(BTreeMap::new()),
        json => value(json, all, &mut Vec::new(), &mut BTreeSet::new()),
    };
    let version = case["version"].as_str().map(Arc::from);
    ProviderConfiguration {
        name: Arc::from(name),
        alias: alias.map(Arc::from),
        source: None,
        version,
        attributes,
        header: None,
        unknown: None,
    }
}

fn value(
    json: &Json,
    all: &serde_json::Map<String, Json>,
    at: &mut Vec<PathStep>,
    references: &mut BTreeSet<Reference>,
) -> Value {
    match json {
        Json::Null => Value::null(Type::Any),
        Json::Bool(flag) => Value::bool(*flag),
        Json::Number(number) => {
            Value::number(resilint_eval::Number::from_f64(number.as_f64().unwrap()).unwrap())
        }
        Json::String(text) => self::text(text, all, at, references),
        Json::Array(elements) => Value::tuple(
            elements
                .iter()
                .enumerate()
                .map(|(index, element)| {
                    at.push(PathStep::Index(index));
                    let found = value(element, all, at, references);
                    at.pop();
                    found
                })
                .collect(),
        ),
        Json::Object(fields) => Value::object(
            fields
                .iter()
                .map(|(name, field)| {
                    at.push(PathStep::Name(Arc::from(name.as_str())));
                    let found = value(field, all, at, references);
                    at.pop();
                    (Arc::from(name.as_str()), found)
                })
                .collect(),
        ),
    }
}

fn text(
    text: &str,
    all: &serde_json::Map<String, Json>,
    at: &[PathStep],
    references: &mut BTreeSet<Reference>,
) -> Value {
    if !text.contains("${") {
        return Value::string(text);
    }
    let mut marks = Marks::default();
    let mut reason = Reason::Variable { name: Arc::from("x"), module: Arc::from("") };
    for part in text.split("${").skip(1) {
        let inner = part.split('}').next().unwrap();
        if inner == "?" {
            continue;
        }
        let may = inner.starts_with('~');
        let (address, attribute) = inner.trim_start_matches('~').rsplit_once('.').unwrap();
        let (address, attribute) =
            address.strip_suffix(".names").map_or((address, attribute.to_owned()), |address| {
                (address, format!("names.{attribute}"))
            });
        let certainty = if may { Certainty::May } else { Certainty::Certain };
        let source = Source {
            address: Arc::new(parse(address)),
            attribute: Arc::from(attribute.as_str()),
            certainty,
        };
        references.insert(Reference { path: at.to_vec(), target: source.clone() });
        marks = marks.union(&Marks::of_source(source.clone()));
        reason = Reason::AfterApply {
            address: Arc::clone(&source.address),
            attribute: source.attribute,
        };
        if let Some(configured) = all
            .get(address)
            .and_then(|body| body.get(&attribute))
            .filter(|json| json.is_string() && text.len() == inner.len() + 3)
        {
            return self::text(configured.as_str().unwrap(), all, at, references)
                .with_marks(&marks);
        }
    }
    Value::unknown(Type::String, reason).with_marks(&marks)
}

/// `module.a.aws_x.b[0]`, `data.aws_x.b`, `module.vpc(terraform-aws-modules/vpc/aws)`.
fn parse(address: &str) -> Address {
    let mut rest = address;
    let mut module = ModulePath::root();
    while let Some(inner) = rest.strip_prefix("module.") {
        let (name, after) =
            inner.split_once('.').filter(|(name, _)| !name.contains('(')).unwrap_or((inner, ""));
        if after.is_empty() {
            let (name, source) = name
                .split_once('(')
                .map_or((name, "terraform-aws-modules/vpc/aws"), |(name, source)| {
                    (name, source.trim_end_matches(')'))
                });
            return Address {
                module,
                resource: ResourceRef {
                    mode: Mode::Module,
                    type_name: Arc::from(source),
                    name: Arc::from(name),
                },
                key: None,
            };
        }
        let (name, key) = keyed(name);
        module = module.child(&Arc::from(name), key);
        rest = after;
    }
    let (mode, rest) =
        rest.strip_prefix("data.").map_or((Mode::Managed, rest), |rest| (Mode::Data, rest));
    let (type_name, name) = rest.split_once('.').unwrap();
    let (name, key) = keyed(name);
    Address {
        module,
        resource: ResourceRef { mode, type_name: Arc::from(type_name), name: Arc::from(name) },
        key,
    }
}

fn keyed(name: &str) -> (&str, Option<InstanceKey>) {
    let Some((name, key)) = name.strip_suffix(']').and_then(|name| name.split_once('[')) else {
        return (name, None);
    };
    let key = match key {
        "*" => InstanceKey::Any,
        key => key.parse().map_or_else(
            |_| InstanceKey::Key(Arc::from(key.trim_matches('"'))),
            InstanceKey::Index,
        ),
    };
    (name, Some(key))
}

/// The cost of facts grows with the number of instances, not with its square.
#[test]
fn cost_is_linear() {
    let text = String::from_utf8(read(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/facts/compute.json"),
    ))
    .unwrap();
    let case: Json = serde_json::from_str(&text).unwrap();
    let time = |copies: usize| {
        let mut all = serde_json::Map::new();
        for copy in 0..copies {
            for (address, body) in case["instances"].as_object().unwrap() {
                let body = body
                    .to_string()
                    .replace("${", &format!("${{module.m{copy}."))
                    .replace(&format!("module.m{copy}.?"), "?");
                all.insert(
                    format!("module.m{copy}.{address}"),
                    serde_json::from_str(&body).unwrap(),
                );
            }
        }
        let instances =
            instances(&serde_json::json!({ "provider": case["provider"], "instances": all }));
        let count = instances.len();
        let start = std::time::Instant::now();
        let graph = ResourceGraph::build(instances, &Catalog::builtin());
        let built = start.elapsed();
        let facts = facts(&graph, &Objectives::default());
        assert_eq!(facts.resources.len(), count);
        println!("{count} instances: graph {built:?}, all {:?}", start.elapsed());
        start.elapsed()
    };
    let (small, large) = (time(10), time(60));
    assert!(large < small * 20, "{small:?} for 10 copies, {large:?} for 60");
}
