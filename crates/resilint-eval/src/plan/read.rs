//! From the file to the plan, or to what is wrong with the file.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Address, Mode};
use resilint_syntax::{Diagnostic, FileId, Span};
use serde_json::Value as Json;
use serde_json::value::RawValue;

use super::configuration::PlannedConfiguration;
use super::format::{Change, File, ModuleValues};
use super::model::{Plan, Planned};
use crate::functions::from_json_text;
use crate::value::{Data, Marks, Reason, Type, Value};

const HELP: &str =
    "write it with `terraform plan -out=tfplan`, then `terraform show -json tfplan > plan.json`";

/// Reads what `terraform show -json` writes about a saved plan.
///
/// # Errors
/// The file is no such plan: the diagnostic says what it is instead, as far as that can be told.
pub fn read_plan(file: FileId, text: &[u8]) -> Result<(Plan, Vec<Diagnostic>), Box<Diagnostic>> {
    let wrong = |message: &str| {
        Box::new(Diagnostic::error("invalid-plan", Span::at(file, 0), message).with_help(HELP))
    };
    let (start, length) = (text.as_ptr(), text.len());
    let text = decode(text).map_err(wrong)?;
    let parsed: File<'_> = serde_json::from_str(text).map_err(|error| {
        if is_log(text) {
            return wrong("this is what `terraform plan -json` logs, not the plan itself");
        }
        let at = offset_of(text, error.line(), error.column());
        let message = format!("this is no plan in JSON: {error}");
        Box::new(Diagnostic::error("invalid-plan", Span::at(file, at), message).with_help(HELP))
    })?;
    recognised(&parsed).map_err(|message| wrong(&message))?;
    let reader = Reader { file, start: start as usize, length };
    let mut diagnostics = Vec::new();
    let plan = reader.plan(parsed, &mut diagnostics).map_err(|message| wrong(&message))?;
    Ok((plan, diagnostics))
}

/// The text of the file; what else it may be.
fn decode(text: &[u8]) -> Result<&str, &'static str> {
    if text.starts_with(b"PK") {
        return Err("this is a saved plan in Terraform's own form, not JSON");
    }
    if text.starts_with(&[0xff, 0xfe]) || text.starts_with(&[0xfe, 0xff]) {
        return Err(
            "this file is UTF-16, a plan is UTF-8: in PowerShell, write it with `| Out-File -Encoding utf8`",
        );
    }
    let text = text.strip_prefix("\u{feff}".as_bytes()).unwrap_or(text);
    std::str::from_utf8(text).map_err(|_| "this is no plan in JSON: it is not UTF-8")
}

/// Whether the text is a log of JSON lines.
fn is_log(text: &str) -> bool {
    text.lines().next().is_some_and(|line| line.contains("\"@level\""))
}

fn recognised(parsed: &File<'_>) -> Result<(), String> {
    if parsed.resource_changes.is_none() && parsed.planned_values.is_none() {
        return Err(if parsed.lineage.is_some() {
            "this is a state file, not a plan"
        } else if parsed.values.is_some() {
            "this is a state as `terraform show -json` shows it when no plan is named, not a plan"
        } else {
            "this is JSON, but no plan: there is nothing planned in it"
        }
        .to_owned());
    }
    let version = parsed.format_version.as_deref().unwrap_or("none");
    match version.split('.').next() {
        Some("0" | "1") => Ok(()),
        _ => Err(format!("this plan has the format version {version}; 1 can be read")),
    }
}

fn offset_of(text: &str, line: usize, column: usize) -> u32 {
    let before: usize = text.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    u32::try_from((before + column.saturating_sub(1)).min(text.len())).unwrap_or(u32::MAX)
}

/// Finds the places of what was read.
struct Reader {
    file: FileId,
    /// Where the text stands in memory: what is read borrows from it.
    start: usize,
    length: usize,
}

impl Reader {
    fn plan<'a>(
        &self,
        parsed: File<'a>,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<Plan, String> {
        let configuration = PlannedConfiguration::new(parsed.configuration.unwrap_or_default());
        let mut plan = Plan {
            file: self.file,
            variables: BTreeMap::new(),
            instances: BTreeMap::new(),
            keys: BTreeMap::new(),
            calls: BTreeMap::new(),
            configuration,
            named: BTreeMap::new(),
            is_partial: parsed.errored == Some(true) || parsed.complete == Some(false),
        };
        for (name, variable) in parsed.variables.into_iter().flatten() {
            if let Some(raw) = variable.value {
                plan.variables
                    .insert(Arc::from(name), (from_json_text(raw.get())?, self.span(raw)));
            }
        }
        // What is planned comes after what is there, so that it counts.
        let prior = parsed.prior_state.and_then(|state| state.values);
        if let Some(module) = prior.and_then(|values| values.root_module) {
            self.values(&mut plan, module, false)?;
        }
        match parsed.resource_changes {
            Some(changes) => {
                for change in changes {
                    self.change(&mut plan, &change)?;
                }
            }
            None => {
                if let Some(module) = parsed.planned_values.and_then(|values| values.root_module) {
                    self.values(&mut plan, module, true)?;
                }
            }
        }
        plan.name_instances();
        if parsed.errored == Some(true) {
            let message = "terraform stopped with errors while it made this plan, so it does not tell everything";
            diagnostics.push(Diagnostic::error("incomplete-plan", Span::at(self.file, 0), message));
        } else if parsed.complete == Some(false) {
            let message = "this plan leaves changes to a later one, so it does not tell everything";
            diagnostics.push(Diagnostic::warning(
                "incomplete-plan",
                Span::at(self.file, 0),
                message,
            ));
        }
        Ok(plan)
    }

    fn change(&self, plan: &mut Plan, change: &Change<'_>) -> Result<(), String> {
        let gone = |action: &String| matches!(action.as_str(), "delete" | "forget");
        let is_gone = !change.change.actions.is_empty() && change.change.actions.iter().all(gone);
        let (Some(after), false) = (change.change.after, is_gone || change.deposed.is_some())
        else {
            return Ok(());
        };
        let address = address(change.address)?;
        let body = &change.change;
        let planned = self.planned(
            &address,
            change.address,
            after,
            (&body.after_unknown, &body.after_sensitive),
        )?;
        plan.add(address, planned);
        Ok(())
    }

    /// Values that are known: data sources that were read, or, when `all`, everything.
    fn values(&self, plan: &mut Plan, module: ModuleValues<'_>, all: bool) -> Result<(), String> {
        for resource in module.resources {
            let Some(values) = resource.values.filter(|_| all || resource.mode == "data") else {
                continue;
            };
            let address = address(resource.address)?;
            let marks = (&Json::Null, &resource.sensitive_values);
            let planned = self.planned(&address, resource.address, values, marks)?;
            plan.add(address, planned);
        }
        for child in module.child_modules {
            self.values(plan, child, all)?;
        }
        Ok(())
    }

    fn planned(
        &self,
        address: &Address,
        place: &RawValue,
        after: &RawValue,
        (unknown, sensitive): (&Json, &Json),
    ) -> Result<Planned, String> {
        let raw: BTreeMap<String, &RawValue> =
            serde_json::from_str(after.get()).map_err(|error| error.to_string())?;
        let address = Arc::new(address.clone());
        let (mut attributes, mut spans) = (BTreeMap::new(), BTreeMap::new());
        for (name, raw) in raw {
            let name: Arc<str> = Arc::from(name);
            let value = from_json_text(raw.get())?;
            spans.insert(Arc::clone(&name), self.span(raw));
            attributes.insert(name, value);
        }
        for (name, unknown) in unknown.as_object().into_iter().flatten() {
            let name: Arc<str> = Arc::from(name.as_str());
            let reason = reason(&address, &name);
            let known = attributes.remove(&name);
            if let Some(value) = with_unknown(known, unknown, &reason) {
                attributes.insert(name, value);
            }
        }
        for (name, sensitive) in sensitive.as_object().into_iter().flatten() {
            if let Some(value) = attributes.get_mut(name.as_str()) {
                *value = with_sensitive(value.clone(), sensitive);
            }
        }
        Ok(Planned { attributes, spans, span: self.span(place) })
    }

    fn span(&self, raw: &RawValue) -> Span {
        let start = (raw.get().as_ptr() as usize).saturating_sub(self.start);
        let offset = |at: usize| u32::try_from(at.min(self.length)).unwrap_or(u32::MAX);
        Span::new(self.file, offset(start), offset(start + raw.get().len()))
    }
}

fn address(raw: &RawValue) -> Result<Address, String> {
    let text: String = serde_json::from_str(raw.get()).map_err(|error| error.to_string())?;
    Address::parse(&text).ok_or_else(|| format!("`{text}` is no address"))
}

fn reason(address: &Arc<Address>, attribute: &Arc<str>) -> Reason {
    let (address, attribute) = (Arc::clone(address), Arc::clone(attribute));
    match address.resource.mode {
        Mode::Data => Reason::DataSource { address, attribute },
        _ => Reason::AfterApply { address, attribute },
    }
}

/// The value with what is known only after apply put in; `None` when that is nothing and there is no value either.
fn with_unknown(known: Option<Value>, unknown: &Json, reason: &Reason) -> Option<Value> {
    match unknown {
        Json::Bool(true) => Some(Value::unknown(Type::Any, reason.clone())),
        Json::Object(parts) if !parts.is_empty() => {
            let known = known.unwrap_or_else(|| Value::object(BTreeMap::new()));
            let mut entries = known.entries().cloned().unwrap_or_default();
            for (name, unknown) in parts {
                let name: Arc<str> = Arc::from(name.as_str());
                let part = entries.remove(&name);
                entries.extend(with_unknown(part, unknown, reason).map(|value| (name, value)));
            }
            Some(Value { data: Data::Object(Arc::new(entries)), ..known })
        }
        Json::Array(parts) if !parts.is_empty() => {
            let known = known.unwrap_or_else(|| Value::tuple(Vec::new()));
            let mut elements = known.elements().unwrap_or_default().to_vec();
            for (index, unknown) in parts.iter().enumerate() {
                let part = with_unknown(elements.get(index).cloned(), unknown, reason);
                let part = part.unwrap_or_else(|| Value::null(Type::Any));
                match elements.get_mut(index) {
                    Some(element) => *element = part,
                    None => elements.push(part),
                }
            }
            Some(Value { data: Data::Tuple(elements.into()), ..known })
        }
        _ => known,
    }
}

fn with_sensitive(value: Value, sensitive: &Json) -> Value {
    match (sensitive, &value.data) {
        (Json::Bool(true), _) => value.with_marks(&Marks::of_sensitive()),
        (Json::Object(parts), Data::Object(entries)) => {
            let mut entries = BTreeMap::clone(entries);
            for (name, sensitive) in parts {
                if let Some(part) = entries.get_mut(name.as_str()) {
                    *part = with_sensitive(part.clone(), sensitive);
                }
            }
            Value { data: Data::Object(Arc::new(entries)), ..value }
        }
        (Json::Array(parts), Data::Tuple(elements)) => {
            let marked = elements.iter().zip(parts.iter().chain(std::iter::repeat(&Json::Null)));
            let marked =
                marked.map(|(element, sensitive)| with_sensitive(element.clone(), sensitive));
            Value { data: Data::Tuple(marked.collect()), ..value }
        }
        _ => value,
    }
}
