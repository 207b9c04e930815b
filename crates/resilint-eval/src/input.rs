//! Values for the root module's variables, from where Terraform takes them and in its order.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use resilint_config::{Configuration, Variable};
use resilint_syntax::{
    Diagnostic, EntryKind, ExpressionKind, FileId, FileSystem, Files, Format, Span, parse,
    parse_values,
};

use crate::expr::{Context, Names, evaluate, type_constraint};
use crate::origin::{OriginKind, Origins};
use crate::plan::Plan;
use crate::scope::{Evaluator, Scope};
use crate::value::Value;

/// What is handed in besides the files of the root module.
#[derive(Debug, Clone, Default)]
pub struct Inputs {
    /// The file of Terragrunt that runs the root module: what its `inputs` say literally is given.
    pub terragrunt: Option<PathBuf>,
    /// `TF_VAR_*` of the environment, without the prefix.
    pub environment: BTreeMap<String, String>,
    /// What is given with `--var` and `--var-file`, in the order of the command line.
    pub arguments: Vec<InputArgument>,
    /// The workspace's name, if known.
    pub workspace: Option<String>,
    /// Whether the root module is a library, called by modules that are not at hand: then its variables are unknown, whatever their defaults.
    pub is_library: bool,
    /// A plan of this root module. It fills in what the files leave open, and wins where the two disagree.
    pub plan: Option<Arc<Plan>>,
}

/// `--var` or `--var-file`. Later ones win over earlier ones, whichever they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum InputArgument {
    /// A variable's name and its value as text.
    Value(String, String),
    /// A variable file.
    File(PathBuf),
}

impl InputArgument {
    /// The same, with another path if it is a file.
    #[must_use]
    pub fn with_path(&self, change: impl FnOnce(&Path) -> PathBuf) -> Self {
        match self {
            Self::File(path) => Self::File(change(path)),
            Self::Value(..) => self.clone(),
        }
    }
}

/// Values by variable, and what is wrong with them.
pub(crate) struct Given {
    pub(crate) values: BTreeMap<Arc<str>, Value>,
    pub(crate) origins: Origins,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// Reads all values, the later ones over the earlier ones: Terragrunt's inputs, environment, `terraform.tfvars`, `terraform.tfvars.json`, `*.auto.tfvars` and
/// `*.auto.tfvars.json` by name, then `--var-file` and `--var` in the order given.
pub(crate) fn read(
    configuration: &Configuration,
    files: &Files,
    fs: &dyn FileSystem,
    inputs: &Inputs,
) -> Given {
    let evaluator = Evaluator::new(configuration, fs, BTreeMap::new(), Origins::default());
    let root = evaluator.root();
    let mut reading = Reading {
        configuration,
        files,
        fs,
        evaluator: &evaluator,
        root: &root,
        values: BTreeMap::new(),
        diagnostics: Vec::new(),
    };
    if let Some(path) = &inputs.terragrunt {
        reading.terragrunt(path);
    }
    for (name, text) in &inputs.environment {
        reading.text("TF_VAR_", name, text);
    }
    for path in own_files(fs, configuration.directory()) {
        reading.file(&path, false);
    }
    for argument in &inputs.arguments {
        match argument {
            InputArgument::File(path) => reading.file(path, true),
            InputArgument::Value(name, text) => reading.text("--var ", name, text),
        }
    }
    let Reading { values, diagnostics, .. } = reading;
    Given { values, origins: evaluator.origins.take(), diagnostics }
}

/// The files Terraform reads by itself, in its order.
fn own_files(fs: &dyn FileSystem, directory: &Path) -> Vec<PathBuf> {
    let entries = fs.list(directory).unwrap_or_default();
    let mut found: Vec<(u8, PathBuf)> = entries
        .into_iter()
        .filter(|entry| entry.kind == EntryKind::File)
        .filter_map(|entry| {
            let name = entry.path.file_name()?.to_str()?;
            let rank = match name {
                "terraform.tfvars" => 0,
                "terraform.tfvars.json" => 1,
                _ if name.ends_with(".auto.tfvars") || name.ends_with(".auto.tfvars.json") => 2,
                _ => return None,
            };
            Some((rank, entry.path))
        })
        .collect();
    found.sort();
    found.into_iter().map(|(_, path)| path).collect()
}

struct Reading<'a> {
    configuration: &'a Configuration,
    files: &'a Files,
    fs: &'a dyn FileSystem,
    /// Evaluates where nothing is defined, and keeps the origins that come up.
    evaluator: &'a Evaluator<'a>,
    root: &'a Scope<'a>,
    values: BTreeMap<Arc<str>, Value>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Reading<'a> {
    fn variable(&self, name: &str) -> Option<(&'a Arc<str>, &'a Variable)> {
        self.configuration.root.module.variables.get_key_value(name)
    }

    fn file(&mut self, path: &Path, must_exist: bool) {
        let text = match self.fs.read(path) {
            Ok(text) => text,
            Err(error) => {
                let file = self.files.add(path, Arc::from([]));
                if must_exist {
                    let message =
                        format!("the variable file `{}` cannot be read: {error}", path.display());
                    self.diagnostics.push(Diagnostic::error(
                        "unreadable-file",
                        Span::at(file, 0),
                        message,
                    ));
                }
                return;
            }
        };
        let file = self.files.add(path, Arc::clone(&text));
        let format = Format::of(path).unwrap_or(Format::Native);
        self.definitions(file, &text, format, |reading, name, span| {
            if reading.variable(name).is_none() && !reading.configuration.root.module.is_partial() {
                let message = format!("the root module declares no variable `{name}`");
                reading.diagnostics.push(Diagnostic::warning(
                    "undeclared-variable-value",
                    span,
                    message,
                ));
            }
        });
    }

    /// What the `inputs` of a file of Terragrunt say by themselves; what takes its functions to know is left out.
    fn terragrunt(&mut self, path: &Path) {
        let Ok(text) = self.fs.read(path) else { return };
        let file = self.files.add(path, Arc::clone(&text));
        let (tree, _) = parse(file, &text, Format::Native);
        let Some(inputs) = tree.body().attribute("inputs") else { return };
        let ExpressionKind::Object(inputs) = inputs.value().kind() else { return };
        for entry in inputs.entries() {
            let Some(name) = entry.key.as_literal() else { continue };
            let context = Context { names: Names::Bound, ..self.context() };
            let Ok(value) = evaluate(entry.value, &context) else { continue };
            if !value.holds_undecided() {
                self.give(Arc::from(&*name), value, entry.span());
            }
        }
    }

    /// A value given as text: for a variable of a primitive type the text itself, for all others an expression.
    fn text(&mut self, from: &str, name: &str, text: &str) {
        let root = &self.configuration.root.module;
        let declared = self.variable(name).map(|(_, variable)| self.is_text(variable));
        // What declares it is not here: then it is a text.
        let Some(is_text) = declared.or(root.generated_by.is_some().then_some(true)) else {
            if !from.starts_with("TF_VAR") && !self.configuration.root.module.is_partial() {
                let file =
                    self.files.add(Path::new(&format!("{from}{name}")), Arc::from(text.as_bytes()));
                let message = format!("the root module declares no variable `{name}`");
                self.diagnostics.push(Diagnostic::error(
                    "undeclared-variable-value",
                    Span::at(file, 0),
                    message,
                ));
            }
            return;
        };
        let name: Arc<str> = Arc::from(name);
        if is_text {
            let file =
                self.files.add(Path::new(&format!("{from}{name}")), Arc::from(text.as_bytes()));
            let span = Span::new(file, 0, u32::try_from(text.len()).unwrap_or(u32::MAX));
            let origin = self
                .evaluator
                .origins
                .borrow_mut()
                .add(span, OriginKind::VariableValue(Arc::clone(&name)));
            self.values.insert(name, Value::string(text).with_origin(origin));
            return;
        }
        let text: Arc<[u8]> = Arc::from(format!("{name} = {text}\n").into_bytes());
        let file = self.files.add(Path::new(&format!("{from}{name}")), Arc::clone(&text));
        self.definitions(file, &text, Format::Native, |_, _, _| {});
    }

    fn is_text(&self, variable: &Variable) -> bool {
        let Some(place) = variable.type_ else { return true };
        let expression = self.configuration.root.module.expression(place);
        type_constraint(expression, &self.context()).is_ok_and(|type_| type_.is_primitive())
    }

    fn definitions(
        &mut self,
        file: FileId,
        text: &Arc<[u8]>,
        format: Format,
        check: impl Fn(&mut Self, &str, Span),
    ) {
        let (tree, diagnostics) = parse_values(file, text, format);
        self.diagnostics.extend(diagnostics);
        for attribute in tree.body().attributes() {
            let name: Arc<str> = Arc::from(attribute.name().as_ref());
            check(self, &name, attribute.name_span());
            let value = evaluate(attribute.value(), &self.context());
            let value = value.unwrap_or_else(|fault| {
                self.diagnostics.extend(fault.diagnostic());
                fault.value()
            });
            self.give(name, value, attribute.span());
        }
    }

    fn give(&mut self, name: Arc<str>, value: Value, span: Span) {
        let kind = OriginKind::VariableValue(Arc::clone(&name));
        let origin = self.evaluator.origins.borrow_mut().add(span, kind);
        let is_plain = value.elements().is_none() && value.entries().is_none();
        let value = if is_plain { value.with_origin(origin) } else { value };
        self.values.insert(name, value);
    }

    fn context(&self) -> Context<'a, 'a> {
        Context { names: Names::Nothing, ..self.root.context(self.evaluator) }
    }
}
