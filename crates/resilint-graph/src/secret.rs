//! What must not be shown: values that are marked, that their provider calls sensitive, or whose name says so.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

use resilint_eval::{Data, Value};
use serde_json::Value as Json;

/// What stands in the place of a secret.
pub(crate) const SENSITIVE: &str = "(sensitive)";

/// Type and path of what providers call sensitive: of AWS as its schema has it, of others by hand.
const LISTS: [&str; 2] =
    [include_str!("../catalog/sensitive-aws.txt"), include_str!("../catalog/sensitive.txt")];

/// How the names end that the lists have more than once, letters only. A name of another provider, of an environment variable or of a chart's value that ends so is taken for a secret's.
const NAMES: [&str; 25] = [
    "accesskey",
    "accesstoken",
    "adminkey",
    "apikey",
    "authkey",
    "connectionstring",
    "credentials",
    "masterkey",
    "passphrase",
    "passwd",
    "password",
    "passwords",
    "passwordwo",
    "privatekey",
    "privatekeybase",
    "privatekeypem",
    "pwd",
    "secret",
    "secretbinary",
    "secretdata",
    "secretkey",
    "secretstring",
    "secretstringwo",
    "sharedkey",
    "token",
];

/// The attributes of a resource type without secrets: what is marked, listed, named like a secret, or taken from one. Borrowed when there are none.
pub(crate) fn without_secrets<'v>(type_name: &str, attributes: &'v Value) -> Cow<'v, Value> {
    let hidden = Place { type_name, path: String::new() }.hidden("", attributes);
    hidden.map_or(Cow::Borrowed(attributes), Cow::Owned)
}

/// An attribute of a resource as JSON for people, without secrets.
#[must_use]
pub fn shown(type_name: &str, attribute: &str, value: &Value) -> Json {
    let hidden = Place { type_name, path: attribute.to_owned() }.hidden(attribute, value);
    hidden.as_ref().unwrap_or(value).to_json()
}

/// Whether the attribute of a resource type at a dotted path holds a secret.
#[must_use]
pub fn is_secret(type_name: &str, path: &str) -> bool {
    is_listed(type_name, path) || is_secret_name(path.rsplit('.').next().unwrap_or(path))
}

/// Whether what has this name is a secret: `db_password`, `API_KEY`, `clientSecret`.
#[must_use]
pub fn is_secret_name(name: &str) -> bool {
    let backwards = || {
        let letters = name.bytes().rev().filter(u8::is_ascii_alphabetic);
        letters.map(|letter| letter.to_ascii_lowercase())
    };
    NAMES.iter().any(|ending| {
        let mut letters = backwards();
        ending.bytes().rev().all(|wanted| letters.next() == Some(wanted))
    })
}

/// Whether a text that stands under a name is a secret, or has one inside.
#[must_use]
pub fn is_secret_text(name: &str, text: &str) -> bool {
    (is_secret_name(name) && is_worth_hiding(text)) || without_inner(text).is_some()
}

fn is_listed(type_name: &str, path: &str) -> bool {
    static LISTED: OnceLock<BTreeMap<&str, BTreeSet<&str>>> = OnceLock::new();
    let listed = LISTED.get_or_init(|| {
        let mut listed: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for line in LISTS.into_iter().flat_map(str::lines).filter(|line| !line.starts_with('#')) {
            if let Some((type_name, path)) = line.split_once(' ') {
                listed.entry(type_name).or_default().insert(path);
            }
        }
        listed
    });
    listed.get(type_name).is_some_and(|paths| paths.contains(path))
}

/// Where in a resource a value stands.
struct Place<'t> {
    type_name: &'t str,
    /// Without indices.
    path: String,
}

impl Place<'_> {
    /// What is shown for a value of this name; `None` when that is the value itself.
    fn hidden(&mut self, name: &str, value: &Value) -> Option<Value> {
        if value.is_null() || value.is_unknown() {
            return None;
        }
        if value.marks.is_sensitive() || is_listed(self.type_name, &self.path) {
            return Some(Value::string(SENSITIVE));
        }
        match &value.data {
            Data::List(_, elements) | Data::Set(_, elements) | Data::Tuple(elements) => {
                self.hidden_elements(name, elements)
            }
            Data::Map(_, fields) | Data::Object(fields) => self.hidden_fields(fields),
            Data::String(text) => {
                let is_secret = is_secret_name(name) && is_worth_hiding(text);
                let text = match is_secret || is_from_secret(value) {
                    true => Some(SENSITIVE.to_owned()),
                    false => without_inner(text),
                };
                text.map(Value::string)
            }
            Data::Number(_) if is_secret_name(name) => Some(Value::string(SENSITIVE)),
            Data::Number(_) | Data::Bool(_) | Data::Null(_) | Data::Unknown(_) => None,
        }
    }

    fn hidden_elements(&mut self, name: &str, elements: &[Value]) -> Option<Value> {
        let hidden: Vec<_> = elements.iter().map(|element| self.hidden(name, element)).collect();
        hidden.iter().any(Option::is_some).then(|| {
            let both = hidden.into_iter().zip(elements);
            Value::tuple(both.map(|(hidden, own)| hidden.unwrap_or_else(|| own.clone())).collect())
        })
    }

    fn hidden_fields(&mut self, fields: &BTreeMap<Arc<str>, Value>) -> Option<Value> {
        let called = called(|key| fields.get(key)?.as_str());
        let length = self.path.len();
        let mut changed = Vec::new();
        for (key, field) in fields {
            if length > 0 {
                self.path.push('.');
            }
            self.path.push_str(key);
            let name = called.filter(|_| **key == *"value").unwrap_or(key);
            changed.extend(self.hidden(name, field).map(|hidden| (Arc::clone(key), hidden)));
            self.path.truncate(length);
        }
        (!changed.is_empty()).then(|| {
            let mut fields = fields.clone();
            fields.extend(changed);
            Value::object(fields)
        })
    }
}

/// What the `value` of a block is called by a field beside it.
fn called<'f>(field: impl Fn(&str) -> Option<&'f str>) -> Option<&'f str> {
    ["name", "key"].into_iter().find_map(field)
}

/// Whether a value is made of another resource's secret.
fn is_from_secret(value: &Value) -> bool {
    let mut sources = value.marks.sources().iter();
    sources.any(|source| is_secret(&source.address.resource.type_name, &source.attribute))
}

/// A flag is no secret, nor is the name of one that is kept elsewhere.
fn is_worth_hiding(text: &str) -> bool {
    !matches!(text, "" | "true" | "false") && !text.starts_with("arn:")
}

/// A text without the secrets inside: in JSON by name, in addresses between user and host. `None` when there are none.
fn without_inner(text: &str) -> Option<String> {
    if text.starts_with(['{', '[']) {
        let mut json = serde_json::from_str::<Json>(text).ok()?;
        return hide("", &mut json).then(|| json.to_string());
    }
    let mut parts = text.split("://");
    let mut shown = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let ends = |letter: char| letter.is_whitespace() || matches!(letter, '/' | '"' | '\'');
        let (place, rest) =
            part.split_at_checked(part.find(ends).unwrap_or(part.len())).unwrap_or((part, ""));
        shown.push_str("://");
        match place.rsplit_once('@').and_then(|(who, host)| Some((who.split_once(':')?.0, host))) {
            Some((user, host)) => shown.push_str(&format!("{user}:{SENSITIVE}@{host}")),
            None => shown.push_str(place),
        }
        shown.push_str(rest);
    }
    (shown != text).then_some(shown)
}

/// Hides what a name calls a secret, and tells whether there was any.
fn hide(name: &str, json: &mut Json) -> bool {
    match json {
        Json::String(text) => {
            let is_secret = is_secret_name(name) && is_worth_hiding(text);
            let hidden = is_secret.then(|| SENSITIVE.to_owned()).or_else(|| without_inner(text));
            hidden.map(|hidden| *text = hidden).is_some()
        }
        Json::Array(elements) => {
            elements.iter_mut().filter_map(|element| hide(name, element).then_some(())).count() > 0
        }
        Json::Object(fields) => {
            let called = called(|key| fields.get(key)?.as_str()).map(str::to_owned);
            let hidden = fields.iter_mut().filter_map(|(key, field)| {
                let name = called.as_deref().filter(|_| key == "value").unwrap_or(key);
                hide(name, field).then_some(())
            });
            hidden.count() > 0
        }
        Json::Null | Json::Bool(_) | Json::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::sync::Arc;

    use resilint_eval::{Marks, Value};
    use serde_json::{Value as Json, json};

    use super::{is_secret, is_secret_name, shown};

    fn object<const N: usize>(fields: [(&str, Value); N]) -> Value {
        Value::object(BTreeMap::from(fields.map(|(name, value)| (Arc::from(name), value))))
    }

    #[test]
    fn secrets_are_hidden_wherever_they_stand() {
        let text = |text: &str| Value::string(text);
        let pair = |name, value| object([("name", text(name)), ("value", text(value))]);
        let marked = text("x").with_marks(&Marks::of_sensitive());
        let hidden = Json::from("(sensitive)");
        for (type_name, attribute, value, expected) in [
            ("aws_db_instance", "password", text("x"), hidden.clone()),
            ("aws_db_instance", "engine", text("mysql"), json!("mysql")),
            ("aws_db_instance", "engine", marked, hidden.clone()),
            ("aws_db_instance", "manage_master_user_password", Value::bool(true), json!(true)),
            ("aws_ssm_parameter", "value", text("x"), hidden.clone()),
            ("azurerm_key_vault_secret", "value", text("x"), hidden.clone()),
            ("kubernetes_secret", "data", object([("a", text("x"))]), hidden),
            (
                "a",
                "env",
                pair("DB_PASSWORD", "x"),
                json!({"name": "DB_PASSWORD", "value": "(sensitive)"}),
            ),
            ("a", "env", pair("STAGE", "x"), json!({"name": "STAGE", "value": "x"})),
            (
                "a",
                "env",
                object([("apiKey", text("x")), ("b", text("y"))]),
                json!({"apiKey": "(sensitive)", "b": "y"}),
            ),
            (
                "a",
                "doc",
                text(r#"[{"name":"API_TOKEN","value":"x"}]"#),
                json!(r#"[{"name":"API_TOKEN","value":"(sensitive)"}]"#),
            ),
            (
                "a",
                "url",
                text("postgres://me:p@ss@db:5432/a"),
                json!("postgres://me:(sensitive)@db:5432/a"),
            ),
            ("a", "url", text("https://db:5432/a@b"), json!("https://db:5432/a@b")),
            ("a", "secret", text("arn:aws:secretsmanager:x"), json!("arn:aws:secretsmanager:x")),
        ] {
            assert_eq!(shown(type_name, attribute, &value), expected, "{type_name} {attribute}");
        }
    }

    #[test]
    fn a_name_tells_whether_it_is_a_secrets() {
        for name in ["DB_PASSWORD", "clientSecret", "master_password", "tunnel1_preshared_key"] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in ["http_tokens", "password_policy", "secret_arn", "kms_key_id", "key", "value"] {
            assert!(!is_secret_name(name), "{name}");
        }
        assert!(is_secret("aws_mq_broker", "user.password"));
        assert!(!is_secret("aws_db_instance", "username"));
    }
}
