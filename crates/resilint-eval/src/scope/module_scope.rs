//! One module instance while it is evaluated.

use std::cell::OnceCell;
use std::rc::Rc;
use std::sync::Arc;

use resilint_config::{Module, ModuleCall, ModuleNode, ModulePath, ResourceRef};
use resilint_syntax::Span;

use super::memo::Memo;
use super::provider::MeantProvider;
use super::shared::GivenArguments;
use super::{Evaluator, ExpandedCall, ExpandedResource};
use crate::expr::{Context, Evaluated, Fault, Repetition};
use crate::instance::{Instance, ProviderConfiguration};
use crate::value::{Marks, Reason, Value};

/// One module instance. Everything in it is evaluated when first asked for.
#[derive(Debug)]
pub(crate) struct Scope<'c> {
    pub(super) id: usize,
    pub(crate) evaluation: usize,
    pub(crate) node: &'c ModuleNode,
    pub(crate) path: ModulePath,
    pub(super) caller: Option<Caller<'c>>,
    /// The caller's arguments, if they were all evaluated at once; then calls with equal arguments share this scope.
    pub(super) arguments: Option<GivenArguments>,
    /// Whether calls in this module may be given all their arguments at once.
    pub(super) is_eager: bool,
    /// The scope that decides which provider configurations are inherited from here.
    pub(super) lineage: usize,
    /// The instances, once they were needed under another path than the scope's own.
    pub(crate) collected: OnceCell<Rc<Vec<Instance>>>,
    pub(super) variables: Memo<Arc<str>, Value>,
    pub(super) locals: Memo<Arc<str>, Value>,
    pub(super) outputs: Memo<Arc<str>, Value>,
    pub(super) resources: Memo<Key<ResourceRef>, Rc<ExpandedResource>>,
    pub(super) resource_values: Memo<Key<ResourceRef>, Value>,
    pub(super) calls: Memo<Arc<str>, Rc<ExpandedCall<'c>>>,
    pub(super) providers: Memo<Key<MeantProvider>, Arc<ProviderConfiguration>>,
}

/// The call that made a module instance.
#[derive(Debug)]
pub(crate) struct Caller<'c> {
    pub(super) scope: usize,
    pub(super) call: &'c ModuleCall,
    pub(super) repetition: Repetition,
}

/// A key of a memo that is cloned when it is first seen.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(super) struct Key<T>(pub(super) T);

impl<T: Clone> From<&Self> for Key<T> {
    fn from(key: &Self) -> Self {
        key.clone()
    }
}

impl<'c> Scope<'c> {
    pub(super) fn new(
        id: usize,
        evaluation: usize,
        node: &'c ModuleNode,
        path: ModulePath,
        caller: Option<Caller<'c>>,
    ) -> Self {
        Self {
            id,
            evaluation,
            node,
            path,
            caller,
            arguments: None,
            is_eager: true,
            lineage: id,
            collected: OnceCell::new(),
            variables: Memo::default(),
            locals: Memo::default(),
            outputs: Memo::default(),
            resources: Memo::default(),
            resource_values: Memo::default(),
            calls: Memo::default(),
            providers: Memo::default(),
        }
    }

    /// What expressions outside repeated blocks see.
    pub(crate) fn context<'e>(&'e self, evaluator: &'e Evaluator<'c>) -> Context<'e, 'c> {
        Context::new(evaluator, self, Repetition::NONE)
    }

    /// `local.name`
    pub(crate) fn local(&self, evaluator: &Evaluator<'c>, name: &str, span: Span) -> Evaluated {
        let Some(local) = self.node.module.locals.get(name) else {
            return Err(self.undeclared(
                &format!("local `{name}`"),
                span,
                self.node.module.locals.keys(),
                name,
            ));
        };
        let compute =
            || evaluator.value(self.node.module.expression(local.value), &self.context(evaluator));
        self.locals.get(name, compute).ok_or_else(|| cycle(&format!("local.{name}"), span))
    }

    /// The value of an output; `None` when the module declares none of this name.
    pub(crate) fn output(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        span: Span,
    ) -> Option<Evaluated> {
        let output = self.node.module.outputs.get(name)?;
        let compute = || {
            let Some(value) = output.value else {
                return Fault::silent(span, Reason::SyntaxError).value();
            };
            let value =
                evaluator.value(self.node.module.expression(value), &self.context(evaluator));
            let value =
                if output.sensitive { value.with_marks(&Marks::of_sensitive()) } else { value };
            if output.ephemeral { value.with_marks(&Marks::of_ephemeral()) } else { value }
        };
        Some(self.outputs.get(name, compute).ok_or_else(|| cycle(&format!("output.{name}"), span)))
    }

    /// Every variable, local and output, for what there is to say about them.
    pub(super) fn evaluate_all(&self, evaluator: &Evaluator<'c>) {
        let module = &self.node.module;
        let variables = module.variables.iter().map(|(name, variable)| {
            self.variable(evaluator, name, module.header(&variable.declaration))
        });
        let locals =
            module.locals.iter().map(|(name, local)| self.local(evaluator, name, local.name_span));
        let outputs = module.outputs.iter().filter_map(|(name, output)| {
            self.output(evaluator, name, module.header(&output.declaration))
        });
        for fault in variables.chain(locals).chain(outputs).filter_map(Result::err) {
            evaluator.report_fault(&fault);
        }
    }

    /// A reference to something the module does not declare. Where a file could not be read, nothing is called missing.
    pub(super) fn undeclared<'n>(
        &self,
        what: &str,
        span: Span,
        known: impl Iterator<Item = &'n Arc<str>>,
        name: &str,
    ) -> Box<Fault> {
        if let Some(reason) = not_here(&self.node.module) {
            return Fault::silent(span, reason);
        }
        Fault::of_diagnostic(Module::undeclared(span, what, name, known))
    }
}

/// Why something that a module does not declare may be declared all the same.
pub(super) fn not_here(module: &Module) -> Option<Reason> {
    let written = || Reason::Environment("what Terragrunt writes into the folder".into());
    let reason = module.incomplete.then_some(Reason::SyntaxError);
    reason.or_else(|| module.generated_by.is_some().then(written))
}

/// Something whose value needs itself.
pub(super) fn cycle(what: &str, span: Span) -> Box<Fault> {
    Fault::new("cyclic-reference", span, format!("`{what}` depends on itself"))
}
