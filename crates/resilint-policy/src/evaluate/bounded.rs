//! The functions of Rego that make a list as long as they are told: with a bound, because a policy is judged while its author types the number.

use regorus::{Engine, Value};

/// The most numbers in a range.
const MOST: u128 = 1_000_000;

/// Puts the bounded functions in front of the engine's own, which reserve the memory before the clock is looked at, and panic on a step of 0.
pub(super) fn bound(engine: &mut Engine) {
    let functions: [(&str, u8); 2] = [("numbers.range", 2), ("numbers.range_step", 3)];
    for (name, arguments) in functions {
        let function = Box::new(move |arguments: Vec<Value>| Ok(range(name, &arguments)?));
        engine
            .add_extension(name.to_owned(), arguments, function)
            .expect("each name is added once");
    }
}

fn range(name: &str, arguments: &[Value]) -> Result<Value, std::io::Error> {
    let refused = |why: &str| std::io::Error::other(format!("`{name}` {why}"));
    let number = |value: &Value| value.as_i64().map_err(|_| refused("takes whole numbers"));
    let (from, to, step) = match arguments {
        [from, to] => (number(from)?, number(to)?, 1),
        [from, to, step] => (number(from)?, number(to)?, number(step)?),
        _ => return Err(refused("takes two or three numbers")),
    };
    if step <= 0 {
        return Err(refused("takes a step above 0"));
    }
    let (start, distance) = (i128::from(from), i128::from(to) - i128::from(from));
    let count = distance.unsigned_abs() / u128::from(step.unsigned_abs()) + 1;
    if count > MOST {
        return Err(refused("would make more than a million numbers"));
    }
    let step = i128::from(step) * if distance < 0 { -1 } else { 1 };
    let numbers = (0..).take(usize::try_from(count).unwrap_or(0)).map(|index: i128| {
        // INVARIANT: it lies between two numbers that fit.
        Value::from(i64::try_from(start + index * step).unwrap_or(to))
    });
    Ok(Value::from(numbers.collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    use regorus::{Engine, Value};

    use super::bound;

    fn check(query: &str, expected: Result<&str, &str>) {
        let mut engine = Engine::new();
        bound(&mut engine);
        let result = engine.eval_query(query.to_owned(), false);
        match (result, expected) {
            (Ok(results), Ok(expected)) => {
                let found = &results.result[0].expressions[0].value;
                assert_eq!(*found, Value::from_json_str(expected).unwrap(), "{query}");
            }
            (Err(error), Err(expected)) => {
                assert!(error.to_string().contains(expected), "{query}: {error}");
            }
            (found, _) => panic!("{query}: {found:?}"),
        }
    }

    #[test]
    fn ranges_are_what_the_language_says() {
        check("numbers.range(2, 4)", Ok("[2, 3, 4]"));
        check("numbers.range(4, 2)", Ok("[4, 3, 2]"));
        check("numbers.range(3, 3)", Ok("[3]"));
        check("numbers.range_step(0, 7, 3)", Ok("[0, 3, 6]"));
        check("numbers.range_step(7, 0, 3)", Ok("[7, 4, 1]"));
        check("count(numbers.range(1, 1000000))", Ok("1000000"));
    }

    #[test]
    fn ranges_end() {
        check("numbers.range(1, 1000001)", Err("more than a million"));
        check("numbers.range(1, 9000000000000000000)", Err("more than a million"));
        check(
            "numbers.range(-9223372036854775808, 9223372036854775807)",
            Err("more than a million"),
        );
        check("numbers.range_step(1, 10, 0)", Err("above 0"));
        check("numbers.range(1, 2.5)", Err("whole numbers"));
    }
}
