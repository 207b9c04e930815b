//! `aws_iam_policy_document`, rendered as the AWS provider renders it. What is unknown in it leaves the rest as it is.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::{Map, Value as Json};

use crate::functions::{read_partly_known_json, write_json_string};
use crate::value::{Data, Marks, Reason, Refinement, Type, UNKNOWN_PART, Value};

/// The members of a statement, as the provider orders them.
const MEMBERS: [&str; 9] = [
    "Sid",
    "Effect",
    "Action",
    "NotAction",
    "Resource",
    "NotResource",
    "Principal",
    "NotPrincipal",
    "Condition",
];

/// A document with its marks.
pub(super) struct Rendered {
    document: Document,
    marks: Marks,
    reason: Option<Reason>,
    /// Whether something unknown may take away what is known.
    is_open: bool,
}

#[derive(Default)]
struct Document {
    version: Option<String>,
    id: Option<String>,
    statements: Vec<Map<String, Json>>,
}

/// Renders the arguments of a data source.
pub(super) fn render(arguments: &BTreeMap<Arc<str>, Value>) -> Rendered {
    let marks = arguments.values().fold(Marks::default(), |all, one| all.union(&one.deep_marks()));
    let mut rendered =
        Rendered { document: Document::default(), marks, reason: None, is_open: false };
    for source in documents(arguments, "source_policy_documents") {
        rendered.merge(source);
    }
    let own = rendered.own(arguments);
    rendered.document.merge(own);
    for source in documents(arguments, "override_policy_documents") {
        // Which statement it replaces is not known as long as a name is not.
        rendered.is_open |= rendered.document.names().any(|name| name.contains(UNKNOWN_PART));
        rendered.merge(source);
    }
    rendered
}

impl Rendered {
    /// The text as the attribute `json` has it.
    pub(super) fn json(&self) -> Value {
        let mut text = String::new();
        write(&self.document.to_json(), Some(0), &mut text);
        self.value(text)
    }

    /// The text as the attribute `minified_json` has it.
    pub(super) fn minified(&self) -> Value {
        let mut text = String::new();
        write(&self.document.to_json(), None, &mut text);
        self.value(text)
    }

    fn value(&self, text: String) -> Value {
        let Some(reason) = &self.reason else { return Value::string(text).with_marks(&self.marks) };
        let before = text.split(UNKNOWN_PART).next().filter(|_| !self.is_open);
        let prefix = before.filter(|before| !before.is_empty()).map(Arc::from);
        let parts = Some(Arc::from(text.as_str())).filter(|_| !self.is_open);
        let refinement = Refinement { not_null: true, prefix, parts, ..Refinement::default() };
        Value::refined(Type::String, reason.clone(), refinement).with_marks(&self.marks)
    }

    /// Merges a document that is given as JSON.
    fn merge(&mut self, source: &Value) {
        let text = match &source.data {
            Data::String(text) => text.to_string(),
            Data::Unknown(unknown) => {
                self.note(&unknown.reason);
                match &unknown.refinement.parts {
                    Some(parts) => parts.to_string(),
                    None => return self.merge_unknown(),
                }
            }
            _ => return,
        };
        if text.is_empty() {
            return;
        }
        match read_partly_known_json(&text).and_then(|json| Document::read(&json)) {
            Some(document) => self.document.merge(document),
            None => {
                self.note(&Reason::Invalid("a policy document is not valid JSON".into()));
                self.merge_unknown();
            }
        }
    }

    /// A document of which nothing is known: it adds statements, and may replace those that have a name.
    fn merge_unknown(&mut self) {
        self.is_open |= self.document.names().next().is_some();
        self.document.statements.push(Map::from_iter([unknown_member()]));
    }

    fn own(&mut self, arguments: &BTreeMap<Arc<str>, Value>) -> Document {
        let text = |rendered: &mut Self, name: &str| {
            let value = arguments.get(name).filter(|value| !value.is_null())?;
            Some(rendered.text(value))
        };
        let version = text(self, "version").unwrap_or_else(|| "2012-10-17".to_owned());
        let id = text(self, "policy_id");
        let statements = match arguments.get("statement") {
            Some(value) if value.is_unknown() => {
                self.text(value);
                self.is_open = true;
                Vec::new()
            }
            value => {
                let blocks = value.and_then(Value::elements).unwrap_or_default();
                blocks.iter().map(|block| self.statement(block)).collect()
            }
        };
        Document { version: Some(version), id, statements }
    }

    fn statement(&mut self, block: &Value) -> Map<String, Json> {
        let mut statement = Map::new();
        let Some(entries) = block.entries() else {
            // A dynamic block of which nobody knows what is in it.
            let part = self.text(block);
            return Map::from_iter([("Sid".to_owned(), Json::String(part)), unknown_member()]);
        };
        let given = |name: &str| entries.get(name).filter(|value| !value.is_null());
        if let Some(sid) = given("sid") {
            let sid = self.text(sid);
            statement.insert("Sid".to_owned(), Json::String(sid));
        }
        let effect = given("effect").map_or_else(|| "Allow".to_owned(), |effect| self.text(effect));
        statement.insert("Effect".to_owned(), Json::String(effect));
        for (name, member) in [
            ("actions", "Action"),
            ("not_actions", "NotAction"),
            ("resources", "Resource"),
            ("not_resources", "NotResource"),
        ] {
            if let Some(list) = given(name).and_then(|list| self.set(list)) {
                statement.insert(member.to_owned(), list);
            }
        }
        for (name, member) in [("principals", "Principal"), ("not_principals", "NotPrincipal")] {
            if let Some(principals) = given(name).and_then(|blocks| self.principals(blocks)) {
                statement.insert(member.to_owned(), principals);
            }
        }
        if let Some(conditions) = given("condition").and_then(|blocks| self.conditions(blocks)) {
            statement.insert("Condition".to_owned(), conditions);
        }
        statement
    }

    fn principals(&mut self, blocks: &Value) -> Option<Json> {
        let mut by_type: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for block in self.blocks(blocks)? {
            let kind = block.get("type").map(|kind| self.text(kind)).unwrap_or_default();
            let names = block.get("identifiers").map(|names| self.sorted(names));
            by_type.entry(kind).or_default().extend(names.unwrap_or_default());
        }
        if by_type.len() == 1 && by_type.get("*").is_some_and(|names| names == &["*"]) {
            return Some(Json::String("*".to_owned()));
        }
        let members = by_type.into_iter().map(|(kind, names)| (kind, one_or_many(names)));
        Some(Json::Object(members.collect()))
    }

    fn conditions(&mut self, blocks: &Value) -> Option<Json> {
        let mut by_test: BTreeMap<String, BTreeMap<String, Vec<String>>> = BTreeMap::new();
        for block in self.blocks(blocks)? {
            let [test, variable] =
                ["test", "variable"].map(|name| block.get(name).map(|value| self.text(value)));
            let values = block.get("values").map(|values| self.listed(values));
            let by_variable = by_test.entry(test.unwrap_or_default()).or_default();
            let known = by_variable.entry(variable.unwrap_or_default()).or_default();
            known.extend(values.unwrap_or_default());
        }
        let tests = by_test.into_iter().map(|(test, variables)| {
            let variables =
                variables.into_iter().map(|(variable, values)| (variable, one_or_many(values)));
            (test, Json::Object(variables.collect()))
        });
        Some(Json::Object(tests.collect()))
    }

    /// Nested blocks; an unknown one, or an unknown number of them, is a block of unknown parts.
    fn blocks(&mut self, blocks: &Value) -> Option<Vec<Value>> {
        match blocks.elements() {
            Some(elements) => Some(elements.to_vec()).filter(|elements| !elements.is_empty()),
            None => {
                self.text(blocks);
                self.is_open = true;
                None
            }
        }
    }

    /// A set of texts: the provider sorts it downwards.
    fn set(&mut self, list: &Value) -> Option<Json> {
        let texts = self.sorted(list);
        (!texts.is_empty()).then(|| one_or_many(texts))
    }

    fn sorted(&mut self, list: &Value) -> Vec<String> {
        let mut texts = self.listed(list);
        texts.sort_by(|left, right| right.cmp(left));
        texts.dedup();
        texts
    }

    fn listed(&mut self, list: &Value) -> Vec<String> {
        match list.elements() {
            Some(elements) => elements.iter().map(|element| self.text(element)).collect(),
            None if list.is_null() => Vec::new(),
            None => vec![self.text(list)],
        }
    }

    /// A text; unknown parts of it are marked, and `&{…}` is what IAM is to replace.
    fn text(&mut self, value: &Value) -> String {
        let text = match &value.data {
            Data::String(text) => text.to_string(),
            Data::Bool(flag) => flag.to_string(),
            Data::Number(number) => number.to_string(),
            Data::Unknown(unknown) => {
                self.note(&unknown.reason);
                let parts = unknown.refinement.parts.as_deref();
                parts.map_or_else(|| UNKNOWN_PART.to_string(), str::to_owned)
            }
            _ => String::new(),
        };
        text.replace("&{", "${")
    }

    fn note(&mut self, reason: &Reason) {
        self.reason.get_or_insert_with(|| reason.clone());
    }
}

impl Document {
    /// Reads a document; `None` when it is none.
    fn read(json: &Json) -> Option<Self> {
        let text = |name: &str| json.get(name).and_then(Json::as_str).map(str::to_owned);
        let statements = match json.as_object()?.get("Statement") {
            None | Some(Json::Null) => Vec::new(),
            Some(Json::Array(statements)) => {
                statements.iter().map(ordered).collect::<Option<Vec<_>>>()?
            }
            Some(_) => return None,
        };
        Some(Self { version: text("Version"), id: text("Id"), statements })
    }

    /// The names of its statements.
    fn names(&self) -> impl Iterator<Item = &str> {
        let sids = self.statements.iter().filter_map(|statement| statement.get("Sid")?.as_str());
        sids.filter(|sid| !sid.is_empty())
    }

    /// Lays another document over this one: a statement replaces the one of the same name, all others are added.
    fn merge(&mut self, over: Self) {
        self.version = over.version.filter(|version| !version.is_empty()).or(self.version.take());
        self.id = over.id.filter(|id| !id.is_empty()).or(self.id.take());
        for statement in over.statements {
            let named = statement.get("Sid").filter(|sid| *sid != "");
            let is_same =
                |known: &&mut Map<String, Json>| named.is_some() && known.get("Sid") == named;
            let same = self.statements.iter_mut().find(is_same);
            match same {
                Some(known) => *known = statement,
                None => self.statements.push(statement),
            }
        }
    }

    fn to_json(&self) -> Json {
        let mut document = Map::new();
        let texts = [("Version", &self.version), ("Id", &self.id)];
        for (name, text) in texts {
            if let Some(text) = text.as_ref().filter(|text| !text.is_empty()) {
                document.insert(name.to_owned(), Json::String(text.clone()));
            }
        }
        if !self.statements.is_empty() {
            let statements = self.statements.iter().map(|statement| {
                let mut statement = statement.clone();
                if statement.get("Sid").is_some_and(|sid| sid == "") {
                    statement.shift_remove("Sid");
                }
                Json::Object(statement)
            });
            document.insert("Statement".to_owned(), Json::Array(statements.collect()));
        }
        Json::Object(document)
    }
}

/// The documents given in a list.
fn documents<'v>(
    arguments: &'v BTreeMap<Arc<str>, Value>,
    name: &str,
) -> impl Iterator<Item = &'v Value> {
    let given = arguments.get(name).filter(|value| !value.is_null());
    let whole = given.filter(|value| value.is_unknown()).into_iter();
    given.and_then(Value::elements).unwrap_or_default().iter().chain(whole)
}

/// The members of a statement in the provider's order; what it does not know is left out, but not what is unknown here.
fn ordered(statement: &Json) -> Option<Map<String, Json>> {
    let given = statement.as_object()?;
    let members = MEMBERS.iter().filter_map(|name| {
        let value = given.get(*name).filter(|value| !value.is_null())?;
        let is_map = matches!(*name, "Principal" | "NotPrincipal" | "Condition");
        Some(((*name).to_owned(), if is_map { sorted_members(value) } else { value.clone() }))
    });
    let unknown = given.iter().filter(|(name, _)| name.contains(UNKNOWN_PART));
    Some(members.chain(unknown.map(|(name, value)| (name.clone(), value.clone()))).collect())
}

/// Stands for members of which nobody knows what they are.
fn unknown_member() -> (String, Json) {
    (UNKNOWN_PART.to_string(), Json::Null)
}

fn sorted_members(value: &Json) -> Json {
    let Json::Object(members) = value else { return value.clone() };
    let sorted: BTreeMap<&String, Json> =
        members.iter().map(|(name, value)| (name, sorted_members(value))).collect();
    Json::Object(sorted.into_iter().map(|(name, value)| (name.clone(), value)).collect())
}

fn one_or_many(mut texts: Vec<String>) -> Json {
    match texts.len() {
        1 => Json::String(texts.remove(0)),
        _ => Json::Array(texts.into_iter().map(Json::String).collect()),
    }
}

/// JSON as Go writes it: on one line, or indented by two spaces.
fn write(json: &Json, depth: Option<usize>, text: &mut String) {
    let inner = depth.map(|depth| depth + 1);
    let line = |depth: Option<usize>, text: &mut String| {
        if let Some(depth) = depth {
            text.push('\n');
            text.push_str(&"  ".repeat(depth));
        }
    };
    match json {
        Json::Array(elements) if !elements.is_empty() => {
            for (index, element) in elements.iter().enumerate() {
                text.push(if index == 0 { '[' } else { ',' });
                line(inner, text);
                write(element, inner, text);
            }
            line(depth, text);
            text.push(']');
        }
        Json::Object(members) if members.keys().eq([&UNKNOWN_PART.to_string()]) => {
            text.push(UNKNOWN_PART);
        }
        Json::Object(members) if !members.is_empty() => {
            for (index, (name, value)) in members.iter().enumerate() {
                text.push(if index == 0 { '{' } else { ',' });
                line(inner, text);
                write_json_string(name, text);
                text.push_str(if depth.is_some() { ": " } else { ":" });
                write(value, inner, text);
            }
            line(depth, text);
            text.push('}');
        }
        Json::String(string) => write_json_string(string, text),
        other => text.push_str(&other.to_string()),
    }
}
