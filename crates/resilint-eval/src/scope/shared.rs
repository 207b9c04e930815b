//! Module calls with equal arguments are evaluated once.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::sync::Arc;

use resilint_config::{Module, ModuleCall, ModuleNode, ModulePath, ProviderRef};
use resilint_syntax::Span;

use super::module_call::META_ARGUMENTS;
use super::module_scope::Caller;
use super::provider::MeantProvider;
use super::{Evaluator, Scope, cycles};
use crate::expr::{Context, Repetition};
use crate::value::Value;

/// The arguments of a call, each with its place.
pub(super) type GivenArguments = BTreeMap<Arc<str>, (Value, Span)>;

/// What a module's values depend on. Two calls with the same key have the same values.
#[derive(Debug, PartialEq, Eq, Hash)]
pub(super) struct SharedKey {
    /// The module, by its place in the configuration.
    node: usize,
    /// The scope that decides the provider configurations the module inherits.
    lineage: usize,
    /// The provider configurations that are passed in: their names inside, and the scopes and names they are declared with.
    providers: Vec<(ProviderRef, usize, MeantProvider)>,
    arguments: BTreeMap<Arc<str>, Value>,
}

impl<'c> Scope<'c> {
    /// The scope of one instance of a call: a new one, or one with the same arguments.
    pub(super) fn call_scope(
        &self,
        evaluator: &Evaluator<'c>,
        (name, call): (&Arc<str>, &'c ModuleCall),
        child: &'c ModuleNode,
        path: &ModulePath,
        repetition: Repetition,
    ) -> Rc<Scope<'c>> {
        let lineage = if call.providers.is_some() || !child.module.providers.is_empty() {
            None
        } else {
            Some(self.lineage)
        };
        let caller = Caller { scope: self.id, call, repetition };
        if !self.is_eager || evaluator.cyclic_calls(&self.node.module).contains(name) {
            return evaluator.add_scope(|id, evaluation| Scope {
                is_eager: false,
                lineage: lineage.unwrap_or(id),
                ..Scope::new(id, evaluation, child, path.clone(), Some(caller))
            });
        }
        let arguments = self.arguments(evaluator, call, &caller.repetition, &child.module);
        let key = SharedKey {
            node: std::ptr::from_ref(child) as usize,
            lineage: self.lineage,
            providers: self.passed_providers(evaluator, call, &caller.repetition),
            arguments: arguments
                .iter()
                .map(|(name, (value, _))| (Arc::clone(name), value.clone()))
                .collect(),
        };
        // What a plan says differs from instance to instance.
        if evaluator.plan.is_none()
            && let Some(scope) = evaluator.shared(&key)
        {
            scope.also_called_with(evaluator, path, &arguments);
            return scope;
        }
        let scope = evaluator.add_scope(|id, evaluation| Scope {
            arguments: Some(arguments),
            lineage: lineage.unwrap_or(id),
            ..Scope::new(id, evaluation, child, path.clone(), Some(caller))
        });
        evaluator.share(key, &scope);
        scope
    }

    fn arguments(
        &self,
        evaluator: &Evaluator<'c>,
        call: &ModuleCall,
        repetition: &Repetition,
        called: &Module,
    ) -> GivenArguments {
        let context = Context::new(evaluator, self, repetition);
        let attributes = self.node.module.attributes(&call.declaration).into_iter();
        let own =
            attributes.filter(|attribute| !META_ARGUMENTS.contains(&attribute.name().as_ref()));
        let declared = own.filter_map(|attribute| {
            let (name, _) = called.variables.get_key_value(attribute.name().as_ref())?;
            let value = evaluator.value(attribute.value(), &context);
            Some((Arc::clone(name), (value, attribute.value().span())))
        });
        declared.collect()
    }

    fn passed_providers(
        &self,
        evaluator: &Evaluator<'c>,
        call: &ModuleCall,
        repetition: &Repetition,
    ) -> Vec<(ProviderRef, usize, MeantProvider)> {
        let map = call.providers.iter().flatten();
        let declared = map.map(|(inside, outside)| {
            let meant = self.meant(evaluator, outside, repetition);
            let (scope, declared) = self.declared_provider(evaluator, &meant);
            (inside.clone(), scope, declared)
        });
        let mut passed: Vec<_> = declared.collect();
        passed.sort_unstable();
        passed
    }

    /// Says where the arguments of another call with the same values come from.
    fn also_called_with(
        &self,
        evaluator: &Evaluator<'c>,
        path: &ModulePath,
        arguments: &GivenArguments,
    ) {
        for (name, (value, span)) in arguments {
            let Some(variable) = self.node.module.variables.get(name) else { continue };
            let type_ = self.variable_type(evaluator, variable);
            if let Some(value) = self.converted(evaluator, name, variable, value, &type_, *span) {
                evaluator.origins.borrow_mut().set_argument(self.evaluation, path, name, value);
            }
        }
    }
}

/// Which calls of a module must not be given all arguments at once.
pub(super) fn cyclic(module: &Module) -> Rc<BTreeSet<Arc<str>>> {
    Rc::new(cycles::cyclic_calls(module))
}
