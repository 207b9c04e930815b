//! Whatever an address, or any other reference, stands for: resource instances, an attribute, a variable, a local value, an output, a module.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use resilint_config::ModulePath;
use resilint_eval::{
    Instance, Meaning, MeaningKind, OriginStep, PathStep, Referred, Traced, Value, meanings,
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use super::analysis::Analysis;
use super::check::CheckError;
use super::explain::{AttributeExplanation, Explanation};
use crate::Cancel;
use crate::project::Project;

/// What can be explained.
#[derive(Debug, Clone, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum Subject {
    /// A resource instance.
    Resource(Box<Explanation>),
    /// A module instance.
    Module(ModuleExplanation),
    /// A value.
    Value(ValueExplanation),
}

/// What goes into a module instance, and what comes out.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ModuleExplanation {
    /// The address.
    pub address: String,
    /// `module`.
    #[serde(rename = "type")]
    pub type_name: &'static str,
    /// The root module.
    pub root: String,
    /// The variables, with the way of each value.
    pub variables: BTreeMap<String, AttributeExplanation>,
    /// The outputs, with the way of each value.
    pub outputs: BTreeMap<String, AttributeExplanation>,
}

/// A value: of a variable, a local value, an output, or inside one; of an attribute of a resource.
#[derive(Debug, Clone, Serialize, JsonSchema)]
pub struct ValueExplanation {
    /// The reference: `local.zones`, `module.app["eu"].var.size`, `aws_db_instance.main.tags.team`.
    pub address: String,
    /// What it is of: `variable`, `local`, `output`, `attribute` or `reference`.
    #[serde(rename = "type")]
    pub type_name: &'static str,
    /// The root module.
    pub root: String,
    /// The value and its way.
    #[serde(flatten)]
    pub value: AttributeExplanation,
}

impl Project {
    /// Explains what an address or another reference stands for in a root module; an address without a key stands for all its instances. Empty when it leads nowhere.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn explain_subject(
        &self,
        root: &Path,
        subject: &str,
        cancel: &Cancel,
    ) -> Result<Vec<Subject>, CheckError> {
        let analysis = self.analyse(root, cancel)?;
        let is_meant = |address: &str| {
            let key = address.strip_prefix(subject);
            key.is_some_and(|key| key.is_empty() || is_key(key))
        };
        if analysis.graph.addresses().any(|address| is_meant(address)) {
            let meant = self.explain(root, is_meant, cancel)?.into_iter();
            return Ok(meant.map(|one| Subject::Resource(Box::new(one))).collect());
        }
        if let Some(attribute) = self.attribute_at(&analysis, subject) {
            return Ok(vec![Subject::Value(attribute)]);
        }
        let inputs = self.inputs(&analysis.root)?.into_iter().next().unwrap_or_default();
        let ask = |reference: &str| {
            meanings(&analysis.configuration, &self.files, &*self.fs, &inputs, reference)
        };
        let root = crate::shown(&self.options.base, &analysis.root);
        let told = ask(subject).into_iter().map(|meaning| match meaning.kind {
            MeaningKind::Value { of, traced } => Subject::Value(ValueExplanation {
                type_name: word(of),
                value: self.traced(&traced, || shown(&meaning.address, of, &traced.value, &ask)),
                address: meaning.address,
                root: root.clone(),
            }),
            MeaningKind::Module { variables, outputs } => Subject::Module(ModuleExplanation {
                address: meaning.address,
                type_name: "module",
                root: root.clone(),
                variables: self.all_traced(&variables),
                outputs: self.all_traced(&outputs),
            }),
        });
        Ok(told.collect())
    }

    /// What can be explained in a root module by its name: the addresses of its resource instances, its variables, local values, outputs and module calls.
    ///
    /// # Errors
    /// When the inputs cannot be found, or nobody waits for the result any more.
    pub fn subjects(&self, root: &Path, cancel: &Cancel) -> Result<Vec<String>, CheckError> {
        let analysis = self.analyse(root, cancel)?;
        let module = &analysis.configuration.root.module;
        let mut subjects: Vec<String> =
            analysis.graph.addresses().map(ToString::to_string).collect();
        subjects.extend(module.variables.keys().map(|name| format!("var.{name}")));
        subjects.extend(module.locals.keys().map(|name| format!("local.{name}")));
        subjects.extend(module.outputs.keys().map(|name| format!("output.{name}")));
        subjects.extend(module.calls.keys().map(|name| format!("module.{name}")));
        Ok(subjects)
    }

    /// What is inside a resource instance's attributes at an address of that.
    fn attribute_at(&self, analysis: &Analysis, subject: &str) -> Option<ValueExplanation> {
        let instances = analysis.graph.addresses().filter_map(|address| {
            let path = path(subject.strip_prefix(&**address)?)?;
            Some((analysis.graph.instance(address)?, path))
        });
        let (instance, path) =
            instances.max_by_key(|(instance, _)| instance.address.to_string().len())?;
        let value = instance.attributes.at(&path)?;
        let origin = self.blamer(analysis).blame(instance, &path).origin;
        let whole = || shown_inside(instance, &path).unwrap_or_default();
        Some(ValueExplanation {
            address: subject.to_owned(),
            type_name: "attribute",
            root: crate::shown(&self.options.base, &analysis.root),
            value: self.explained(value, &origin, whole),
        })
    }

    fn all_traced(
        &self,
        all: &BTreeMap<Arc<str>, Traced>,
    ) -> BTreeMap<String, AttributeExplanation> {
        let each = all.iter().map(|(name, traced)| {
            let shown = || resilint_graph::shown("", name, &traced.value);
            (name.to_string(), self.traced(traced, shown))
        });
        each.collect()
    }

    fn traced(&self, traced: &Traced, shown: impl FnOnce() -> Json) -> AttributeExplanation {
        self.explained(&traced.value, &traced.origin, shown)
    }

    /// A value as it is told, with the way it took.
    pub(super) fn explained(
        &self,
        value: &Value,
        origin: &[OriginStep],
        shown: impl FnOnce() -> Json,
    ) -> AttributeExplanation {
        let places = self.places();
        let origin = origin.iter().map(|step| places.origin(step)).collect();
        match value.reason().filter(|_| value.is_unknown()) {
            Some(reason) => AttributeExplanation::Unknown { unknown: reason.to_string(), origin },
            None => AttributeExplanation::Known { value: shown(), origin },
        }
    }
}

/// Whether what follows an address makes it that of an instance.
fn is_key(text: &str) -> bool {
    path(text).is_some_and(|path| path.len() == 1) && text.starts_with('[')
}

/// `.tags["team"]`, `.ingress[0].from_port`
fn path(text: &str) -> Option<Vec<PathStep>> {
    let mut path = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('.') {
            let end = after.find(['.', '[']).unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            path.push(PathStep::Name(Arc::from(name)));
            rest = after;
        } else {
            let (inside, after) = rest.strip_prefix('[')?.split_once(']')?;
            path.push(match inside.strip_prefix('"') {
                Some(name) => PathStep::Name(Arc::from(name.strip_suffix('"')?)),
                None => PathStep::Index(inside.parse().ok()?),
            });
            rest = after;
        }
    }
    Some(path)
}

fn word(of: Referred) -> &'static str {
    match of {
        Referred::Variable => "variable",
        Referred::Local => "local",
        Referred::Output => "output",
        Referred::Other => "reference",
    }
}

/// A value as it may be shown. What is beside it may say that it is a secret, so it is taken out of the whole that has a name.
fn shown(address: &str, of: Referred, value: &Value, ask: &dyn Fn(&str) -> Vec<Meaning>) -> Json {
    let (_, below) = ModulePath::split(address);
    let dots = if of == Referred::Output && !below.starts_with("output.") { 1 } else { 2 };
    let ends = below.match_indices(['.', '[']).map(|(at, _)| at).chain([below.len()]);
    let end = address.len() - below.len() + ends.take(dots).last().unwrap_or(0);
    let (whole, inside) = address.split_at_checked(end).unwrap_or((address, ""));
    let name = whole.rsplit('.').next().unwrap_or(whole);
    let own = || resilint_graph::shown("", name, value);
    let (false, Some(path)) = (inside.is_empty(), path(inside)) else { return own() };
    match ask(whole).into_iter().next().map(|meaning| meaning.kind) {
        Some(MeaningKind::Value { traced, .. }) => {
            let whole = resilint_graph::shown("", name, &traced.value);
            at(&whole, &path).unwrap_or_else(own)
        }
        _ => own(),
    }
}

/// What is at a path in a resource, as it may be shown.
fn shown_inside(instance: &Instance, path: &[PathStep]) -> Option<Json> {
    let Some((PathStep::Name(attribute), inside)) = path.split_first() else { return None };
    let whole = instance.attributes.get(attribute)?;
    let whole = resilint_graph::shown(&instance.address.resource.type_name, attribute, whole);
    at(&whole, inside)
}

/// What is at a path of something shown; in what is hidden, that it is.
fn at(whole: &Json, path: &[PathStep]) -> Option<Json> {
    let mut inside = whole;
    for step in path {
        inside = match (step, inside) {
            (PathStep::Name(name), Json::Object(fields)) => fields.get(&**name)?,
            (PathStep::Index(index), Json::Array(elements)) => elements.get(*index)?,
            (_, Json::String(_)) => break,
            _ => return None,
        };
    }
    Some(inside.clone())
}
