//! A small evaluator of closed expressions over the public operations on values: enough to replay recorded expressions.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_eval::{
    Data, FileError, FunctionContext, FunctionError, Marks, Reason, Template, Type, Value,
    attribute, binary, call, conditional, convert, index, join_template, unary,
};
use resilint_syntax::{
    Expression, ExpressionKind, FileId, For, Format, Object, ObjectKey, Part, parse,
};

pub(crate) type Names = BTreeMap<String, Value>;

/// Files of one fixture folder.
#[derive(Debug)]
pub(crate) struct Folder(pub(crate) PathBuf);

impl FunctionContext for Folder {
    #[expect(clippy::disallowed_methods, reason = "tests read fixtures")]
    fn read(&self, path: &str) -> Result<Arc<[u8]>, FileError> {
        fs::read(self.0.join(path)).map(Arc::from).map_err(|_| FileError::NotFound)
    }

    fn files_below(&self, directory: &str) -> Result<Vec<String>, FileError> {
        let mut files = Vec::new();
        collect(&self.0.join(directory), "", &mut files);
        files.sort();
        Ok(files)
    }

    fn render(&self, template: Template<'_>, variables: &Value) -> Result<Value, FunctionError> {
        let text = match template {
            Template::File(path) => String::from_utf8(self.read(path).unwrap().to_vec()).unwrap(),
            Template::Text(text) => text.to_owned(),
        };
        let names = variables
            .entries()
            .unwrap()
            .iter()
            .map(|(name, value)| (name.to_string(), value.clone()))
            .collect();
        let evaluator = Evaluator { context: self, locals: &Names::new(), probe: None };
        // A heredoc ends with a line break of its own.
        let value = evaluator
            .text(&format!("<<END_OF_TEMPLATE\n{text}\nEND_OF_TEMPLATE\n"), &names)
            .map_err(FunctionError::new)?;
        match value.as_str() {
            Some(text) => {
                Ok(Value::string(text.strip_suffix('\n').unwrap()).with_marks(&value.marks))
            }
            None => Ok(value),
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "tests read fixtures")]
fn collect(directory: &Path, prefix: &str, files: &mut Vec<String>) {
    for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{name}/"), files)
        } else {
            files.push(name)
        }
    }
}

/// What the expressions refer to: the same as in `fixtures/language/prelude.tf`.
pub(crate) fn locals() -> Names {
    let reason = Reason::Environment("the prelude".into());
    let unknown = |type_: Type| Value::unknown(type_, reason.clone());
    let template = "Hello, ${name}%{ for x in list } ${x}%{ endfor }!";
    [
        ("unk", unknown(Type::Any)),
        ("unks", unknown(Type::String).not_null()),
        ("unkn", unknown(Type::Number)),
        ("unkb", unknown(Type::Bool)),
        ("unkl", unknown(Type::String.list()).not_null()),
        ("unkm", unknown(Type::String.map()).not_null()),
        ("sens", Value::from("secret").with_marks(&Marks::of_sensitive())),
        ("tpl", template.into()),
    ]
    .into_iter()
    .map(|(name, value)| (name.to_owned(), value))
    .collect()
}

pub(crate) struct Evaluator<'a> {
    pub(crate) context: &'a Folder,
    pub(crate) locals: &'a Names,
    /// Looks at every call that succeeds.
    pub(crate) probe: Option<&'a Probe<'a>>,
}

pub(crate) type Probe<'a> = dyn Fn(&str, &[Value], &Value) + 'a;

type Outcome = Result<Value, String>;

impl Evaluator<'_> {
    pub(crate) fn text(&self, expression: &str, names: &Names) -> Outcome {
        let text: Arc<[u8]> = format!("v = {expression}\n").into_bytes().into();
        let (tree, diagnostics) = parse(FileId::default(), &text, Format::Native);
        if let Some(first) = diagnostics.first() {
            return Err(first.message.clone());
        }
        self.expression(tree.body().attribute("v").unwrap().value(), names, None)
    }

    fn expression(
        &self,
        expression: Expression<'_>,
        names: &Names,
        item: Option<&Value>,
    ) -> Outcome {
        let inner = |expression: Expression<'_>| self.expression(expression, names, item);
        let wrong = |error: resilint_eval::OperatorError| error.to_string();
        match expression.kind() {
            ExpressionKind::Null => Ok(Value::null(Type::Any)),
            ExpressionKind::Bool(flag) => Ok(flag.into()),
            ExpressionKind::Number(text) => {
                Ok(Value::number(resilint_eval::Number::parse(text).ok_or("not a number")?))
            }
            ExpressionKind::Template(template) => match template.as_interpolation() {
                Some(only) => inner(only),
                None => join_template(&self.parts(&template.parts(), names, item)?).map_err(wrong),
            },
            ExpressionKind::Tuple(tuple) => {
                Ok(Value::tuple(tuple.items().into_iter().map(inner).collect::<Result<_, _>>()?))
            }
            ExpressionKind::Object(object) => self.object(&object, names, item),
            ExpressionKind::Variable(name) => {
                names.get(name).cloned().ok_or_else(|| format!("no variable named `{name}`"))
            }
            ExpressionKind::GetAttr { base, name, .. } => match base.kind() {
                ExpressionKind::Variable("local") => self
                    .locals
                    .get(name)
                    .cloned()
                    .ok_or_else(|| format!("no local value named `{name}`")),
                ExpressionKind::Variable("path") => Ok(".".into()),
                _ => attribute(&inner(base)?, name).map_err(wrong),
            },
            ExpressionKind::Index { base, key } => {
                index(&inner(base)?, &inner(key)?).map_err(wrong)
            }
            ExpressionKind::LegacyIndex { base, index: position, .. } => {
                index(&inner(base)?, &position.into()).map_err(wrong)
            }
            ExpressionKind::Splat { base, each, .. } => self.splat(&inner(base)?, each, names),
            ExpressionKind::SplatItem => Ok(item.unwrap().clone()),
            ExpressionKind::Call { name, args, expand_final, .. } => {
                self.call(&name, &args, expand_final, names, item)
            }
            ExpressionKind::Conditional { condition, yes, no } => {
                self.conditional([condition, yes, no], names, item)
            }
            ExpressionKind::Binary { op, left, right } => {
                binary(op, &inner(left)?, &inner(right)?).map_err(wrong)
            }
            ExpressionKind::Unary { op, operand } => unary(op, &inner(operand)?).map_err(wrong),
            ExpressionKind::For(for_) => self.for_expression(&for_, names, item),
            ExpressionKind::Parens(only) => inner(only),
            ExpressionKind::Error => Err("syntax error".to_owned()),
        }
    }

    fn object(&self, object: &Object<'_>, names: &Names, item: Option<&Value>) -> Outcome {
        let mut entries = BTreeMap::new();
        let mut marks = Marks::default();
        for entry in object.entries() {
            let key = match entry.key {
                ObjectKey::Name(name, _) => name.into(),
                ObjectKey::Expression(key) => self.expression(key, names, item)?,
            };
            let value = self.expression(entry.value, names, item)?;
            let key = self.key(&key)?;
            marks = marks.union(&key.marks);
            match key.as_str() {
                Some(name) => entries.insert(Arc::from(name), value),
                None => {
                    return Ok(Value::unknown(Type::Any, key.reason().unwrap().clone()));
                }
            };
        }
        Ok(Value::object(entries).with_marks(&marks))
    }

    fn conditional(
        &self,
        [condition, yes, no]: [Expression<'_>; 3],
        names: &Names,
        item: Option<&Value>,
    ) -> Outcome {
        let condition = self.expression(condition, names, item)?;
        let chosen =
            condition.as_bool().or_else(|| convert(&condition, &Type::Bool).ok()?.as_bool());
        let placeholder = |arm: Expression<'_>, taken: bool| match self.expression(arm, names, item)
        {
            Err(_) if chosen == Some(!taken) => Ok(Value::unknown(Type::Any, Reason::SyntaxError)),
            other => other,
        };
        conditional(&condition, &placeholder(yes, true)?, &placeholder(no, false)?)
            .map_err(|error| error.to_string())
    }

    fn key(&self, key: &Value) -> Outcome {
        if key.is_null() {
            return Err("can't use a null value as a key".to_owned());
        }
        convert(key, &Type::String).map_err(|error| error.message)
    }

    fn parts(
        &self,
        parts: &[Part<'_>],
        names: &Names,
        item: Option<&Value>,
    ) -> Result<Vec<Value>, String> {
        let mut values = Vec::new();
        for part in parts {
            match part {
                Part::Literal(text) => values.push(text.as_ref().into()),
                Part::Interpolation(expression) => {
                    values.push(self.expression(*expression, names, item)?)
                }
                Part::If { condition, yes, no } => {
                    let condition = self.expression(*condition, names, item)?;
                    let join = |parts| -> Outcome {
                        join_template(&self.parts(parts, names, item)?)
                            .map_err(|error| error.to_string())
                    };
                    values.push(
                        conditional(&condition, &join(yes)?, &join(no)?)
                            .map_err(|error| error.to_string())?,
                    );
                }
                Part::For { key_name, value_name, collection, body } => {
                    let collection = self.expression(*collection, names, item)?;
                    let Some(pairs) = pairs(&collection)? else {
                        values.push(
                            Value::unknown(Type::String, collection.reason().unwrap().clone())
                                .not_null(),
                        );
                        continue;
                    };
                    for (key, value) in pairs {
                        values.extend(self.parts(
                            body,
                            &bound(names, *key_name, value_name, &key, &value),
                            item,
                        )?);
                    }
                }
                Part::Error(_) => return Err("syntax error".to_owned()),
            }
        }
        Ok(values)
    }

    fn splat(&self, base: &Value, each: Expression<'_>, names: &Names) -> Outcome {
        let unknown = || Ok(Value::unknown(Type::Any, base.reason().unwrap().clone()));
        match (&base.data, base.type_of()) {
            (_, Type::Any) if base.is_unknown() => unknown(),
            (Data::Unknown(inner), Type::List(element) | Type::Set(element)) => {
                self.expression(
                    each,
                    names,
                    Some(&Value::unknown((*element).clone(), inner.reason.clone())),
                )?;
                unknown()
            }
            (Data::Unknown(_), Type::Tuple(_)) => unknown(),
            (Data::Null(_), Type::List(_) | Type::Set(_) | Type::Tuple(_)) => {
                Err("a null value cannot be splatted".to_owned())
            }
            (Data::Null(_), _) => Ok(Value::tuple(Vec::new())),
            (Data::Unknown(unknown), _) if !unknown.refinement.not_null => {
                Ok(Value::unknown(Type::Any, unknown.reason.clone()))
            }
            _ => {
                let alone = [base.clone()];
                let elements = base.elements().unwrap_or(&alone);
                let taken =
                    elements.iter().map(|element| self.expression(each, names, Some(element)));
                let taken: Vec<Value> = taken.collect::<Result<_, _>>()?;
                let list = matches!(base.data, Data::List(..) | Data::Set(..));
                let value = Value::tuple(taken).with_marks(&base.marks);
                if list {
                    convert(&value, &Type::Any.list()).map_err(|error| error.message)
                } else {
                    Ok(value)
                }
            }
        }
    }

    fn call(
        &self,
        name: &str,
        args: &[Expression<'_>],
        expand_final: bool,
        names: &Names,
        item: Option<&Value>,
    ) -> Outcome {
        if name == "try" || name == "can" {
            let mut last = Err("no expression succeeded".to_owned());
            for argument in args {
                match self.expression(*argument, names, item) {
                    Ok(value) => {
                        return call(name, vec![value], self.context)
                            .map_err(|error| error.message);
                    }
                    Err(message) => last = Err(message),
                }
            }
            return if name == "can" { Ok(false.into()) } else { last };
        }
        let mut values = args
            .iter()
            .map(|argument| self.expression(*argument, names, item))
            .collect::<Result<Vec<_>, _>>()?;
        if expand_final {
            let last = values.pop().unwrap();
            match last.elements() {
                Some(elements) => values.extend(elements.iter().map(|element| element.clone().with_marks(&last.marks))),
                None if last.is_unknown() => return Ok(Value::unknown(Type::Any, last.reason().unwrap().clone())),
                None => return Err("the expanding argument (indicated by ...) must be of a tuple, list, or set type".to_owned()),
            }
        }
        let result = call(name, values.clone(), self.context).map_err(|error| error.message)?;
        if let Some(probe) = self.probe {
            probe(name, &values, &result);
        }
        Ok(result)
    }

    fn for_expression(&self, for_: &For<'_>, names: &Names, item: Option<&Value>) -> Outcome {
        let collection = self.expression(for_.collection, names, item)?;
        let Some(pairs) = pairs(&collection)? else {
            return Ok(Value::unknown(Type::Any, collection.reason().unwrap().clone()));
        };
        let mut marks = collection.marks;
        let mut values = Vec::new();
        let mut entries: BTreeMap<Arc<str>, Vec<Value>> = BTreeMap::new();
        for (key, value) in pairs {
            let names = bound(names, for_.key_name, for_.value_name, &key, &value);
            if let Some(condition) = for_.condition {
                let condition = self.expression(condition, &names, item)?;
                let condition = convert(&condition, &Type::Bool).map_err(|error| error.message)?;
                marks = marks.union(&condition.marks);
                match condition.data {
                    Data::Bool(true) => {}
                    Data::Bool(false) => continue,
                    Data::Null(_) => return Err("the condition is null".to_owned()),
                    _ => return Ok(Value::unknown(Type::Any, condition.reason().unwrap().clone())),
                }
            }
            let Some(key) = for_.key else {
                values.push(self.expression(for_.value, &names, item)?);
                continue;
            };
            let key = self.key(&self.expression(key, &names, item)?)?;
            marks = marks.union(&key.marks);
            let Some(name) = key.as_str() else {
                return Ok(Value::unknown(Type::Any, key.reason().unwrap().clone()));
            };
            let value = self.expression(for_.value, &names, item)?;
            let group = entries.entry(name.into()).or_default();
            if !for_.group && !group.is_empty() {
                return Err(format!("two different items produced the key {name:?}"));
            }
            group.push(value);
        }
        let result = match (for_.is_object(), for_.group) {
            (false, _) => Value::tuple(values),
            (true, true) => Value::object(
                entries.into_iter().map(|(key, values)| (key, Value::tuple(values))).collect(),
            ),
            (true, false) => Value::object(
                entries.into_iter().map(|(key, mut values)| (key, values.remove(0))).collect(),
            ),
        };
        Ok(result.with_marks(&marks))
    }
}

fn bound(
    names: &Names,
    key_name: Option<&str>,
    value_name: &str,
    key: &Value,
    value: &Value,
) -> Names {
    let mut names = names.clone();
    names.extend(key_name.map(|name| (name.to_owned(), key.clone())));
    names.insert(value_name.to_owned(), value.clone());
    names
}

/// Keys and values of a collection; `None` when it is unknown.
fn pairs(collection: &Value) -> Result<Option<Vec<(Value, Value)>>, String> {
    match &collection.data {
        Data::List(_, elements) | Data::Tuple(elements) => Ok(Some(
            elements
                .iter()
                .enumerate()
                .map(|(position, value)| (Value::number(position), value.clone()))
                .collect(),
        )),
        Data::Set(_, elements) => {
            Ok(Some(elements.iter().map(|value| (value.clone(), value.clone())).collect()))
        }
        Data::Map(_, entries) | Data::Object(entries) => Ok(Some(
            entries
                .iter()
                .map(|(name, value)| (Value::string(Arc::clone(name)), value.clone()))
                .collect(),
        )),
        Data::Unknown(unknown) if !unknown.type_.is_primitive() => Ok(None),
        _ => Err(format!("cannot iterate over {}", collection.type_of().friendly_name())),
    }
}
