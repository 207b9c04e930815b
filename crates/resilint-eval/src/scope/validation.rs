//! `validation` blocks: values that a module refuses. Looked at last, for a condition may need anything.

use std::rc::Rc;

use resilint_config::Variable;
use resilint_syntax::{Block, Diagnostic, Span};

use super::{Evaluator, Scope};
use crate::expr::evaluate;
use crate::value::Value;

impl<'c> Evaluator<'c> {
    /// Reports every known value that a condition of its variable refuses, in all module instances.
    pub(crate) fn validate(&self) {
        for scope in self.all_scopes() {
            self.validate_scope(&scope);
        }
    }

    fn validate_scope(&self, scope: &Rc<Scope<'c>>) {
        // A default that the root module itself refuses waits for a value that nobody has given here.
        let is_given = |name: &str| scope.caller.is_some() || self.given.contains_key(name);
        let variables = &scope.node.module.variables;
        for (name, variable) in variables.iter().filter(|(name, _)| is_given(name)) {
            for block in scope.node.module.blocks_of(&variable.declaration, "validation", 0) {
                if let Some(diagnostic) = self.refused(scope, name, variable, block) {
                    self.report(diagnostic);
                }
            }
        }
    }

    fn refused(
        &self,
        scope: &Scope<'c>,
        name: &str,
        variable: &Variable,
        block: Block<'_>,
    ) -> Option<Diagnostic> {
        let body = block.body();
        let condition = body.attribute("condition")?.value();
        let context = scope.context(self);
        // What is wrong with a condition says nothing about the value.
        let holds = evaluate(condition, &context).ok()?;
        if holds.as_bool() != Some(false) {
            return None;
        }
        let message = body.attribute("error_message").map(|message| message.value());
        let message = message.and_then(|message| evaluate(message, &context).ok());
        let message = message.as_ref().and_then(Value::as_str).map(str::trim);
        let message = message.map(|message| message.trim_end_matches('.').replace('\n', " "));
        let why = message.map(|message| format!(": {message}")).unwrap_or_default();
        let place = self.place_of_value(scope, name, variable);
        let refused = format!("the value of variable `{name}` is refused{why}");
        Some(
            Diagnostic::error("refused-variable-value", place, refused)
                .with_related(condition.span(), "by this condition"),
        )
    }

    /// Where the value is given: the argument of the call, the line of a variable file, the default.
    fn place_of_value(&self, scope: &Scope<'c>, name: &str, variable: &Variable) -> Span {
        let header = scope.node.module.header(&variable.declaration);
        let Ok(value) = scope.variable(self, name, header) else { return header };
        let steps = self.origins.borrow().chain(&scope.path, value.origin);
        steps.first().map_or(header, |step| step.span)
    }
}
