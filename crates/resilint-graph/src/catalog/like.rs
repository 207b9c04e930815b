//! Entries that are like another one: `like = "azurerm_postgresql_server"`, and what differs.

use toml::{Table, Value};

/// What an entry says about itself only: nobody takes it over.
const OWN: [&str; 2] = ["sources", "note"];

/// Whether any entry of a text may be like another.
pub(super) fn is_used(text: &str) -> bool {
    text.lines().any(|line| line.starts_with("like"))
}

/// The entries with what they take over. `elsewhere` gives an entry of another file as it is written.
pub(super) fn complete(
    entries: &Table,
    elsewhere: &dyn Fn(&str) -> Option<Table>,
) -> Result<Table, String> {
    let all = entries.keys().map(|name| {
        let entry = Search { entries, elsewhere }.entry(name, &mut Vec::new())?;
        Ok((name.clone(), Value::Table(entry)))
    });
    all.collect()
}

struct Search<'s> {
    entries: &'s Table,
    elsewhere: &'s dyn Fn(&str) -> Option<Table>,
}

impl Search<'_> {
    /// The whole of an entry. `above`: those that are like it, the nearest last.
    fn entry(&self, name: &str, above: &mut Vec<String>) -> Result<Table, String> {
        let written = self.entries.get(name).and_then(Value::as_table).cloned();
        let found = written.or_else(|| (self.elsewhere)(name));
        let Some(mut entry) = found else {
            let by = above.last().map_or(name, String::as_str);
            return Err(format!("`{by}` is like `{name}`, of which nothing is known"));
        };
        let like = match entry.remove("like") {
            None => return Ok(entry),
            Some(Value::String(like)) => like,
            Some(_) => return Err(format!("`{name}`: `like` is the name of another entry")),
        };
        above.push(name.to_owned());
        if above.contains(&like) {
            return Err(format!("`{name}` is like `{like}`, which is like `{name}`"));
        }
        let mut base = self.entry(&like, above)?;
        above.pop();
        base.retain(|key, _| !OWN.contains(&key));
        Ok(overlaid(base, entry))
    }
}

/// Facts go by their names and edges by their attributes; of everything else, what is written stands for the whole.
fn overlaid(mut base: Table, over: Table) -> Table {
    for (key, value) in over {
        let value = match (key.as_str(), base.remove(&key), value) {
            ("facts", Some(Value::Table(mut facts)), Value::Table(own)) => {
                facts.extend(own);
                Value::Table(facts)
            }
            ("edges", Some(Value::Array(mut edges)), Value::Array(own)) => {
                edges.retain(|edge| !own.iter().any(|own| own.get("at") == edge.get("at")));
                edges.extend(own);
                Value::Array(edges)
            }
            (_, _, value) => value,
        };
        base.insert(key, value);
    }
    base
}
