//! All instances below a module instance.

use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

use resilint_config::{Address, Declaration, ModuleCall};
use resilint_syntax::Span;

use super::{Rebase, Repeat, body, references};
use crate::expr::{Context, Repetition};
use crate::instance::{Instance, Multiplicity, ProviderConfiguration, Reference};
use crate::origin::OriginId;
use crate::scope::{CallInstance, Evaluator, Scope};
use crate::value::{Reason, Value};

/// What the calls that lead to a module say about everything in it.
#[derive(Debug, Clone)]
pub(crate) struct Around {
    /// The headers of the calls, outermost first.
    calls: Vec<Span>,
    multiplicity: Multiplicity,
    maybe_absent: Option<Reason>,
    /// Where the innermost `count` or `for_each` is decided.
    repetition: OriginId,
    depends_on: Vec<Reference>,
}

impl Around {
    /// The root module.
    pub(crate) fn nothing() -> Self {
        Self {
            calls: Vec::new(),
            multiplicity: Multiplicity::Exactly(1),
            maybe_absent: None,
            repetition: OriginId::NONE,
            depends_on: Vec::new(),
        }
    }
}

/// Adds all instances of a module and of the modules it calls.
pub(crate) fn collect<'c>(
    evaluator: &Evaluator<'c>,
    scope: &Scope<'c>,
    around: &Around,
    instances: &mut Vec<Instance>,
) {
    resources(evaluator, scope, around, instances);
    for (name, call) in &scope.node.module.calls {
        let Some(expanded) = scope.expanded_call(evaluator, name) else { continue };
        let inner = around.inside(scope, evaluator, call, &expanded.repeat);
        for (_, instance) in &expanded.instances {
            match instance {
                CallInstance::Scope { scope: child, path } if child.path == *path => {
                    collect(evaluator, child, &inner, instances);
                }
                CallInstance::Scope { scope: child, path } => {
                    let rebase = Rebase::new(&child.path, path);
                    let alike = collected(evaluator, child);
                    instances.extend(
                        alike.iter().map(|instance| inner.around(rebase.instance(instance))),
                    );
                }
                CallInstance::Missing { address, repetition } => {
                    instances.push(from_outside(
                        evaluator,
                        scope,
                        call,
                        (address, repetition),
                        around,
                        &expanded.repeat,
                    ));
                }
            }
        }
    }
}

/// The instances of a module under its scope's own path, as if it were a root module.
fn collected<'c>(evaluator: &Evaluator<'c>, scope: &Scope<'c>) -> Rc<Vec<Instance>> {
    let collect = || {
        let mut instances = Vec::new();
        collect(evaluator, scope, &Around::nothing(), &mut instances);
        Rc::new(instances)
    };
    Rc::clone(scope.collected.get_or_init(collect))
}

impl Around {
    /// An instance of a module, with what the calls to the module say.
    fn around(&self, mut instance: Instance) -> Instance {
        instance.calls = self.calls.iter().copied().chain(instance.calls).collect();
        instance.maybe_absent = self.maybe_absent.clone().or(instance.maybe_absent);
        instance.multiplicity = self.multiplicity.times(&instance.multiplicity);
        if !self.depends_on.is_empty() {
            instance.references.extend(self.depends_on.iter().cloned());
            instance.references.sort_unstable();
            instance.references.dedup();
        }
        instance
    }

    fn inside<'c>(
        &self,
        scope: &Scope<'c>,
        evaluator: &Evaluator<'c>,
        call: &ModuleCall,
        repeat: &Repeat,
    ) -> Self {
        let mut inner = self.clone();
        inner.calls.push(scope.node.module.header(&call.declaration));
        inner
            .depends_on
            .extend(references::depends_on(&call.declaration, &scope.context(evaluator)));
        inner.repeated(repeat);
        inner
    }

    fn repeated(&mut self, repeat: &Repeat) {
        self.repetition = repeat.origin();
        let (maybe_absent, multiplicity) = match repeat {
            Repeat::Symbolic(symbolic) => {
                (symbolic.maybe_absent().cloned(), symbolic.multiplicity.clone())
            }
            Repeat::Optional(optional) => match &optional.maybe_absent {
                Some(reason) => {
                    let perhaps_one = Multiplicity::between(reason.clone(), (0, Some(1)));
                    (Some(reason.clone()), perhaps_one)
                }
                None => return,
            },
            Repeat::Once | Repeat::Keys { .. } => return,
        };
        self.maybe_absent = self.maybe_absent.take().or(maybe_absent);
        self.multiplicity = self.multiplicity.times(&multiplicity);
    }
}

fn resources<'c>(
    evaluator: &Evaluator<'c>,
    scope: &Scope<'c>,
    around: &Around,
    instances: &mut Vec<Instance>,
) {
    for (key, resource) in &scope.node.module.resources {
        let Some(expanded) = scope.expanded_resource(evaluator, key) else { continue };
        let mut own = around.clone();
        own.repeated(&expanded.repeat);
        let plan = evaluator.plan.as_ref();
        let kept = |address: &Address| plan.is_none_or(|plan| plan.keeps(address));
        for instance in expanded.instances.iter().filter(|instance| kept(&instance.address)) {
            let provider = scope.provider_of(evaluator, key, resource, &instance.repetition);
            let block =
                Block { declaration: &resource.declaration, repetition: &instance.repetition };
            instances.push(block.instance(
                evaluator,
                scope,
                &instance.address,
                instance.attributes.clone(),
                &provider,
                &own,
            ));
        }
    }
}

/// A block with what `count` and `each` mean in it.
struct Block<'a> {
    declaration: &'a Declaration,
    repetition: &'a Repetition,
}

impl Block<'_> {
    fn instance<'c>(
        &self,
        evaluator: &Evaluator<'c>,
        scope: &Scope<'c>,
        address: &Arc<Address>,
        attributes: Value,
        provider: &Arc<ProviderConfiguration>,
        around: &Around,
    ) -> Instance {
        let module = &scope.node.module;
        let context = Context::new(evaluator, scope, self.repetition);
        let mut found = references::in_value(&attributes);
        found.extend(references::depends_on(self.declaration, &context));
        found.extend(around.depends_on.iter().cloned());
        found.retain(|reference| reference.target.address != *address);
        found.sort_unstable();
        found.dedup();
        Instance {
            address: Arc::clone(address),
            attributes,
            references: found,
            provider: Arc::clone(provider),
            multiplicity: around.multiplicity.clone(),
            is_counted: self.repetition.count_index.is_some(),
            maybe_absent: around.maybe_absent.clone(),
            repetition: around.repetition,
            lifecycle: lifecycle(self.declaration, &context),
            span: module.span(self.declaration),
            header: module.header(self.declaration),
            calls: around.calls.clone(),
            incomplete: module.has_error(self.declaration),
        }
    }
}

/// A module that is not at hand, as one instance with the call's arguments.
fn from_outside<'c>(
    evaluator: &Evaluator<'c>,
    scope: &Scope<'c>,
    call: &ModuleCall,
    (address, repetition): (&Arc<Address>, &Repetition),
    around: &Around,
    repeat: &Repeat,
) -> Instance {
    let context = Context::new(evaluator, scope, repetition);
    let attributes = body::call(&scope.node.module, &call.declaration, &context);
    let passed = call.providers.as_ref().and_then(|map| map.first()).map(|(_, outside)| outside);
    let passed = passed.map(|outside| scope.meant(evaluator, outside, repetition));
    let provider = scope.provider_of_call(evaluator, passed, &address.resource.type_name);
    let mut own = around.clone();
    own.repeated(repeat);
    let block = Block { declaration: &call.declaration, repetition };
    block.instance(evaluator, scope, address, attributes, &provider, &own)
}

/// `prevent_destroy`, `create_before_destroy` and the like; `ignore_changes` as a tuple of names.
fn lifecycle(declaration: &Declaration, context: &Context<'_, '_>) -> Value {
    let module = &context.scope.node.module;
    let mut entries: BTreeMap<Arc<str>, Value> = BTreeMap::new();
    for block in module.blocks_of(declaration, "lifecycle", 0) {
        for attribute in block.body().attributes() {
            let name = attribute.name();
            let value = match name.as_ref() {
                "prevent_destroy" | "create_before_destroy" => {
                    context.evaluator.value(attribute.value(), context)
                }
                "ignore_changes" => ignored(attribute.value()),
                _ => continue,
            };
            entries.insert(Arc::from(name.as_ref()), value);
        }
    }
    Value::object(entries)
}

fn ignored(expression: resilint_syntax::Expression<'_>) -> Value {
    use resilint_syntax::ExpressionKind;
    match expression.kind() {
        ExpressionKind::Tuple(tuple) => {
            let names = tuple.items().into_iter().filter_map(|item| {
                let named = item.traversal().map(|traversal| traversal.root.to_owned());
                named.or_else(|| item.as_literal().map(|name| name.into_owned()))
            });
            Value::tuple(names.map(Value::from).collect())
        }
        ExpressionKind::Variable(name) => Value::tuple(vec![Value::from(name)]),
        _ => Value::tuple(Vec::new()),
    }
}
