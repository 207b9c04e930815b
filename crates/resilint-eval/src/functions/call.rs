//! How a function is called: its arguments are counted and converted; nulls, unknown values and marks are dealt with as Terraform does.

use std::borrow::Cow;

use super::kinds::{agree, refused};
use super::registry::{Function, MarkPolicy, find};
use super::result_type::{returned, when_unknown};
use super::signature::{Parameter, Signature, signature};
use super::{FunctionContext, FunctionError};
use crate::convert::convert;
use crate::value::{Marks, Open, Reason, Refinement, Type, Value};

/// One call, with converted arguments.
pub(crate) struct Call<'a> {
    pub(crate) name: &'a str,
    pub(crate) arguments: Vec<Value>,
    pub(crate) context: &'a dyn FunctionContext,
    /// What of the arguments Terraform leaves open, though we may know it.
    pub(super) open: Open,
    /// Whether an argument has no type yet.
    is_typeless: bool,
    /// The type of what the function gives, as far as Terraform knows it.
    pub(super) returns: Cow<'a, Type>,
}

/// What a function gives.
pub(super) type Outcome = Result<Value, FunctionError>;

/// Whether Terraform or OpenTofu has a function of this name, with or without `core::` before it.
#[must_use]
pub fn function_exists(name: &str) -> bool {
    signature(name.strip_prefix("core::").unwrap_or(name)).is_some()
}

/// Whether a function's result may be known before it is seen that an argument is faulty.
pub(crate) fn runs_ahead(name: &str) -> bool {
    find(name).is_some_and(|function| function.runs_ahead)
}

/// Calls a function. The result carries the marks of its arguments; a result that is an argument, or an element of one, keeps that one's origin.
///
/// # Errors
/// There is no such function, or it refuses its arguments.
pub fn call(
    name: &str,
    arguments: Vec<Value>,
    context: &dyn FunctionContext,
) -> Result<Value, FunctionError> {
    let short = name.strip_prefix("core::").unwrap_or(name);
    if short.starts_with("provider::") {
        return Ok(of_provider(short, &arguments));
    }
    let Some((signature, function)) = signature(short).zip(find(short)) else {
        return Err(FunctionError::new(format!("there is no function named `{name}`")));
    };
    let typeless = typeless(signature, function, &arguments);
    let arguments = converted(short, signature, function, arguments, typeless)?;
    if typeless.is_none() {
        agree(short, &arguments)?;
    }
    let lifted = lifted_marks(function, &arguments);
    let strip = |value: Value| match function.marks {
        MarkPolicy::Lift => value.map_marks(&|_| Marks::default()),
        MarkPolicy::KeepSources => value.map_marks(&Marks::only_sources),
        _ => value,
    };
    let call = Call {
        name: short,
        context,
        open: openness(function, &arguments),
        is_typeless: typeless.is_some(),
        returns: returned(short, signature, &arguments),
        arguments: arguments
            .into_iter()
            .enumerate()
            .map(|(at, value)| judged(strip(value), function, at))
            .collect(),
    };
    let result = outcome(&call, function)?;
    Ok(as_open_as_the_arguments(result, &call, function).with_marks(&lifted))
}

/// The function judges what is there; where one argument is chosen, the others still have a type to agree with, if it is known.
fn judged(value: Value, function: &Function, at: usize) -> Value {
    let is_handed_on = function.marks == MarkPolicy::Choose || at >= function.settles_from;
    let open = if is_handed_on { value.open } else { Open::Nothing };
    Value { open, ..value }
}

/// What of the arguments Terraform leaves open.
fn openness(function: &Function, arguments: &[Value]) -> Open {
    let is_empty = |argument: &Value| {
        argument.open == Open::Nothing && argument.elements().is_some_and(<[Value]>::is_empty)
    };
    let has_type = |argument: &Value| !argument.is_untyped();
    if function.ends_at_empty && arguments.iter().any(is_empty) && arguments.iter().all(has_type) {
        return Open::Nothing;
    }
    // The later ones matter only if the first one is not chosen.
    let deciding = match function.marks {
        MarkPolicy::Choose => {
            let first = arguments.iter().position(|argument| !argument.is_null());
            first.map_or(&[][..], |first| &arguments[first..=first])
        }
        _ => arguments.get(..function.settles_from).unwrap_or(arguments),
    };
    deciding.iter().map(|argument| argument.open).max().unwrap_or_default()
}

/// What the function gives; unknown when it has to know its arguments and does not.
fn outcome(call: &Call<'_>, function: &Function) -> Outcome {
    let awaits = !function.accepts_unknown && call.arguments.iter().any(Value::is_unknown);
    let result = match if awaits { Ok(call.unknown()) } else { (function.run)(call) } {
        // Nothing is wrong yet with an argument whose type is not settled. A function that chooses one has seen which they are.
        Err(error)
            if (call.open >= Open::Present || call.is_typeless)
                && function.marks != MarkPolicy::Choose =>
        {
            let reason = call.arguments.iter().find_map(Value::cause);
            let invalid = || Reason::Invalid(error.message.as_str().into());
            let value =
                call.because(call.returns.clone().into_owned(), reason.unwrap_or_else(invalid));
            let value = value.with_marks(&call.deep_marks());
            if call.is_typeless { value.forgotten_but(&Marks::default()) } else { value }
        }
        result => result?,
    };
    let result = match function.marks {
        MarkPolicy::KeepKnown if call.arguments.iter().any(Value::is_unknown) => {
            let positions = call.arguments.iter().skip(1).filter(|_| function.is_positional);
            result.map_marks(&Marks::forgotten).with_marks(&outer_marks(positions))
        }
        _ => result,
    };
    let result = match function.marks {
        // Terraform does not ask the function, which would have told whose marks stay.
        MarkPolicy::Keep | MarkPolicy::KeepKnown if call.is_typeless => {
            result.forgotten_but(&Marks::default())
        }
        _ => result,
    };
    // Of what has no type yet, Terraform does not know that it is not null either.
    let may_be_null = function.may_be_null
        || result.as_unknown().is_some_and(|unknown| unknown.type_ == Type::Any);
    Ok(if may_be_null { result } else { result.not_null() })
}

/// The result, of which Terraform leaves open what follows from what it leaves open of the arguments.
fn as_open_as_the_arguments(result: Value, call: &Call<'_>, function: &Function) -> Value {
    let result = if call.open >= Open::Tried && call.returns.contains_any() {
        result.of_open_type(&call.returns, call.open.of_type())
    } else {
        result
    };
    let undecided = if function.may_be_null { Open::Value } else { Open::Present };
    let from_arguments = if call.open >= Open::Present { undecided } else { call.open };
    let open = match result.open.max(from_arguments) {
        Open::Value | Open::Present if result.is_simply_unknown() => Open::Nothing,
        open => open,
    };
    Value { open, ..result }
}

/// A function of a provider: what it gives depends on code that is not at hand.
fn of_provider(name: &str, arguments: &[Value]) -> Value {
    let marks = arguments
        .iter()
        .fold(Marks::default(), |marks, argument| marks.union(&argument.deep_marks()));
    Value::unknown(Type::Any, Reason::ProviderFunction(name.into())).with_marks(&marks)
}

/// Marks that go to the result as a whole.
fn lifted_marks(function: &Function, arguments: &[Value]) -> Marks {
    let all = || {
        arguments
            .iter()
            .fold(Marks::default(), |marks, argument| marks.union(&argument.deep_marks()))
    };
    match function.marks {
        MarkPolicy::Lift => all(),
        MarkPolicy::Choose => all().without_sources(),
        MarkPolicy::KeepSources => outer_marks(arguments.iter()).union(&all().without_sources()),
        MarkPolicy::KeepKnown | MarkPolicy::Keep => Marks::default(),
    }
}

fn outer_marks<'v>(values: impl Iterator<Item = &'v Value>) -> Marks {
    values.fold(Marks::default(), |marks, value| marks.union(&value.marks))
}

fn converted(
    name: &str,
    signature: &Signature,
    function: &Function,
    arguments: Vec<Value>,
    typeless: Option<usize>,
) -> Result<Vec<Value>, FunctionError> {
    let fixed = signature.parameters.len();
    if arguments.len() < fixed {
        let missing =
            signature.parameters.get(arguments.len()).map_or("", |parameter| &parameter.name);
        let message = format!(
            "`{name}` expects {fixed} argument(s), but got {}: missing a value for `{missing}`",
            arguments.len()
        );
        return Err(FunctionError::new(message));
    }
    if arguments.len() > fixed && signature.variadic.is_none() {
        return Err(FunctionError::at(fixed, format!("`{name}` expects only {fixed} argument(s)")));
    }
    let parameters = signature.parameters.iter().chain(signature.variadic.iter().cycle());
    // The function itself judges its arguments once it has them all.
    let awaits = arguments.iter().any(|value| value.is_unknown() || value.is_undecided());
    let one = |(index, (value, parameter)): (usize, (Value, &Parameter))| {
        let invalid = |message: &str| {
            FunctionError::at(
                index,
                format!("invalid value for `{}` parameter: {message}", parameter.name),
            )
        };
        let is_typed = !value.is_untyped();
        let value = convert(&value, &parameter.type_.0).map_err(|error| invalid(&error.message))?;
        let wanted = &parameter.type_.0;
        if is_typed && !wanted.contains_any() && value.type_of() != *wanted {
            return Err(invalid(&crate::convert::mismatch_message(&value.type_of(), wanted)));
        }
        if awaits
            && typeless.is_none()
            && let Some(message) = refused(name, index, &value.type_of())
        {
            return Err(invalid(message));
        }
        match value.is_null() && !parameter.nullable && !function.takes_null {
            // Terraform does not know yet that it is null, or does not look at it.
            true if value.is_undecided() || typeless.is_some_and(|typeless| index > typeless) => {
                let reason = Reason::Invalid("argument must not be null".into());
                Ok(Value { data: Value::unknown(value.type_of(), reason).data, ..value })
            }
            true => Err(invalid("argument must not be null")),
            false => Ok(value),
        }
    };
    arguments.into_iter().zip(parameters).enumerate().map(one).collect()
}

/// The first argument that has no type yet where the function needs one. Terraform does not look at what comes after it, and does not ask the function.
fn typeless(signature: &Signature, function: &Function, arguments: &[Value]) -> Option<usize> {
    let parameters = signature.parameters.iter().chain(signature.variadic.iter().cycle());
    let mut before = arguments.iter().zip(parameters).take(function.typeless_from);
    before.position(|(value, parameter)| {
        parameter.type_.0 == Type::Any && !value.is_null() && value.has_no_type()
    })
}

impl Call<'_> {
    /// An argument by its position. INVARIANT: only positions that the signature guarantees are asked for.
    pub(super) fn argument(&self, index: usize) -> &Value {
        self.arguments.get(index).expect("the signature guarantees the argument")
    }

    /// A string argument that is known and not null.
    pub(super) fn text(&self, index: usize) -> &str {
        self.argument(index).as_str().unwrap_or_default()
    }

    /// An argument that must be a whole number.
    pub(super) fn integer(&self, index: usize) -> Result<i64, FunctionError> {
        self.argument(index)
            .as_i64()
            .ok_or_else(|| FunctionError::at(index, "a whole number is required"))
    }

    /// The elements of a list, set or tuple argument.
    pub(super) fn elements(&self, index: usize) -> &[Value] {
        self.argument(index).elements().unwrap_or_default()
    }

    /// The marks of the arguments themselves.
    pub(super) fn outer_marks(&self) -> Marks {
        outer_marks(self.arguments.iter())
    }

    /// An unknown result of the type that follows from the arguments, for the reason found in them.
    pub(super) fn unknown(&self) -> Value {
        self.unknown_of(when_unknown(self.name, &self.arguments, &self.returns))
    }

    /// An unknown result of a type, for the reason found in the arguments.
    pub(super) fn unknown_of(&self, type_: Type) -> Value {
        let reason = self.arguments.iter().find_map(Value::reason).cloned();
        self.because(type_, reason.unwrap_or_else(|| Reason::UnsupportedFunction(self.name.into())))
            .with_marks(&self.deep_marks())
    }

    /// The marks of all arguments, at every depth.
    pub(super) fn deep_marks(&self) -> Marks {
        self.arguments
            .iter()
            .fold(Marks::default(), |marks, argument| marks.union(&argument.deep_marks()))
    }

    /// The unknown result, of which a little is known.
    pub(super) fn unknown_with(&self, change: impl FnOnce(&mut Refinement)) -> Outcome {
        Ok(self.unknown().refine(change))
    }

    /// An unknown result for a reason of its own.
    pub(super) fn because(&self, type_: Type, reason: Reason) -> Value {
        Value::refined(type_, reason, Refinement::default())
    }
}
