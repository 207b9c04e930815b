//! AWS data sources that their arguments and the provider configuration decide.

use super::policy_document;
use super::results::{Results, joined, unknown_text};
use crate::instance::ProviderConfiguration;
use crate::value::{Reason, Value};

/// Adds the results of an AWS data source.
pub(super) fn decide(results: &mut Results<'_>) {
    match results.type_name() {
        "aws_region" => region_data(results),
        "aws_availability_zones" => zones(results),
        "aws_availability_zone" => zone(results),
        "aws_partition" => partition_data(results),
        "aws_caller_identity" => {
            for name in ["account_id", "arn", "id", "user_id"] {
                results.set(name, unknown_text(Reason::Environment("the AWS account".into())));
            }
        }
        "aws_arn" => arn(results),
        "aws_service" => service(results),
        "aws_service_principal" => service_principal(results),
        "aws_default_tags" => {
            let provider = results.provider();
            let blocks = provider.attributes.get("default_tags").and_then(Value::elements);
            let tags = blocks.and_then(<[Value]>::first).and_then(|block| block.get("tags"));
            results.set("tags", tags.cloned().unwrap_or_else(|| Value::object([].into())));
        }
        "aws_iam_policy_document" => {
            let rendered = policy_document::render(results.arguments());
            results.set("json", rendered.json());
            results.set("minified_json", rendered.minified());
            results.set("version", Value::from("2012-10-17"));
        }
        _ => {}
    }
}

/// The region of a provider configuration.
fn region(provider: &ProviderConfiguration) -> Value {
    let given = provider.attributes.get("region").filter(|region| !region.is_null());
    given.cloned().unwrap_or_else(|| {
        let reason = provider
            .unknown
            .clone()
            .unwrap_or_else(|| Reason::Environment("the region of the AWS provider".into()));
        unknown_text(reason)
    })
}

/// The region that is asked for by name, or the provider's.
fn region_data(results: &mut Results<'_>) {
    let named = results.given("name").or_else(|| results.given("region"));
    let region = named.unwrap_or_else(|| region(&results.provider()));
    for name in ["name", "id", "region"] {
        results.set(name, region.clone());
    }
    let endpoint = joined(&[Value::from("ec2."), region, Value::from(".amazonaws.com")]);
    results.set("endpoint", endpoint);
}

/// The zones of a region: their number is unknown, but every index is another zone.
fn zones(results: &mut Results<'_>) {
    let region = region(&results.provider());
    let left_out = ["exclude_names", "exclude_zone_ids"].map(|name| {
        results.given(name).map_or(Some(0), |names| names.elements().map(<[Value]>::len))
    });
    let left_out = left_out.into_iter().sum::<Option<usize>>();
    // Zones that nobody has to opt into are the usual ones; any other filter may leave none.
    let filters = results.given("filter");
    let filters = filters.as_ref().and_then(Value::elements).unwrap_or_default();
    let is_usual = |filter: &Value| {
        filter.get("name").and_then(Value::as_str) == Some("opt-in-status")
            && filter.get("values").and_then(Value::elements).is_some_and(|values| {
                values.iter().any(|value| value.as_str() == Some("opt-in-not-required"))
            })
    };
    let least = left_out
        .filter(|_| filters.iter().all(is_usual))
        .map_or(0, |left_out| least_zones(&region).saturating_sub(left_out as u64));
    for name in ["names", "zone_ids"] {
        let list = results.symbolic_list(name, least);
        results.set(name, list.with_marks(&region.marks));
    }
    results.set("id", region);
}

/// A zone that is asked for by name. It is one of the provider's region.
fn zone(results: &mut Results<'_>) {
    let Some(name) = results.given("name") else { return };
    let of_provider = region(&results.provider());
    let parts = name.as_str().and_then(parts_of_zone);
    let part = |text: &str| Value::from(text).with_marks(&name.marks);
    match parts {
        Some((region, _)) if of_provider.is_unknown() => results.set("region", part(region)),
        _ => results.set("region", of_provider),
    }
    if let Some((_, suffix)) = parts {
        results.set("name_suffix", part(suffix));
    }
}

/// The region and the letter of a usual zone, `eu-west-1a`.
fn parts_of_zone(name: &str) -> Option<(&str, &str)> {
    let (region, letter) = name.split_at_checked(name.len().checked_sub(1)?)?;
    let (place, number) = region.rsplit_once('-')?;
    let is_usual = letter.bytes().all(|byte| byte.is_ascii_lowercase())
        && number.parse::<u8>().is_ok()
        && place.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
    is_usual.then_some((region, letter))
}

/// Regions have at least three zones; new accounts see two in `us-west-1`.
fn least_zones(region: &Value) -> u64 {
    match region.as_str() {
        Some(name) if name != "us-west-1" => 3,
        _ => 2,
    }
}

/// A partition of AWS: its name, the ending of its host names, and the same backwards.
struct Partition {
    name: &'static str,
    suffix: &'static str,
    reverse: &'static str,
}

const PARTITIONS: [(&str, Partition); 6] = [
    ("cn-", Partition { name: "aws-cn", suffix: "amazonaws.com.cn", reverse: "cn.com.amazonaws" }),
    (
        "us-gov-",
        Partition { name: "aws-us-gov", suffix: "amazonaws.com", reverse: "com.amazonaws" },
    ),
    ("us-iso-", Partition { name: "aws-iso", suffix: "c2s.ic.gov", reverse: "gov.ic.c2s" }),
    (
        "us-isob-",
        Partition { name: "aws-iso-b", suffix: "sc2s.sgov.gov", reverse: "gov.sgov.sc2s" },
    ),
    ("eusc-", Partition { name: "aws-eusc", suffix: "amazonaws.eu", reverse: "eu.amazonaws" }),
    ("", Partition { name: "aws", suffix: "amazonaws.com", reverse: "com.amazonaws" }),
];

fn partition_of(region: &str) -> Option<&'static Partition> {
    let found = PARTITIONS.iter().find(|(prefix, _)| region.starts_with(prefix));
    found.map(|(_, partition)| partition)
}

fn partition_data(results: &mut Results<'_>) {
    let region = region(&results.provider());
    let text = |of: fn(&Partition) -> &'static str| match region.as_str().and_then(partition_of) {
        Some(partition) => Value::from(of(partition)).with_marks(&region.marks),
        None => unknown_text(region.why()),
    };
    for name in ["id", "partition"] {
        results.set(name, text(|partition| partition.name));
    }
    results.set("dns_suffix", text(|partition| partition.suffix));
    results.set("reverse_dns_prefix", text(|partition| partition.reverse));
}

/// The parts of an ARN.
fn arn(results: &mut Results<'_>) {
    let Some(arn) = results.given("arn") else { return };
    let Some(text) = arn.as_str() else { return };
    let parts: Vec<&str> = text.splitn(6, ':').collect();
    let ["arn", partition, service, region, account, resource] = parts.as_slice() else { return };
    for (name, part) in [
        ("partition", partition),
        ("service", service),
        ("region", region),
        ("account", account),
        ("resource", resource),
    ] {
        results.set(name, Value::from(*part).with_marks(&arn.marks));
    }
    results.set("id", arn.clone());
}

/// A service's host name in a region, from its id or from one of its names.
fn service(results: &mut Results<'_>) {
    let text = |name: &str| results.given(name).and_then(|value| value.as_str().map(str::to_owned));
    let dns = text("dns_name").and_then(|name| {
        let mut parts = name.split('.').map(str::to_owned);
        Some((parts.next()?, parts.next()?))
    });
    let reverse = text("reverse_dns_name").and_then(|name| {
        let mut parts = name.rsplit('.').map(str::to_owned);
        Some((parts.next()?, parts.next()?))
    });
    let named = || {
        let region = results.given("region").unwrap_or_else(|| region(&results.provider()));
        Some((text("service_id")?, region.as_str()?.to_owned()))
    };
    let Some((service, region)) = dns.or(reverse).or_else(named) else { return };
    let Some(partition) = partition_of(&region) else { return };
    let reverse = format!("com.amazonaws.{region}.{service}");
    for (name, text) in [
        ("dns_name", format!("{service}.{region}.amazonaws.com")),
        ("id", reverse.clone()),
        ("partition", partition.name.to_owned()),
        ("reverse_dns_name", reverse),
        ("reverse_dns_prefix", "com.amazonaws".to_owned()),
        ("region", region),
        ("service_id", service),
    ] {
        results.set(name, Value::from(text));
    }
}

/// A service as policies name it. Outside the usual partitions some services have names of their own.
fn service_principal(results: &mut Results<'_>) {
    let region = results.given("region").unwrap_or_else(|| region(&results.provider()));
    let Some(service) = results.given("service_name") else { return };
    let is_usual = region.as_str().and_then(partition_of).is_some_and(|one| one.name == "aws");
    results.set("region", region.clone());
    if is_usual {
        let suffix = Value::from(".amazonaws.com");
        results.set("suffix", Value::from("amazonaws.com"));
        results.set("name", joined(&[service.clone(), suffix.clone()]));
        results.set("id", joined(&[service, Value::from("."), region, suffix]));
    }
}
