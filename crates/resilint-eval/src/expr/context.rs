//! What an expression can see: its module, and the names bound around it.

use resilint_syntax::Span;

use crate::origin::{OriginId, OriginKind};
use crate::scope::{Evaluator, Scope};
use crate::value::Value;

/// What an expression can see. Cheap to copy.
#[derive(Clone, Copy)]
pub(crate) struct Context<'e, 'c> {
    pub(crate) evaluator: &'e Evaluator<'c>,
    pub(crate) scope: &'e Scope<'c>,
    /// Names bound by `for`, dynamic blocks and template calls, the innermost first.
    pub(crate) bindings: Option<&'e Binding<'e>>,
    pub(crate) repetition: &'e Repetition,
    /// The element a splat is looking at.
    pub(crate) splat_item: Option<&'e Value>,
    pub(crate) names: Names,
    /// Whether `try` or `can` stands around: what is wrong before inputs are known ends nothing then.
    pub(crate) is_tried: bool,
}

/// Which names and functions may be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Names {
    /// All that the module declares.
    Declared,
    /// Only bound ones: in a template file.
    Bound,
    /// None, and no functions either: in a variable's default, in a `.tfvars` file. There a string of JSON is no template.
    Nothing,
}

/// A bound name.
pub(crate) struct Binding<'e> {
    pub(crate) name: &'e str,
    pub(crate) value: &'e Value,
    pub(crate) outer: Option<&'e Self>,
}

/// What `each`, `count` and `self` mean.
#[derive(Debug, Clone, Default)]
pub(crate) struct Repetition {
    pub(crate) count_index: Option<Value>,
    /// The key and the value.
    pub(crate) each: Option<(Value, Value)>,
}

impl Repetition {
    pub(crate) const NONE: &'static Self = &Self { count_index: None, each: None };
}

impl<'e, 'c> Context<'e, 'c> {
    pub(crate) fn new(
        evaluator: &'e Evaluator<'c>,
        scope: &'e Scope<'c>,
        repetition: &'e Repetition,
    ) -> Self {
        Self {
            evaluator,
            scope,
            bindings: None,
            repetition,
            splat_item: None,
            names: Names::Declared,
            is_tried: false,
        }
    }

    /// Something may turn out to be wrong, which what stands around it in `try` asks for. Elsewhere nobody does.
    pub(crate) fn doubt(&self) {
        if self.is_tried {
            self.evaluator.add_doubt();
        }
    }

    /// Whether what the module declares is out of sight.
    pub(crate) fn is_closed(&self) -> bool {
        self.names != Names::Declared
    }

    /// The value of a bound name.
    pub(crate) fn bound(&self, name: &str) -> Option<&'e Value> {
        let mut binding = self.bindings;
        while let Some(found) = binding {
            if found.name == name {
                return Some(found.value);
            }
            binding = found.outer;
        }
        None
    }

    /// The same context with one more name.
    pub(crate) fn with_binding<'n>(&self, binding: &'n Binding<'n>) -> Context<'n, 'c>
    where
        'e: 'n,
    {
        Context { bindings: Some(binding), ..*self }
    }

    pub(crate) fn origin(&self, span: Span, kind: OriginKind) -> OriginId {
        self.evaluator.origins.borrow_mut().add(span, kind)
    }
}
