//! Instances that only the plan knows: all of them when there is no source, and those of modules that are not at hand.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use resilint_config::{Address, Child, Mode, ModulePath};
use resilint_syntax::{Diagnostic, Span};
use serde_json::Value as Json;

use super::format::{ProviderConfig, Resource};
use super::model::{Plan, Planned};
use super::references;
use super::worth::is_worth;
use crate::functions::from_json_text;
use crate::instance::{Instance, Multiplicity, ProviderConfiguration, Reference};
use crate::origin::{OriginId, OriginKind};
use crate::path::PathStep;
use crate::scope::Evaluator;
use crate::value::{Data, Reason, Type, Value};

/// Adds what the source does not have. Pseudo instances of modules that are not at hand give way to what the plan has in them.
pub(crate) fn beyond_source(evaluator: &Evaluator<'_>, plan: &Plan, instances: &mut Vec<Instance>) {
    let known: BTreeSet<Arc<Address>> =
        instances.iter().map(|instance| Arc::clone(&instance.address)).collect();
    let mut stale = Stale::default();
    let mut seen_from_outside: BTreeSet<ModulePath> = BTreeSet::new();
    let providers = RefCell::default();
    for (address, planned) in &plan.instances {
        if known.contains(address) {
            continue;
        }
        let place = Place::of(evaluator, &address.module);
        if let Place::Missing { call, .. } = &place {
            seen_from_outside.insert(call.clone());
        }
        if matches!(place, Place::Declared) {
            stale.note(address, planned.span);
        }
        let beyond = Beyond { evaluator, plan, address, planned, providers: &providers };
        instances.push(beyond.instance(&place));
    }
    instances.retain(|instance| {
        let address = &instance.address;
        let path = address.module.child(&address.resource.name, address.key.clone());
        address.resource.mode != Mode::Module || !seen_from_outside.contains(&path)
    });
    instances.sort_by(|left, right| left.address.cmp(&right.address));
    stale.report(evaluator);
}

/// Where the module of an instance stands in the source.
enum Place {
    /// There is no source at all.
    Nowhere,
    /// The module is at hand, and does not declare the instance.
    Declared,
    /// A call on the way leads to a module that is not at hand: its path, and the headers of the calls so far.
    Missing { call: ModulePath, headers: Vec<Span> },
}

impl Place {
    fn of(evaluator: &Evaluator<'_>, module: &ModulePath) -> Self {
        let mut node = &evaluator.configuration.root;
        if node.module.trees.is_empty() {
            return Self::Nowhere;
        }
        let mut call = ModulePath::root();
        let mut headers = Vec::new();
        for step in module.steps() {
            call = call.child(&step.name, step.key.clone());
            let Some(declared) = node.module.calls.get(&step.name) else { return Self::Declared };
            headers.push(node.module.header(&declared.declaration));
            match node.children.get(&step.name) {
                Some(Child::Loaded(child)) => node = child,
                _ => return Self::Missing { call, headers },
            }
        }
        Self::Declared
    }
}

/// Instances that the source does not know though it should: the plan is of another version of it.
#[derive(Default)]
struct Stale {
    first: Option<(String, Span)>,
    more: usize,
}

impl Stale {
    fn note(&mut self, address: &Address, span: Span) {
        match self.first {
            Some(_) => self.more += 1,
            None => self.first = Some((address.to_string(), span)),
        }
    }

    fn report(self, evaluator: &Evaluator<'_>) {
        let Some((address, span)) = self.first else { return };
        let more = if self.more > 0 { format!(" and {} more", self.more) } else { String::new() };
        let message = format!("the plan has `{address}`{more}, which the source does not declare");
        let help = "make the plan again: it is of another version of the source";
        evaluator.report(Diagnostic::warning("stale-plan", span, message).with_help(help));
    }
}

/// One instance that the source does not have.
struct Beyond<'a, 'c> {
    evaluator: &'a Evaluator<'c>,
    plan: &'a Plan,
    address: &'a Arc<Address>,
    planned: &'a Planned,
    providers: &'a RefCell<Providers>,
}

/// The provider configurations met so far, by their key in the plan and the provider's local name.
type Providers = BTreeMap<(Option<String>, String), Arc<ProviderConfiguration>>;

impl Beyond<'_, '_> {
    fn instance(&self, place: &Place) -> Instance {
        let block = self.plan.configuration.resource(self.address);
        let attributes = self.attributes(block);
        let mut references = crate::expand::references_in(&attributes);
        references.retain(|reference| reference.target.address != *self.address);
        references.extend(self.depends_on(block));
        references.sort_unstable();
        references.dedup();
        let calls = match place {
            Place::Missing { headers, .. } => headers.clone(),
            _ => Vec::new(),
        };
        let header = calls.last().copied().unwrap_or(self.planned.span);
        Instance {
            address: Arc::clone(self.address),
            attributes,
            references,
            provider: self.provider(block),
            multiplicity: Multiplicity::Exactly(1),
            is_counted: matches!(self.address.key, Some(resilint_config::InstanceKey::Index(_))),
            maybe_absent: None,
            repetition: OriginId::NONE,
            lifecycle: Value::object(BTreeMap::new()),
            span: header,
            header,
            calls,
            incomplete: false,
        }
    }

    /// What the configuration sets, known or not, and of the rest what the provider has decided.
    fn attributes(&self, block: Option<&Resource>) -> Value {
        let mut entries = BTreeMap::new();
        let expressions = block.map(Resource::expressions).unwrap_or_default();
        for (name, value) in &self.planned.attributes {
            let expression = expressions.get(&**name);
            let Some(value) = self.attribute(name, value, expression) else { continue };
            let span = self.planned.spans.get(name).copied().unwrap_or(self.planned.span);
            let kind = OriginKind::Planned { parent: OriginId::NONE, contradicts: false };
            let origin = self.evaluator.origins.borrow_mut().add(span, kind);
            let value = value.with_origins(&mut Vec::new(), &mut |_| origin);
            entries.insert(Arc::clone(name), value);
        }
        Value::object(entries)
    }

    /// A value with the marks of what its expression refers to; `None` for what nobody sets.
    fn attribute(&self, name: &str, value: &Value, expression: Option<&Json>) -> Option<Value> {
        let Some(expression) = expression else {
            return is_worth(name, value).then(|| value.clone());
        };
        match (expression, &value.data) {
            (Json::Array(blocks), Data::Tuple(elements)) => {
                let elements = elements.iter().enumerate().map(|(index, element)| {
                    self.block(element, blocks.get(index.min(blocks.len().saturating_sub(1))))
                });
                Some(Value { data: Data::Tuple(elements.collect()), ..value.clone() })
            }
            (Json::Object(_), Data::Object(_) | Data::Tuple(_)) if !is_expression(expression) => {
                Some(self.block(value, Some(expression)))
            }
            _ => {
                let module = &self.address.module;
                let each = self.plan.configuration.resource(self.address);
                let each = each.map(|block| &block.for_each_expression);
                let marks = references::marks(self.plan, module, expression, each);
                let value = references::with_named(self.plan, value.clone(), expression);
                Some(value.with_marks(&marks))
            }
        }
    }

    fn block(&self, value: &Value, expressions: Option<&Json>) -> Value {
        match &value.data {
            Data::Object(entries) => {
                let own = |name: &str| expressions.and_then(|block| block.get(name));
                let entries = entries.iter().filter_map(|(name, value)| {
                    Some((Arc::clone(name), self.attribute(name, value, own(name))?))
                });
                Value { data: Data::Object(Arc::new(entries.collect())), ..value.clone() }
            }
            Data::Tuple(elements) => {
                let elements = elements.iter().map(|element| self.block(element, expressions));
                Value { data: Data::Tuple(elements.collect()), ..value.clone() }
            }
            _ => value.clone(),
        }
    }

    fn depends_on(&self, block: Option<&Resource>) -> Vec<Reference> {
        let names = block.map_or(&[][..], |block| &block.depends_on);
        let sources = references::of_names(self.plan, &self.address.module, names);
        let path = || vec![PathStep::Name(Arc::from("depends_on"))];
        sources.into_iter().map(|target| Reference { path: path(), target }).collect()
    }

    fn provider(&self, block: Option<&Resource>) -> Arc<ProviderConfiguration> {
        let own = self.address.resource.type_name.split('_').next().unwrap_or_default();
        let key = block.and_then(|block| block.provider_config_key.clone());
        let mut providers = self.providers.borrow_mut();
        let known = providers.entry((key, own.to_owned()));
        Arc::clone(known.or_insert_with(|| Arc::new(self.new_provider(block, own))))
    }

    fn new_provider(&self, block: Option<&Resource>, own: &str) -> ProviderConfiguration {
        let config = block.and_then(|block| self.plan.configuration.provider(block));
        let text = |text: &Option<String>| text.as_deref().map(Arc::<str>::from);
        let source = config.and_then(|config| config.full_name.as_deref());
        ProviderConfiguration {
            name: config.map_or_else(|| Arc::from(own), |config| Arc::from(&*config.name)),
            alias: config.and_then(|config| text(&config.alias)),
            source: source
                .map(|name| Arc::from(name.strip_prefix("registry.terraform.io/").unwrap_or(name))),
            version: config.and_then(|config| text(&config.version_constraint)),
            attributes: config.map_or_else(
                || Value::object(BTreeMap::new()),
                |config| self.provider_attributes(config),
            ),
            header: None,
            unknown: None,
        }
    }

    fn provider_attributes(&self, config: &ProviderConfig) -> Value {
        let entries = config.expressions.iter().map(|(name, expression)| {
            (Arc::from(&**name), self.provider_attribute(name, expression))
        });
        Value::object(entries.collect())
    }

    /// A constant, or what a variable holds. Other expressions cannot be evaluated, for a plan only tells what they refer to.
    fn provider_attribute(&self, name: &str, expression: &Json) -> Value {
        if let Some(constant) = expression.get("constant_value") {
            return from_json_text(&constant.to_string()).unwrap_or_else(|_| unknown(name));
        }
        let names = expression.get("references").and_then(Json::as_array);
        let names: Vec<&str> = names.into_iter().flatten().filter_map(Json::as_str).collect();
        let whole = names.first().filter(|first| names.iter().all(|name| first.starts_with(name)));
        let value = whole.and_then(|name| self.of_variable(name));
        // A variable that holds a whole region is not a part of one.
        let is_region = |value: &Value| {
            name == "region" && value.as_str().is_some_and(|text| text.split('-').count() >= 2)
        };
        value.filter(is_region).unwrap_or_else(|| unknown(name))
    }

    fn of_variable(&self, name: &str) -> Option<Value> {
        let mut steps = name.strip_prefix("var.")?.split('.');
        let (value, _) = self.plan.variable(steps.next()?)?;
        steps.try_fold(value.clone(), |value, step| value.get(step).cloned())
    }
}

fn unknown(name: &str) -> Value {
    let what = format!("`{name}` of the provider configuration");
    Value::unknown(Type::Any, Reason::Environment(what.into()))
}

/// Whether it is an argument's expression, not a nested block.
fn is_expression(expression: &Json) -> bool {
    expression.get("constant_value").is_some()
        || expression.get("references").is_some_and(Json::is_array)
}
