//! Where values come from: every value carries the chain of places that decided it.

use std::collections::BTreeMap;
use std::sync::Arc;

use resilint_config::ModulePath;
use resilint_syntax::Span;

use crate::path::PathStep;
use crate::value::Value;

/// The longest chain that is told.
const MAX_STEPS: usize = 24;

/// The place that decided a value: an entry of [`crate::Origins`]. `OriginId::NONE` for values that nothing in the text decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OriginId(pub(crate) u32);

impl OriginId {
    /// No place: computed by us, or not tracked.
    pub const NONE: Self = Self(0);
}

/// A place on the way to a value, for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OriginStep {
    /// The place.
    pub span: Span,
    /// What it is: `value given here`, `default of variable `x``, `argument of module `db``, `local `y``.
    pub note: String,
    /// Whether to change this place is to change the value. Not so behind a reference to another resource, and behind a mixture of several values.
    pub decides: bool,
}

/// The places that decided the values of one evaluation.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    entries: Vec<Entry>,
    evaluations: Vec<BTreeMap<ModulePath, Arguments>>,
}

/// The arguments of one module instance, by variable.
pub(crate) type Arguments = BTreeMap<Arc<str>, Value>;

#[derive(Debug, Clone)]
struct Entry {
    span: Span,
    kind: OriginKind,
}

/// What an entry says about its place.
#[derive(Debug, Clone)]
pub(crate) enum OriginKind {
    /// A literal.
    Literal,
    /// A reference to something, whose value was decided elsewhere.
    Reference(OriginId),
    /// An element of a list, by a number that is written here: that it is this one is decided here.
    Element(OriginId),
    /// A reference to an output of a called module.
    Output(OriginId),
    /// A reference to an attribute of another resource: that it is this resource is decided here, whatever decides the attribute there.
    Link,
    /// Computed from other values.
    Computed(Box<[OriginId]>),
    /// The text of a whole value, as `jsonencode` and `yamlencode` write it: what is inside has places of its own.
    Encoded(Value),
    /// Joined with text of its own: a name or a message, which is decided here.
    Joined(Box<[OriginId]>),
    /// A variable's default.
    VariableDefault(Arc<str>),
    /// A variable that no value is given for: the place is its declaration.
    VariableDeclared(Arc<str>),
    /// A value given for a root module's variable.
    VariableValue(Arc<str>),
    /// What a plan says, and what the source says about the same.
    Planned { parent: OriginId, contradicts: bool },
    /// An argument of the module instance in whose evaluation the value occurs. The place is the variable's.
    Argument { evaluation: usize, variable: Arc<str>, path: Box<[PathStep]> },
}

impl OriginKind {
    /// What to say of the place; nothing where the place is another one.
    fn note(&self) -> Option<String> {
        Some(match self {
            Self::Literal => "value given here".to_owned(),
            Self::VariableDefault(name) => format!("default of variable `{name}`"),
            Self::VariableDeclared(name) => format!("variable `{name}` declared here"),
            Self::VariableValue(name) => format!("value of variable `{name}`"),
            Self::Reference(_) | Self::Element(_) | Self::Output(_) | Self::Link => {
                "taken from here".to_owned()
            }
            Self::Planned { contradicts: true, .. } => "the plan says otherwise".to_owned(),
            Self::Planned { contradicts: false, .. } => "value in the plan".to_owned(),
            Self::Computed(_) | Self::Encoded(_) | Self::Joined(_) => "computed here".to_owned(),
            Self::Argument { .. } => return None,
        })
    }
}

impl Origins {
    pub(crate) fn add(&mut self, span: Span, kind: OriginKind) -> OriginId {
        self.entries.push(Entry { span, kind });
        OriginId(u32::try_from(self.entries.len()).unwrap_or(0))
    }

    pub(crate) fn add_evaluation(&mut self) -> usize {
        self.evaluations.push(BTreeMap::new());
        self.evaluations.len() - 1
    }

    /// Says which argument a module instance with the values of an evaluation has.
    pub(crate) fn set_argument(
        &mut self,
        evaluation: usize,
        path: &ModulePath,
        variable: &Arc<str>,
        value: Value,
    ) {
        let arguments = self.evaluations[evaluation].entry(path.clone()).or_default();
        arguments.insert(Arc::clone(variable), value);
    }

    /// The places that decided a value, the nearest one first. `module` is the module instance that the value belongs to.
    #[must_use]
    pub fn chain(&self, module: &ModulePath, origin: OriginId) -> Vec<OriginStep> {
        let mut steps = Vec::new();
        self.walk(module, origin, Told::default(), &mut steps);
        steps
    }

    /// The places that decided what is at a path inside a text that `jsonencode` or `yamlencode` wrote; none when it was not, or has nothing there.
    #[must_use]
    pub fn chain_inside(
        &self,
        module: &ModulePath,
        text: OriginId,
        path: &[PathStep],
    ) -> Vec<OriginStep> {
        let mut place = Some((module.clone(), text));
        // No chain of references is longer than the evaluation was deep.
        for _ in 0..MAX_STEPS {
            let Some((module, origin)) = place else { break };
            place = match self.entry(origin).map(|entry| &entry.kind) {
                Some(OriginKind::Encoded(value)) => {
                    let inside = value.at(path).map(|value| value.origin);
                    return inside.map(|origin| self.chain(&module, origin)).unwrap_or_default();
                }
                Some(
                    OriginKind::Reference(parent)
                    | OriginKind::Element(parent)
                    | OriginKind::Output(parent)
                    | OriginKind::Planned { parent, .. },
                ) => Some((module, *parent)),
                Some(OriginKind::Argument { evaluation, variable, path }) => self
                    .argument(&module, *evaluation, variable, path)
                    .map(|(caller, _, origin)| (caller, origin)),
                _ => None,
            };
        }
        Vec::new()
    }

    /// Whether a value is made within a place, by an operation or a function that may refuse other operands.
    pub(crate) fn is_computed_in(&self, origin: OriginId, place: Span) -> bool {
        let is_computed = |entry: &Entry| matches!(entry.kind, OriginKind::Computed(_));
        self.is_within(origin, place) && self.entry(origin).is_some_and(is_computed)
    }

    /// Whether a value is made or selected within a place.
    pub(crate) fn is_within(&self, origin: OriginId, place: Span) -> bool {
        self.entry(origin).is_some_and(|entry| {
            entry.span.file == place.file
                && entry.span.start >= place.start
                && entry.span.end <= place.end
        })
    }

    fn entry(&self, origin: OriginId) -> Option<&Entry> {
        self.entries.get((origin.0 as usize).checked_sub(1)?)
    }

    fn walk(
        &self,
        module: &ModulePath,
        origin: OriginId,
        told: Told<'_>,
        steps: &mut Vec<OriginStep>,
    ) {
        let Some(entry) = self.entry(origin) else { return };
        if steps.len() >= MAX_STEPS {
            return;
        }
        // An output hands on what is inside its module; who asks for the output decides that it is this module's.
        let handed_on = told.in_output && matches!(entry.kind, OriginKind::Link);
        if let Some(note) = entry.kind.note().filter(|_| !handed_on) {
            let note = told.argument.map_or(note, str::to_owned);
            if steps.iter().all(|step| step.span != entry.span) {
                steps.push(OriginStep { span: entry.span, note, decides: !told.beyond });
            }
        }
        let further = Told { argument: None, ..told };
        match &entry.kind {
            OriginKind::Literal
            | OriginKind::VariableDefault(_)
            | OriginKind::VariableDeclared(_)
            | OriginKind::VariableValue(_)
            | OriginKind::Link => {}
            OriginKind::Reference(parent) | OriginKind::Planned { parent, .. } => {
                self.walk(module, *parent, further, steps);
            }
            OriginKind::Encoded(value) => self.walk(module, value.origin, further, steps),
            OriginKind::Element(parent) => {
                self.walk(module, *parent, Told { beyond: true, ..further }, steps);
            }
            OriginKind::Output(parent) => {
                self.walk(module, *parent, Told { in_output: true, ..further }, steps);
            }
            OriginKind::Computed(parents) | OriginKind::Joined(parents) => {
                let joined = matches!(entry.kind, OriginKind::Joined(_));
                let beyond = told.beyond || joined || !self.have_one_source(parents);
                for parent in parents {
                    self.walk(module, *parent, Told { beyond, ..further }, steps);
                }
            }
            OriginKind::Argument { evaluation, variable, path } => {
                let Some((caller, note, origin)) =
                    self.argument(module, *evaluation, variable, path)
                else {
                    return;
                };
                let told = Told { argument: Some(&note), in_output: false, ..told };
                self.walk(&caller, origin, told, steps);
            }
        }
    }

    /// The caller of a module instance, what to say of the argument it gives, and where that comes from.
    fn argument(
        &self,
        module: &ModulePath,
        evaluation: usize,
        variable: &Arc<str>,
        path: &[PathStep],
    ) -> Option<(ModulePath, String, OriginId)> {
        let (instance, arguments) = nearest(self.evaluations.get(evaluation)?, module)?;
        let value = arguments.get(variable)?.at(path)?;
        let call = instance.steps().last().map_or("", |step| step.name.as_ref());
        let note = format!("argument `{variable}` of module `{call}`");
        Some((instance.parent()?, note, value.origin))
    }

    /// Whether values come from one place besides the literals beside it: only then that place decides what is computed from them.
    fn have_one_source(&self, parents: &[OriginId]) -> bool {
        let is_literal = |origin: &&OriginId| {
            matches!(self.entry(**origin), Some(Entry { kind: OriginKind::Literal, .. }))
        };
        parents.len() == 1 || parents.iter().filter(|origin| !is_literal(origin)).count() == 1
    }
}

/// How the places further down a chain are told.
#[derive(Debug, Clone, Copy, Default)]
struct Told<'a> {
    /// The module argument that the next place is.
    argument: Option<&'a str>,
    /// Whether the place that decides lies before.
    beyond: bool,
    /// Whether they are inside a module whose output is taken.
    in_output: bool,
}

/// The instance of an evaluation that a value seen in a module belongs to: the module itself, or one that it calls.
fn nearest<'a>(
    instances: &'a BTreeMap<ModulePath, Arguments>,
    module: &ModulePath,
) -> Option<(&'a ModulePath, &'a Arguments)> {
    let below = || instances.iter().find(|(path, _)| path.steps().starts_with(module.steps()));
    instances.get_key_value(module).or_else(below).or_else(|| instances.iter().next())
}

impl Value {
    /// The value at a path inside this one.
    #[must_use]
    pub fn at(&self, path: &[PathStep]) -> Option<&Self> {
        path.iter().try_fold(self, |value, step| match step {
            PathStep::Name(name) => value.get(name),
            PathStep::Index(index) => value.elements()?.get(*index),
        })
    }

    /// The same value with new origins for it and everything inside.
    pub(crate) fn with_origins(
        &self,
        path: &mut Vec<PathStep>,
        origin: &mut dyn FnMut(&[PathStep]) -> OriginId,
    ) -> Self {
        use crate::value::Data;
        let list = |elements: &[Self],
                    path: &mut Vec<PathStep>,
                    origin: &mut dyn FnMut(&[PathStep]) -> OriginId|
         -> Arc<[Self]> {
            let change = |(index, element): (usize, &Self)| {
                path.push(PathStep::Index(index));
                let changed = element.with_origins(path, origin);
                path.pop();
                changed
            };
            elements.iter().enumerate().map(change).collect()
        };
        let map = |entries: &BTreeMap<Arc<str>, Self>,
                   path: &mut Vec<PathStep>,
                   origin: &mut dyn FnMut(&[PathStep]) -> OriginId| {
            let change = |(name, element): (&Arc<str>, &Self)| {
                path.push(PathStep::Name(Arc::clone(name)));
                let changed = element.with_origins(path, origin);
                path.pop();
                (Arc::clone(name), changed)
            };
            Arc::new(entries.iter().map(change).collect::<BTreeMap<_, _>>())
        };
        let own = origin(path);
        let data = match &self.data {
            Data::List(type_, elements) => Data::List(type_.clone(), list(elements, path, origin)),
            Data::Set(type_, elements) => Data::Set(type_.clone(), list(elements, path, origin)),
            Data::Tuple(elements) => Data::Tuple(list(elements, path, origin)),
            Data::Map(type_, entries) => Data::Map(type_.clone(), map(entries, path, origin)),
            Data::Object(entries) => Data::Object(map(entries, path, origin)),
            other => other.clone(),
        };
        Self { data, origin: own, ..self.clone() }
    }
}
