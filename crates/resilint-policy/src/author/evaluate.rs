//! A look at what policies see, and at what a query gives.

use resilint_graph::Facts;

use crate::evaluate::EngineError;
use crate::input::{Inputs, from_value};
use crate::rule_set::RuleSet;

/// What policies see of one resource; `None` when there is none of that address.
#[must_use]
pub fn input_of(facts: &Facts, address: &str) -> Option<serde_json::Value> {
    let mut input = input_of_all(facts);
    input.get_mut("resources")?.get_mut(address).map(serde_json::Value::take)
}

/// All of `input`.
#[must_use]
pub fn input_of_all(facts: &Facts) -> serde_json::Value {
    from_value(&Inputs::of(facts, &|_| false).plain)
}

/// The value of a query, `data.resilint.multi_az.single_az_database.findings` or `count(input.by_role.database)`; the error is one line.
pub fn query(rules: &RuleSet, facts: &Facts, query: &str) -> Result<serde_json::Value, String> {
    let mut prepared = rules.load(rules.rules());
    prepared.set_input(&Inputs::of(facts, &|_| false).plain);
    let results = prepared
        .call(|engine| Ok(engine.eval_query(query.to_owned(), false)?))
        .map_err(|error: EngineError| error.message)?;
    let values: Vec<serde_json::Value> = results
        .result
        .iter()
        .flat_map(|result| result.expressions.iter())
        .map(|expression| from_value(&expression.value))
        .collect();
    Ok(match <[serde_json::Value; 1]>::try_from(values) {
        Ok([value]) => value,
        Err(values) => serde_json::Value::Array(values),
    })
}
