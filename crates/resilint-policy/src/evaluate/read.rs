//! Reads a finding out of the value a policy made. What is malformed is the policy's error, never a panic.

use std::sync::Arc;

use regorus::Value;
use resilint_graph::{Facts, PathStep};

use super::Plan;
use crate::finding::{Finding, Fix, Outcome, Related};
use crate::input::from_value;

/// The findings of one rule, and what is wrong with those that cannot be read.
pub(crate) fn read_findings(
    value: &Value,
    plan: &Plan,
    facts: &Facts,
) -> (Vec<Finding>, Vec<String>) {
    let items: Vec<&Value> = match value {
        Value::Undefined => Vec::new(),
        Value::Set(set) => set.iter_sorted().collect(),
        Value::Array(items) => items.iter().collect(),
        _ => return (Vec::new(), vec!["`findings` is not a set".to_owned()]),
    };
    let (mut findings, mut problems) = (Vec::new(), Vec::new());
    for item in items {
        match read_finding(item, plan, facts) {
            Ok(finding) => findings.push(finding),
            Err(problem) => problems.push(problem),
        }
    }
    (findings, problems)
}

fn read_finding(value: &Value, plan: &Plan, facts: &Facts) -> Result<Finding, String> {
    let address = text(value, "address")?.ok_or("a finding has no `address`")?;
    let Some(resource) = facts.resources.get(&address) else {
        return Err(format!("a finding is about `{address}`, which is no resource"));
    };
    let of = text(value, "of")?.filter(|of| *of != address);
    if let Some(of) = of.as_ref().filter(|of| !facts.resources.contains_key(*of)) {
        return Err(format!("a finding points at `{of}`, which is no resource"));
    }
    let unknown = text(value, "unknown")?;
    Ok(Finding {
        rule: Arc::clone(&plan.rule.id),
        severity: plan.rule.severity,
        category: plan.rule.category,
        outcome: if unknown.is_some() { Outcome::Unknown } else { Outcome::Fail },
        message: text(value, "message")?
            .ok_or("a finding has no `message`")?
            .lines()
            .next()
            .unwrap_or_default()
            .to_owned(),
        at: path(value, "at")?,
        of,
        setting: text(value, "setting")?,
        related: related(value, facts)?,
        help: text(value, "help")?
            .map(|help| help.to_string())
            .or_else(|| plan.rule.remedy(&resource.type_name).map(str::to_owned)),
        fix: fix(value)?,
        objective: text(value, "objective")?.or_else(|| plan.rule.objectives.first().cloned()),
        unknown,
        address,
    })
}

fn get<'a>(value: &'a Value, key: &str) -> Option<&'a Value> {
    value.as_object().ok()?.get(&Value::from(key)).filter(|value| **value != Value::Null)
}

fn text(value: &Value, key: &str) -> Result<Option<Arc<str>>, String> {
    if value.as_object().is_err() {
        return Err("a finding is not an object".to_owned());
    }
    match get(value, key) {
        None => Ok(None),
        Some(Value::String(text)) => Ok(Some(Arc::clone(text))),
        Some(_) => Err(format!("`{key}` of a finding is not a string")),
    }
}

fn path(value: &Value, key: &str) -> Result<Vec<PathStep>, String> {
    let Some(found) = get(value, key) else { return Ok(Vec::new()) };
    let steps = found.as_array().map_err(|_| format!("`{key}` of a finding is not a list"))?;
    steps
        .iter()
        .map(|step| match step {
            Value::String(name) => Ok(PathStep::Name(Arc::clone(name))),
            Value::Number(_) => match step.as_u32() {
                Ok(index) => {
                    usize::try_from(index).map(PathStep::Index).map_err(|error| error.to_string())
                }
                Err(_) => {
                    Err(format!("`{key}` of a finding holds an index that is no whole number"))
                }
            },
            _ => Err(format!("`{key}` of a finding holds something other than names and indices")),
        })
        .collect()
}

fn related(value: &Value, facts: &Facts) -> Result<Vec<Related>, String> {
    let items: Vec<&Value> = match get(value, "related") {
        None => return Ok(Vec::new()),
        Some(Value::Array(items)) => items.iter().collect(),
        Some(Value::Set(items)) => items.iter_sorted().collect(),
        Some(_) => return Err("`related` of a finding is not a list".to_owned()),
    };
    let mut related = Vec::with_capacity(items.len());
    for item in items {
        let address = text(item, "address")?.ok_or("a related place has no `address`")?;
        if facts.resources.contains_key(&address) {
            let message =
                text(item, "message")?.map(|message| message.to_string()).unwrap_or_default();
            let setting = text(item, "setting")?;
            related.push(Related { address, at: path(item, "at")?, setting, message });
        }
    }
    Ok(related)
}

fn fix(value: &Value) -> Result<Option<Fix>, String> {
    let Some(fix) = get(value, "fix") else { return Ok(None) };
    let kind = text(fix, "kind")?;
    if kind.as_deref() != Some("set_attribute") {
        return Err("a fix is not of kind `set_attribute`".to_owned());
    }
    let new = get(fix, "value").ok_or("a fix has no `value`")?;
    let safe = matches!(get(fix, "safe"), Some(Value::Bool(true)));
    let path = path(fix, "path")?;
    if path.is_empty() {
        return Err("a fix has no `path`".to_owned());
    }
    Ok(Some(Fix::SetAttribute { path, value: from_value(new), safe }))
}
