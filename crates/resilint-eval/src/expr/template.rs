//! Templates: quoted strings, heredocs, template files.

use resilint_syntax::{Expression, Part, Span, Template};

use super::context::{Binding, Context};
use super::elements::{Elements, elements_of, is_unordered};
use super::evaluate::{evaluate, truth};
use super::fault::{Evaluated, Fault};
use crate::operators::join_template;
use crate::origin::{OriginId, OriginKind};
use crate::value::{Marks, Reason, Refinement, Type, Value};

/// A template in an expression. One that is nothing but an interpolation has that expression's value.
pub(super) fn quoted(template: Template<'_>, context: &Context<'_, '_>) -> Evaluated {
    if let Some(text) = template.as_literal() {
        let origin = context.origin(template.span(), OriginKind::Literal);
        return Ok(Value::string(text.as_ref()).with_origin(origin));
    }
    if let Some(expression) = template.as_interpolation() {
        return evaluate(expression, context);
    }
    let (values, joined) = text(&template.parts(), template.span(), context)?;
    let known = values.iter().map(|value| value.origin).filter(|at| *at != OriginId::NONE);
    let origin = context.origin(template.span(), OriginKind::Joined(known.collect()));
    Ok(joined.with_origin(origin))
}

/// The parts of a text, and the text.
fn text(
    parts_: &[Part<'_>],
    span: Span,
    context: &Context<'_, '_>,
) -> Result<(Vec<Value>, Value), Box<Fault>> {
    let mut values = Vec::new();
    let joined = parts(parts_, context, &mut values)
        .and_then(|()| join_template(&values).map_err(|error| Fault::invalid(span, error.message)));
    match joined {
        Ok(joined) => {
            let joined = values.iter().fold(joined, Value::undecided_as);
            Ok((values, joined))
        }
        Err(fault) => {
            let parts = values.iter().filter(|value| !value.is_null());
            let marks = Marks::union_all(parts.map(|value| &value.marks));
            Err(fault.of_type(Type::String).with_marks(&marks))
        }
    }
}

fn parts(
    parts_: &[Part<'_>],
    context: &Context<'_, '_>,
    values: &mut Vec<Value>,
) -> Result<(), Box<Fault>> {
    for part in parts_ {
        match part {
            Part::Literal(text) => values.push(Value::string(text.as_ref())),
            Part::Interpolation(expression) => values.push(evaluate(*expression, context)?),
            Part::If { condition, yes, no } => {
                values.push(directive_if(*condition, yes, no, context)?)
            }
            Part::For { key_name, value_name, collection, body } => {
                directive_for((*key_name, value_name), *collection, body, context, values)?;
            }
            Part::Error(span) => return Err(Fault::silent(*span, Reason::SyntaxError)),
        }
    }
    Ok(())
}

fn directive_if(
    condition: Expression<'_>,
    yes: &[Part<'_>],
    no: &[Part<'_>],
    context: &Context<'_, '_>,
) -> Evaluated {
    let decided = evaluate(condition, context)?;
    let text = |arm: &[Part<'_>]| text(arm, condition.span(), context).map(|(_, joined)| joined);
    match truth(&decided) {
        Some(chosen) => {
            let (chosen, other) = if chosen { (yes, no) } else { (no, yes) };
            let chosen = text(chosen)?.with_marks(&decided.marks).undecided_as(&decided);
            // The result does not tell which arm was taken, so it is as sensitive as either.
            let other = text(other).unwrap_or_else(|fault| fault.value());
            Ok(chosen.with_marks(&other.marks.in_plan()))
        }
        None => {
            // What is wrong with an arm is told once it is chosen.
            let text = |arm| text(arm).unwrap_or_else(|fault| fault.value().not_null());
            let result = crate::operators::conditional(&decided, &text(yes), &text(no));
            result.map_err(|error| Fault::invalid(condition.span(), error.message))
        }
    }
}

fn directive_for(
    (key_name, value_name): (Option<&str>, &str),
    collection: Expression<'_>,
    body: &[Part<'_>],
    context: &Context<'_, '_>,
    values: &mut Vec<Value>,
) -> Result<(), Box<Fault>> {
    let collected = evaluate(collection, context)?;
    let unknown = || {
        let reason = collected.why();
        let text = Value::unknown(Type::String, reason).not_null();
        text.with_marks(&collected.deep_marks()).with_origin(collected.origin)
    };
    match elements_of(&collected) {
        Elements::Known(_) if is_unordered(&collected) => {
            values.push(unknown());
            Ok(())
        }
        Elements::Known(elements) => {
            let mut texts = Vec::new();
            let each = elements.into_iter().try_for_each(|(key, value)| {
                let value = Binding { name: value_name, value: &value, outer: context.bindings };
                let key = key_name.map(|name| Binding { name, value: &key, outer: Some(&value) });
                let inner = context.with_binding(key.as_ref().unwrap_or(&value));
                parts(body, &inner, &mut texts)
            });
            // Nobody goes through it before it is known.
            let is_known = || join_template(&texts).is_ok_and(|text| !text.is_unknown());
            if collected.is_undecided() && (each.is_err() || !is_known()) {
                values.push(unknown());
                return Ok(());
            }
            each.map_err(|fault| fault.with_marks(&collected.marks))?;
            // Without elements, too, the text is as sensitive as they would be.
            let nothing = Value::string("").undecided_as(&collected);
            values.push(nothing.with_marks(&collected.marks.without_sources()));
            // As soon as one is unknown, Terraform forgets how sensitive they are, and how the text begins.
            if texts.iter().any(Value::is_unknown)
                && let Ok(text) = join_template(&texts)
            {
                let text = text.refine(|known| {
                    let parts = known.parts.take();
                    *known = Refinement { parts, ..Refinement::default() };
                });
                values.push(text.forgotten_but(&Marks::default()));
            } else {
                values.append(&mut texts);
            }
            Ok(())
        }
        // Here Terraform forgets how sensitive it is.
        Elements::Unknown(unknown) => {
            let text = Value::unknown(Type::String, unknown.why()).with_origin(unknown.origin);
            values.push(text.with_marks(&unknown.marks).forgotten_but(&Marks::default()));
            Ok(())
        }
        Elements::None => Err(Fault::invalid(collection.span(), "this is no collection")),
    }
}
