//! What holds for every function, whatever its arguments: making a part of an argument unknown makes the result unknown or leaves it as it is, and no
//! source of an argument is lost where the result is computed from it.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::{Address, Mode, ModulePath, ResourceRef};
use resilint_eval::{Certainty, Data, Marks, Reason, Source, Type, Value, call, convert};

use crate::harness::{Evaluator, Folder, Names, locals};
use crate::{cases, fixtures};

#[test]
fn an_unknown_part_gives_an_unknown_or_consistent_result() {
    let count = probe_all(&|context, name, arguments, result, failures| {
        for (position, argument) in arguments.iter().enumerate() {
            for variant in with_unknown_parts(argument) {
                let mut changed = arguments.to_vec();
                changed[position] = variant.clone();
                // An error is early, not wrong, where the type already excludes a result.
                let Ok(got) = call(name, changed, context) else { continue };
                if !consistent(&got, result) {
                    failures.push(format!("{name}, argument {position} as {variant:?}:\n    {got:?}\n    is not consistent with {result:?}"));
                }
            }
        }
    });
    assert!(count > 700, "only {count} calls");
}

#[test]
fn sources_of_what_a_result_is_computed_from_are_kept() {
    let count = probe_all(&|context, name, arguments, result, failures| {
        if HANDS_ON.contains(&name) || result.is_unknown() {
            return;
        }
        for position in 0..arguments.len() {
            let mut changed = arguments.to_vec();
            changed[position] = marked(&arguments[position]);
            let got = call(name, changed, context);
            if !got
                .as_ref()
                .is_ok_and(|got| !got.deep_marks().sources().is_empty() && got.same_content(result))
            {
                failures.push(format!("{name}, argument {position}: {got:?}"));
            }
        }
    });
    assert!(count > 700, "only {count} calls");
}

/// Functions whose result may be another argument than the marked one, or a statement about marks.
const HANDS_ON: [&str; 5] = ["coalesce", "coalescelist", "issensitive", "lookup", "try"];

type Judge = dyn Fn(&Folder, &str, &[Value], &Value, &mut Vec<String>);

/// Calls the judge for every successful call in the recorded expressions on functions.
fn probe_all(judge: &Judge) -> usize {
    let folder = fixtures("functions");
    let context = Folder(folder.clone());
    let locals = locals();
    let state = RefCell::new((0, Vec::new()));
    let probe = |name: &str, arguments: &[Value], result: &Value| {
        let (count, failures) = &mut *state.borrow_mut();
        *count += 1;
        if arguments.iter().all(|argument| argument.is_wholly_known() && !argument.contains_marks())
        {
            judge(&context, name, arguments, result, failures);
        }
    };
    {
        let evaluator = Evaluator { context: &context, locals: &locals, probe: Some(&probe) };
        for (_, case) in cases(&folder) {
            let _ = evaluator.text(&case.expression, &Names::new());
        }
    }
    let (count, failures) = state.into_inner();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
    count
}

/// The value with one part of it unknown, for every part; with and without its type.
fn with_unknown_parts(value: &Value) -> Vec<Value> {
    let unknown = |type_| Value::unknown(type_, Reason::Environment("a test".into()));
    let mut variants = vec![unknown(value.type_of()), unknown(Type::Any)];
    if let Data::String(text) = &value.data {
        let prefix: String = text.chars().take(2).collect();
        variants.push(
            unknown(Type::String)
                .refine(|known| (known.not_null, known.prefix) = (true, Some(prefix.into()))),
        );
    }
    match &value.data {
        Data::Tuple(elements) | Data::List(_, elements) => {
            for position in 0..elements.len() {
                for part in with_unknown_parts(&elements[position]) {
                    let mut elements = elements.to_vec();
                    elements[position] = part;
                    variants.push(match &value.data {
                        Data::List(type_, _) => Value::list(type_.clone(), elements),
                        _ => Value::tuple(elements),
                    });
                }
            }
        }
        Data::Map(_, entries) | Data::Object(entries) => {
            for (name, inner) in entries.iter() {
                for part in with_unknown_parts(inner) {
                    let mut entries: BTreeMap<Arc<str>, Value> = (**entries).clone();
                    entries.insert(Arc::clone(name), part);
                    variants.push(match &value.data {
                        Data::Map(type_, _) => Value::map(type_.clone(), entries),
                        _ => Value::object(entries),
                    });
                }
            }
        }
        _ => {}
    }
    variants
}

/// Whether a result with unknown parts may turn out to be the known one.
fn consistent(got: &Value, known: &Value) -> bool {
    if let Data::Unknown(unknown) = &got.data {
        let refinement = &unknown.refinement;
        let length = known
            .elements()
            .map(<[Value]>::len)
            .or_else(|| known.entries().map(BTreeMap::len))
            .map(|length| length as u64);
        let prefix = refinement
            .prefix
            .as_deref()
            .is_none_or(|prefix| known.as_str().is_none_or(|text| text.starts_with(prefix)));
        let least =
            refinement.min_length.is_none_or(|least| length.is_none_or(|length| length >= least));
        let most =
            refinement.max_length.is_none_or(|most| length.is_none_or(|length| length <= most));
        let above = refinement
            .at_least
            .as_ref()
            .is_none_or(|least| known.as_number().is_none_or(|number| number >= least));
        let below = refinement
            .at_most
            .as_ref()
            .is_none_or(|most| known.as_number().is_none_or(|number| number <= most));
        let listed = refinement
            .one_of
            .as_ref()
            .is_none_or(|values| values.iter().any(|value| consistent(value, known)));
        return !(refinement.not_null && known.is_null())
            && prefix
            && least
            && most
            && above
            && below
            && listed;
    }
    match (&got.data, &known.data) {
        (Data::Set(..), Data::Set(..)) if !got.is_wholly_known() => true,
        _ if got.elements().is_some() && known.elements().is_some() => {
            let (got, known) = (got.elements().unwrap(), known.elements().unwrap());
            got.len() == known.len()
                && got.iter().zip(known).all(|(got, known)| consistent(got, known))
        }
        _ if got.entries().is_some() && known.entries().is_some() => {
            let (got, known) = (got.entries().unwrap(), known.entries().unwrap());
            got.keys().eq(known.keys())
                && got.values().zip(known.values()).all(|(got, known)| consistent(got, known))
        }
        (Data::Null(_), Data::Null(_)) => true,
        // Beside something unknown a number or bool stays one; it becomes a string if the unknown is one.
        _ => {
            got.same_content(known)
                || convert(got, &Type::String).is_ok_and(|text| text.same_content(known))
        }
    }
}

/// The value as if every part of it had been read from a resource.
fn marked(value: &Value) -> Value {
    let resource =
        ResourceRef { mode: Mode::Managed, type_name: "aws_thing".into(), name: "a".into() };
    let address = Arc::new(Address { module: ModulePath::root(), resource, key: None });
    let marks =
        Marks::of_source(Source { address, attribute: "id".into(), certainty: Certainty::Certain });
    value.clone().with_marks(&marks)
}
