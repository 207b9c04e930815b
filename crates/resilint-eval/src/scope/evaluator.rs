//! What all modules of one evaluation share.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::rc::Rc;
use std::sync::Arc;

use resilint_config::{Configuration, Module, ModulePath};
use resilint_syntax::{Diagnostic, Expression, FileSystem, Span};

use super::Scope;
use super::shared::{SharedKey, cyclic};
use crate::expr::{Context, Fault, evaluate};
use crate::origin::Origins;
use crate::plan::Plan;
use crate::value::{Reason, Type, Value};

/// One evaluation of one root module.
#[derive(Debug)]
pub(crate) struct Evaluator<'c> {
    pub(crate) configuration: &'c Configuration,
    pub(crate) fs: &'c dyn FileSystem,
    /// Values given for the root module's variables, not yet converted.
    pub(crate) given: BTreeMap<Arc<str>, Value>,
    pub(crate) workspace: Option<Arc<str>>,
    /// Whether the root module is judged as a library: its variables are what nobody knows, defaults or not.
    pub(crate) is_library: bool,
    pub(crate) plan: Option<Arc<Plan>>,
    pub(crate) origins: RefCell<Origins>,
    /// Root variables without a value that something asked for.
    pub(crate) undecided: RefCell<BTreeSet<Arc<str>>>,
    scopes: RefCell<Vec<Rc<Scope<'c>>>>,
    shared: RefCell<HashMap<SharedKey, Rc<Scope<'c>>>>,
    cyclic_calls: RefCell<HashMap<usize, Rc<BTreeSet<Arc<str>>>>>,
    diagnostics: RefCell<Vec<Diagnostic>>,
    /// How often so far something within `try` was seen that may turn out to be wrong, though nothing is yet.
    doubts: Cell<usize>,
}

impl<'c> Evaluator<'c> {
    pub(crate) fn new(
        configuration: &'c Configuration,
        fs: &'c dyn FileSystem,
        given: BTreeMap<Arc<str>, Value>,
        origins: Origins,
    ) -> Self {
        Self {
            configuration,
            fs,
            given,
            workspace: None,
            is_library: false,
            plan: None,
            origins: RefCell::new(origins),
            undecided: RefCell::default(),
            scopes: RefCell::default(),
            shared: RefCell::default(),
            cyclic_calls: RefCell::default(),
            diagnostics: RefCell::default(),
            doubts: Cell::default(),
        }
    }

    /// How many doubts there were so far.
    pub(crate) fn doubts(&self) -> usize {
        self.doubts.get()
    }

    pub(crate) fn add_doubt(&self) {
        self.doubts.set(self.doubts.get() + 1);
    }

    /// The scope of the root module. Must be called once, first.
    pub(crate) fn root(&self) -> Rc<Scope<'c>> {
        self.add_scope(|id, evaluation| {
            Scope::new(id, evaluation, &self.configuration.root, ModulePath::root(), None)
        })
    }

    pub(super) fn add_scope(&self, make: impl FnOnce(usize, usize) -> Scope<'c>) -> Rc<Scope<'c>> {
        let evaluation = self.origins.borrow_mut().add_evaluation();
        let id = self.scopes.borrow().len();
        let scope = Rc::new(make(id, evaluation));
        self.scopes.borrow_mut().push(Rc::clone(&scope));
        scope
    }

    /// What nobody asked for is evaluated too, so that what is wrong with it is said.
    pub(crate) fn evaluate_the_rest(&self) {
        let mut next = 0;
        while let Some(scope) = self.scopes.borrow().get(next).map(Rc::clone) {
            scope.evaluate_all(self);
            next += 1;
        }
    }

    /// Every module instance that was evaluated.
    pub(super) fn all_scopes(&self) -> Vec<Rc<Scope<'c>>> {
        self.scopes.borrow().clone()
    }

    pub(super) fn scope(&self, id: usize) -> Rc<Scope<'c>> {
        Rc::clone(&self.scopes.borrow()[id])
    }

    pub(super) fn shared(&self, key: &SharedKey) -> Option<Rc<Scope<'c>>> {
        self.shared.borrow().get(key).map(Rc::clone)
    }

    pub(super) fn share(&self, key: SharedKey, scope: &Rc<Scope<'c>>) {
        self.shared.borrow_mut().insert(key, Rc::clone(scope));
    }

    /// The calls of a module whose arguments may need their own outputs.
    pub(super) fn cyclic_calls(&self, module: &Arc<Module>) -> Rc<BTreeSet<Arc<str>>> {
        let key = Arc::as_ptr(module) as usize;
        let mut known = self.cyclic_calls.borrow_mut();
        Rc::clone(known.entry(key).or_insert_with(|| cyclic(module)))
    }

    /// Says something once, however often the module is evaluated.
    pub(crate) fn report(&self, diagnostic: Diagnostic) {
        self.diagnostics.borrow_mut().push(diagnostic);
    }

    pub(crate) fn report_fault(&self, fault: &Fault) {
        if let Some(diagnostic) = fault.diagnostic() {
            self.report(diagnostic);
        }
    }

    /// What was said, in the order of the text, without repetitions.
    pub(crate) fn take_diagnostics(&self) -> Vec<Diagnostic> {
        let mut diagnostics = self.diagnostics.take();
        diagnostics.sort_by(|left, right| {
            (left.span, left.code, &left.message).cmp(&(right.span, right.code, &right.message))
        });
        diagnostics.dedup_by(|left, right| {
            left.span == right.span && left.code == right.code && left.message == right.message
        });
        diagnostics
    }

    /// The value of an expression; what is wrong with it is reported, and the value then unknown.
    pub(crate) fn value(&self, expression: Expression<'_>, context: &Context<'_, 'c>) -> Value {
        evaluate(expression, context).unwrap_or_else(|fault| self.faulty(&fault, expression.span()))
    }

    pub(crate) fn faulty(&self, fault: &Fault, span: Span) -> Value {
        self.report_fault(fault);
        let origin = self
            .origins
            .borrow_mut()
            .add(span, crate::origin::OriginKind::Computed(Box::default()));
        fault.value().with_origin(origin)
    }

    pub(crate) fn workspace_name(&self, attribute: &str) -> Value {
        match (attribute, &self.workspace) {
            ("workspace", Some(name)) => Value::string(Arc::clone(name)),
            ("workspace", None) => {
                Value::unknown(Type::String, Reason::Environment("the workspace's name".into()))
                    .not_null()
            }
            _ => Value::unknown(
                Type::Any,
                Reason::Environment(format!("`terraform.{attribute}`").into()),
            ),
        }
    }

    /// A directory as Terraform names it: relative to the root module's.
    pub(crate) fn relative(&self, directory: &Path) -> String {
        let root = self.configuration.directory();
        if let Ok(below) = directory.strip_prefix(root) {
            let below = below.to_string_lossy().replace('\\', "/");
            return if below.is_empty() { ".".to_owned() } else { below };
        }
        let mut up = 0;
        let mut base = root;
        while !directory.starts_with(base) {
            let Some(parent) = base.parent() else {
                return directory.to_string_lossy().into_owned();
            };
            base = parent;
            up += 1;
        }
        let below =
            directory.strip_prefix(base).unwrap_or(directory).to_string_lossy().replace('\\', "/");
        let steps = vec![".."; up].join("/");
        if below.is_empty() { steps } else { format!("{steps}/{below}") }
    }
}
