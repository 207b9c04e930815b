//! What is wrong with an expression.

use resilint_syntax::{Diagnostic, Span};

use crate::value::{Marks, Reason, Type, Value};

/// A value, or what is wrong with the expression.
pub(crate) type Evaluated = Result<Value, Box<Fault>>;

/// The code of what is wrong with the values in an expression.
pub(crate) const INVALID: &str = "invalid-expression";

/// What is wrong with an expression. It ends the evaluation of the whole expression, unless `try` or `can` stand around it.
#[derive(Debug, Clone)]
pub(crate) struct Fault {
    pub(crate) code: &'static str,
    pub(crate) span: Span,
    pub(crate) message: String,
    pub(crate) help: Option<String>,
    /// Reported elsewhere already, or a syntax error: the value is unknown for this reason and nothing more is said.
    pub(crate) silent: Option<Reason>,
    /// The type that the value would have all the same: the other arm of a conditional must fit it.
    pub(crate) type_: Type,
    /// The marks that the value would have all the same.
    marks: Marks,
}

impl Fault {
    pub(crate) fn new(code: &'static str, span: Span, message: impl Into<String>) -> Box<Self> {
        Box::new(Self {
            code,
            span,
            message: message.into(),
            help: None,
            silent: None,
            type_: Type::Any,
            marks: Marks::default(),
        })
    }

    /// What the text says already.
    pub(crate) fn of_diagnostic(diagnostic: Diagnostic) -> Box<Self> {
        let mut fault = Self::new(diagnostic.code, diagnostic.span, diagnostic.message);
        fault.help = diagnostic.help;
        fault
    }

    pub(crate) fn invalid(span: Span, message: impl Into<String>) -> Box<Self> {
        Self::new(INVALID, span, message)
    }

    pub(crate) fn silent(span: Span, reason: Reason) -> Box<Self> {
        Box::new(Self {
            code: "silent",
            span,
            message: String::new(),
            help: None,
            silent: Some(reason),
            type_: Type::Any,
            marks: Marks::default(),
        })
    }

    pub(crate) fn with_help(mut self: Box<Self>, help: impl Into<String>) -> Box<Self> {
        self.help = Some(help.into());
        self
    }

    /// The same, of an expression whose value would have this type.
    pub(crate) fn of_type(mut self: Box<Self>, type_: Type) -> Box<Self> {
        self.type_ = type_;
        self
    }

    /// The same, of an expression whose value would have these marks, too.
    pub(crate) fn with_marks(mut self: Box<Self>, marks: &Marks) -> Box<Self> {
        self.marks = self.marks.union(&marks.without_sources());
        self
    }

    /// The same, said of a called module.
    pub(crate) fn about_module(mut self: Box<Self>) -> Box<Self> {
        self.message = self.message.replace("in this module", "in the called module");
        self
    }

    /// The value of the faulty expression.
    pub(crate) fn value(&self) -> Value {
        let reason =
            self.silent.clone().unwrap_or_else(|| Reason::Invalid(self.message.as_str().into()));
        Value::unknown(self.type_.clone(), reason).with_marks(&self.marks)
    }

    pub(crate) fn diagnostic(&self) -> Option<Diagnostic> {
        if self.silent.is_some() {
            return None;
        }
        // Other inputs than those at hand may make it valid: its value is unknown, which is told where it matters.
        let diagnose = if self.code == INVALID { Diagnostic::warning } else { Diagnostic::error };
        let diagnostic = diagnose(self.code, self.span, self.message.clone());
        Some(match &self.help {
            Some(help) => diagnostic.with_help(help.clone()),
            None => diagnostic,
        })
    }
}
