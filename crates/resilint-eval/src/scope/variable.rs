//! Input variables.

use std::sync::Arc;

use resilint_config::Variable;
use resilint_syntax::Span;

use super::module_scope::cycle;
use super::{Evaluator, Scope};
use crate::convert::convert_to_constraint;
use crate::expr::{Context, Evaluated, Fault, Names, complete_resources, type_constraint};
use crate::origin::{OriginId, OriginKind};
use crate::path::PathStep;
use crate::plan::{self, Overlay};
use crate::value::{Marks, Reason, Type, Value, instead_of_null};

impl<'c> Scope<'c> {
    /// `var.name`
    pub(crate) fn variable(&self, evaluator: &Evaluator<'c>, name: &str, span: Span) -> Evaluated {
        let Some((name, variable)) = self.node.module.variables.get_key_value(name) else {
            if self.caller.is_none() && self.node.module.generated_by.is_some() {
                return Ok(self.not_declared_here(evaluator, name));
            }
            return Err(self.undeclared(
                &format!("variable `{name}`"),
                span,
                self.node.module.variables.keys(),
                name,
            ));
        };
        let compute = || self.variable_value(evaluator, name, variable);
        self.variables
            .get(name.as_ref(), compute)
            .ok_or_else(|| cycle(&format!("var.{name}"), span))
    }

    fn variable_value(
        &self,
        evaluator: &Evaluator<'c>,
        name: &Arc<str>,
        variable: &Variable,
    ) -> Value {
        let type_ = self.variable_type(evaluator, variable);
        let given = match &self.caller {
            None => evaluator
                .given
                .get(name)
                .map(|value| (value.clone(), self.node.module.header(&variable.declaration))),
            Some(_) => self.argument(evaluator, name),
        };
        let value = given.and_then(|(value, span)| {
            self.converted(evaluator, name, variable, &value, &type_, span)
        });
        let value = value.map(|value| self.never_null(evaluator, name, variable, value, &type_));
        let value = match value {
            Some(value) if self.caller.is_some() => {
                self.as_argument(evaluator, name, variable, value)
            }
            Some(value) => self.as_planned(evaluator, name, value, &type_),
            None => {
                let value = self.default(evaluator, name, variable, &type_);
                self.as_planned(evaluator, name, value, &type_)
            }
        };
        let value =
            if variable.sensitive { value.with_marks(&Marks::of_sensitive()) } else { value };
        if variable.ephemeral { value.with_marks(&Marks::of_ephemeral()) } else { value }
    }

    /// A variable that is declared in a file which is not here.
    fn not_declared_here(&self, evaluator: &Evaluator<'c>, name: &str) -> Value {
        let name: Arc<str> = Arc::from(name);
        if let Some(value) = evaluator.given.get(&name) {
            return value.clone();
        }
        evaluator.undecided.borrow_mut().insert(Arc::clone(&name));
        Value::unknown(Type::Any, Reason::Variable { name, module: "".into() })
    }

    /// The value of a root variable, with the plan's laid over.
    fn as_planned(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        value: Value,
        type_: &Type,
    ) -> Value {
        let plan = evaluator.plan.as_ref().filter(|_| self.caller.is_none());
        let Some((planned, span)) = plan.and_then(|plan| plan.variable(name)) else { return value };
        let overlay = Overlay::new(&evaluator.origins, *span);
        let merged = plan::value(&value, planned, overlay);
        convert_to_constraint(&merged, type_).unwrap_or(merged)
    }

    pub(crate) fn variable_type(&self, evaluator: &Evaluator<'c>, variable: &Variable) -> Type {
        let Some(place) = variable.type_ else { return Type::Any };
        let expression = self.node.module.expression(place);
        type_constraint(expression, &self.context(evaluator)).unwrap_or_else(|fault| {
            evaluator.report_fault(&fault);
            Type::Any
        })
    }

    /// What the caller says, and where. Absent arguments and nulls for variables that must not be null leave the default.
    fn argument(&self, evaluator: &Evaluator<'c>, name: &str) -> Option<(Value, Span)> {
        if let Some(arguments) = &self.arguments {
            return arguments.get(name).cloned();
        }
        let caller = self.caller.as_ref()?;
        let scope = evaluator.scope(caller.scope);
        let attribute = scope.node.module.attribute(&caller.call.declaration, name)?;
        let context = Context::new(evaluator, &scope, &caller.repetition);
        Some((evaluator.value(attribute.value(), &context), attribute.value().span()))
    }

    /// The value in the variable's type; `None` if it leaves the default.
    pub(super) fn converted(
        &self,
        evaluator: &Evaluator<'c>,
        name: &str,
        variable: &Variable,
        value: &Value,
        type_: &Type,
        span: Span,
    ) -> Option<Value> {
        let faulty = |message: String| {
            Some(evaluator.faulty(&Fault::new("invalid-argument", span, message), span))
        };
        match convert_to_constraint(&complete_resources(value, type_), type_) {
            Ok(_) if value.is_null() && !variable.nullable && variable.default.is_some() => None,
            Ok(_) if value.is_null() && !variable.nullable => {
                faulty(format!("variable `{name}` must not be null"))
            }
            Ok(converted) => Some(converted),
            Err(error) => {
                let path = match error.path.as_slice() {
                    [] => String::new(),
                    path => format!(" (at `{}`)", describe(path)),
                };
                let message = &error.message;
                faulty(format!("this value does not fit variable `{name}`: {message}{path}"))
            }
        }
    }

    /// The value, where one that turns out to be `null` gives way to the default.
    fn never_null(
        &self,
        evaluator: &Evaluator<'c>,
        name: &Arc<str>,
        variable: &Variable,
        value: Value,
        type_: &Type,
    ) -> Value {
        if variable.nullable || value.is_certainly_not_null() {
            return value;
        }
        let default = variable.default.map(|_| self.default(evaluator, name, variable, type_));
        instead_of_null(value, default.as_ref())
    }

    /// An argument's value inside the module. Where it was decided is looked up in the caller when somebody asks.
    fn as_argument(
        &self,
        evaluator: &Evaluator<'c>,
        name: &Arc<str>,
        variable: &Variable,
        value: Value,
    ) -> Value {
        let span = self.node.module.header(&variable.declaration);
        let mut origins = evaluator.origins.borrow_mut();
        let mut origin = |path: &[PathStep]| {
            let (variable, path) = (Arc::clone(name), path.into());
            origins.add(span, OriginKind::Argument { evaluation: self.evaluation, variable, path })
        };
        let inside = value.with_origins(&mut Vec::new(), &mut origin);
        origins.set_argument(self.evaluation, &self.path, name, value);
        inside
    }

    fn default(
        &self,
        evaluator: &Evaluator<'c>,
        name: &Arc<str>,
        variable: &Variable,
        type_: &Type,
    ) -> Value {
        let is_root = self.caller.is_none();
        let undecided = is_root && evaluator.is_library;
        let Some(place) = variable.default.filter(|_| !undecided) else {
            if is_root && evaluator.plan.as_ref().is_none_or(|plan| plan.variable(name).is_none()) {
                evaluator.undecided.borrow_mut().insert(Arc::clone(name));
            }
            let reason = match variable.default {
                Some(_) => Reason::Caller(Arc::clone(name)),
                None => Reason::Variable {
                    name: Arc::clone(name),
                    module: self.path.to_string().into(),
                },
            };
            let value = Value::unknown(type_.without_optional(), reason);
            let value = if variable.nullable { value } else { value.not_null() };
            let span = self.node.module.header(&variable.declaration);
            let kind = OriginKind::VariableDeclared(Arc::clone(name));
            let origin = evaluator.origins.borrow_mut().add(span, kind);
            return value.with_origin(origin);
        };
        let expression = self.node.module.expression(place);
        let context = Context { names: Names::Nothing, ..self.context(evaluator) };
        let value = evaluator.value(expression, &context);
        if value.is_null() && !variable.nullable {
            let message = "the default is null, though the variable must not be null";
            let fault = Fault::new("invalid-default", expression.span(), message);
            return evaluator.faulty(&fault, expression.span());
        }
        let value = convert_to_constraint(&value, type_).unwrap_or_else(|error| {
            let message = format!("the default does not fit the type: {}", error.message);
            evaluator.faulty(
                &Fault::new("invalid-default", expression.span(), message),
                expression.span(),
            )
        });
        let origin = evaluator
            .origins
            .borrow_mut()
            .add(expression.span(), OriginKind::VariableDefault(Arc::clone(name)));
        if value.origin == OriginId::NONE || value.elements().is_none() && value.entries().is_none()
        {
            value.with_origin(origin)
        } else {
            value
        }
    }
}

fn describe(path: &[PathStep]) -> String {
    let mut out = String::new();
    for step in path {
        match step {
            PathStep::Name(name) if out.is_empty() => out.push_str(name),
            PathStep::Name(name) => out.push_str(&format!(".{name}")),
            PathStep::Index(index) => out.push_str(&format!("[{index}]")),
        }
    }
    out
}
