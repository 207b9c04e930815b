//! From trees to the blocks of a module.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use resilint_syntax::{Attribute, Block, Diagnostic, Expression, ExpressionKind, Format, Tree};

use super::{
    Backend, Check, Declaration, Import, Local, Module, ModuleCall, Moved, NodeRef, Output,
    ProviderBlock, ProviderRef, ProviderUse, Removed, Resource, Variable, merge, provider,
};
use crate::address::{Mode, ResourceRef};
use crate::source::ModuleSource;

/// The block types that stand at the top of a file, and how many labels each has.
const TOP_LEVEL: [(&str, usize); 13] = [
    ("resource", 2),
    ("data", 2),
    ("ephemeral", 2),
    ("variable", 1),
    ("output", 1),
    ("locals", 0),
    ("module", 1),
    ("provider", 1),
    ("terraform", 0),
    ("moved", 0),
    ("removed", 0),
    ("import", 0),
    ("check", 1),
];

/// Lowers one directory's files: first those of the module, then its override files.
pub(crate) fn lower(
    directory: &Path,
    primary: &[Arc<Tree>],
    overrides: &[Arc<Tree>],
    incomplete: bool,
) -> (Module, Vec<Diagnostic>) {
    let trees: Vec<Arc<Tree>> = primary.iter().chain(overrides).cloned().collect();
    let incomplete = incomplete || trees.iter().any(|tree| tree.has_errors());
    let module = empty(directory, trees, incomplete);
    let mut lowering = Lowering { module, diagnostics: Vec::new(), tree: 0, overriding: false };
    for index in 0..lowering.module.trees.len() {
        let tree = Arc::clone(&lowering.module.trees[index]);
        lowering.tree = u32::try_from(index).expect("a directory holds fewer than 2^32 files");
        lowering.overriding = index >= primary.len();
        for (block, labels) in top_level(&tree) {
            lowering.block(block, labels);
        }
    }
    (lowering.module, lowering.diagnostics)
}

fn empty(directory: &Path, trees: Vec<Arc<Tree>>, incomplete: bool) -> Module {
    Module {
        directory: Arc::from(directory),
        trees,
        variables: BTreeMap::new(),
        locals: BTreeMap::new(),
        outputs: BTreeMap::new(),
        resources: BTreeMap::new(),
        calls: BTreeMap::new(),
        providers: BTreeMap::new(),
        required_providers: BTreeMap::new(),
        required_version: None,
        backend: None,
        moved: Vec::new(),
        removed: Vec::new(),
        imports: Vec::new(),
        checks: BTreeMap::new(),
        incomplete,
        generated_by: None,
        wrong_references: OnceLock::new(),
    }
}

/// The blocks Terraform knows, with the number of labels each must have. Others (of a future version) are left alone.
fn top_level(tree: &Tree) -> Vec<(Block<'_>, usize)> {
    if tree.format() == Format::Json {
        let blocks = TOP_LEVEL.iter().flat_map(|(kind, labels)| {
            tree.body().blocks_of(kind, *labels).into_iter().map(|block| (block, *labels))
        });
        return blocks.collect();
    }
    let known = |block: Block<'_>| {
        TOP_LEVEL.iter().find(|(kind, _)| block.kind() == *kind).map(|(_, labels)| *labels)
    };
    tree.body().blocks().into_iter().filter_map(|block| Some((block, known(block)?))).collect()
}

/// The module so far, and where the reading stands.
struct Lowering {
    module: Module,
    diagnostics: Vec<Diagnostic>,
    tree: u32,
    overriding: bool,
}

impl Lowering {
    fn block(&mut self, block: Block<'_>, labels: usize) {
        let names: Vec<Arc<str>> =
            block.labels().iter().map(|label| Arc::from(label.text.as_ref())).collect();
        if names.len() != labels {
            if !block.has_error() {
                let message = format!(
                    "`{}` takes {labels} label{}, here are {}",
                    block.kind(),
                    if labels == 1 { "" } else { "s" },
                    names.len()
                );
                self.diagnostics.push(Diagnostic::error(
                    "invalid-block",
                    block.header_span(),
                    message,
                ));
            }
            return;
        }
        if self.overriding {
            self.diagnostics.extend(merge::refused(&self.module, block, &names));
        }
        match (block.kind().as_ref(), names.as_slice()) {
            (kind @ ("resource" | "data" | "ephemeral"), [type_name, name]) => {
                self.resource(block, mode(kind), type_name, name, None)
            }
            ("variable", [name]) => self.variable(block, name),
            ("output", [name]) => self.output(block, name),
            ("locals", []) => self.locals(block),
            ("module", [name]) => self.call(block, name),
            ("provider", [name]) => self.provider(block, name),
            ("terraform", []) => self.terraform(block),
            ("check", [name]) => self.check(block, name),
            _ => self.refactoring(block),
        }
    }

    fn resource(
        &mut self,
        block: Block<'_>,
        mode: Mode,
        type_name: &Arc<str>,
        name: &Arc<str>,
        in_check: Option<Arc<str>>,
    ) {
        let provider =
            block.body().attribute("provider").and_then(|attribute| self.used_provider(attribute));
        let declaration = self.declaration(block);
        let key = ResourceRef { mode, type_name: Arc::clone(type_name), name: Arc::clone(name) };
        match self.module.resources.get_mut(&key) {
            Some(known) if self.overriding => {
                known.declaration.parts.extend(declaration.parts);
                known.provider = provider.or_else(|| known.provider.take());
            }
            Some(known) => {
                let known = known.declaration.clone();
                self.duplicate(&format!("`{key}`"), block, &known);
            }
            None => {
                self.module.resources.insert(key, Resource { declaration, provider, in_check });
            }
        }
    }

    fn variable(&mut self, block: Block<'_>, name: &Arc<str>) {
        let type_ = self.attribute(block, "type");
        let default = self.attribute(block, "default");
        let flag = |name: &str| {
            block.body().attribute(name).and_then(|attribute| literal_bool(attribute.value()))
        };
        let (nullable, sensitive, ephemeral) =
            (flag("nullable"), flag("sensitive"), flag("ephemeral"));
        let declaration = self.declaration(block);
        match self.module.variables.get_mut(name) {
            Some(known) if self.overriding => {
                known.declaration.parts.extend(declaration.parts);
                known.type_ = type_.or(known.type_);
                known.default = default.or(known.default);
                known.nullable = nullable.unwrap_or(known.nullable);
                known.sensitive = sensitive.unwrap_or(known.sensitive);
                known.ephemeral = ephemeral.unwrap_or(known.ephemeral);
            }
            Some(known) => {
                let known = known.declaration.clone();
                self.duplicate(&format!("variable `{name}`"), block, &known);
            }
            None => {
                let (nullable, sensitive, ephemeral) = (
                    nullable.unwrap_or(true),
                    sensitive.unwrap_or(false),
                    ephemeral.unwrap_or(false),
                );
                self.module.variables.insert(
                    Arc::clone(name),
                    Variable { declaration, type_, default, nullable, sensitive, ephemeral },
                );
            }
        }
    }

    fn output(&mut self, block: Block<'_>, name: &Arc<str>) {
        let value = self.attribute(block, "value");
        let flag = |name: &str| {
            block.body().attribute(name).and_then(|attribute| literal_bool(attribute.value()))
        };
        let (sensitive, ephemeral) = (flag("sensitive"), flag("ephemeral"));
        let declaration = self.declaration(block);
        match self.module.outputs.get_mut(name) {
            Some(known) if self.overriding => {
                known.declaration.parts.extend(declaration.parts);
                known.value = value.or(known.value);
                known.sensitive = sensitive.unwrap_or(known.sensitive);
                known.ephemeral = ephemeral.unwrap_or(known.ephemeral);
            }
            Some(known) => {
                let known = known.declaration.clone();
                self.duplicate(&format!("output `{name}`"), block, &known);
            }
            None => {
                let (sensitive, ephemeral) =
                    (sensitive.unwrap_or(false), ephemeral.unwrap_or(false));
                self.module
                    .outputs
                    .insert(Arc::clone(name), Output { declaration, value, sensitive, ephemeral });
            }
        }
    }

    fn locals(&mut self, block: Block<'_>) {
        for attribute in block.body().attributes() {
            let name: Arc<str> = Arc::from(attribute.name().as_ref());
            let local =
                Local { value: self.place(attribute.value()), name_span: attribute.name_span() };
            match self.module.locals.get(&name) {
                Some(known) if !self.overriding => {
                    let diagnostic = Diagnostic::error(
                        "duplicate-definition",
                        attribute.name_span(),
                        format!("local `{name}` is defined twice"),
                    );
                    self.diagnostics
                        .push(diagnostic.with_related(known.name_span, "first defined here"));
                }
                known => {
                    if self.overriding && known.is_none() {
                        let what = format!("local `{name}`");
                        let missing = merge::missing(&self.module, &what, attribute.name_span());
                        self.diagnostics.extend(missing);
                    }
                    self.module.locals.insert(name, local);
                }
            }
        }
    }

    fn call(&mut self, block: Block<'_>, name: &Arc<str>) {
        let body = block.body();
        let source = body.attribute("source");
        let text = source.and_then(|attribute| literal(attribute.value()));
        let call = ModuleCall {
            declaration: self.declaration(block),
            source: text.as_deref().map(ModuleSource::parse),
            source_span: source.map_or(block.header_span(), |attribute| attribute.value().span()),
            version: body.attribute("version").and_then(|attribute| literal(attribute.value())),
            providers: body
                .attribute("providers")
                .map(|attribute| provider::passed(attribute.value(), self.tree)),
        };
        match self.module.calls.get_mut(name) {
            Some(known) if self.overriding => merge::call(known, call),
            Some(known) => {
                let known = known.declaration.clone();
                self.duplicate(&format!("module `{name}`"), block, &known);
            }
            None => {
                self.module.calls.insert(Arc::clone(name), call);
            }
        }
    }

    fn provider(&mut self, block: Block<'_>, name: &Arc<str>) {
        let key = ProviderRef { name: Arc::clone(name), alias: provider::alias(block) };
        if let Some(version) =
            block.body().attribute("version").and_then(|attribute| literal(attribute.value()))
        {
            self.module
                .required_providers
                .entry(Arc::clone(name))
                .or_default()
                .version
                .get_or_insert(version);
        }
        let declaration = self.declaration(block);
        match self.module.providers.get_mut(&key) {
            Some(known) if self.overriding => known.declaration.parts.extend(declaration.parts),
            Some(known) => {
                let known = known.declaration.clone();
                self.duplicate(&format!("provider configuration `{key}`"), block, &known);
            }
            None => {
                self.module.providers.insert(key, ProviderBlock { declaration });
            }
        }
    }

    fn terraform(&mut self, block: Block<'_>) {
        let version = block.body().attribute("required_version");
        if let Some(version) = version.and_then(|attribute| literal(attribute.value())) {
            self.module.required_version = Some(version);
        }
        for inner in block.body().blocks_of("required_providers", 0) {
            for attribute in inner.body().attributes() {
                let required = provider::required(attribute.value());
                self.module
                    .required_providers
                    .insert(Arc::from(attribute.name().as_ref()), required);
            }
        }
        for inner in block.body().blocks_of("backend", 1) {
            let kind = inner
                .labels()
                .first()
                .map_or_else(|| Arc::from(""), |label| Arc::from(label.text.as_ref()));
            self.module.backend = Some(Backend { kind, header: inner.header_span() });
        }
        for inner in block.body().blocks_of("cloud", 0) {
            self.module.backend =
                Some(Backend { kind: Arc::from("cloud"), header: inner.header_span() });
        }
    }

    fn check(&mut self, block: Block<'_>, name: &Arc<str>) {
        for inner in block.body().blocks_of("data", 2) {
            let labels = inner.labels();
            if let [type_name, data_name] = labels.as_slice() {
                let (type_name, data_name) =
                    (Arc::from(type_name.text.as_ref()), Arc::from(data_name.text.as_ref()));
                self.resource(inner, Mode::Data, &type_name, &data_name, Some(Arc::clone(name)));
            }
        }
        let declaration = self.declaration(block);
        self.module.checks.insert(Arc::clone(name), Check { declaration });
    }

    fn used_provider(&mut self, attribute: Attribute<'_>) -> Option<ProviderUse> {
        let used = provider::used(attribute.value(), self.tree);
        if used.is_none() && !attribute.has_error() {
            let message = "a provider configuration is named here: `aws`, or `aws.` and its alias";
            self.diagnostics.push(Diagnostic::error(
                "invalid-provider-reference",
                attribute.value().span(),
                message,
            ));
        }
        used
    }

    fn refactoring(&mut self, block: Block<'_>) {
        let header = block.header_span();
        let (from, to) = (self.attribute(block, "from"), self.attribute(block, "to"));
        match block.kind().as_ref() {
            "moved" => self.module.moved.push(Moved { from, to, header }),
            "removed" => self.module.removed.push(Removed { from, header }),
            _ => {
                let declaration = self.declaration(block);
                self.module.imports.push(Import { declaration, to });
            }
        }
    }

    fn duplicate(&mut self, what: &str, block: Block<'_>, known: &Declaration) {
        let diagnostic = Diagnostic::error(
            "duplicate-definition",
            block.header_span(),
            format!("{what} is defined twice"),
        );
        self.diagnostics
            .push(diagnostic.with_related(self.module.header(known), "first defined here"));
    }

    fn declaration(&self, block: Block<'_>) -> Declaration {
        Declaration::new(NodeRef { tree: self.tree, node: block.id() })
    }

    fn attribute(&self, block: Block<'_>, name: &str) -> Option<NodeRef> {
        block.body().attribute(name).map(|attribute| self.place(attribute.value()))
    }

    fn place(&self, expression: Expression<'_>) -> NodeRef {
        NodeRef { tree: self.tree, node: expression.id() }
    }
}

/// What a block of this type declares.
pub(super) fn mode(kind: &str) -> Mode {
    match kind {
        "data" => Mode::Data,
        "ephemeral" => Mode::Ephemeral,
        _ => Mode::Managed,
    }
}

pub(super) fn literal(expression: Expression<'_>) -> Option<Arc<str>> {
    expression.as_literal().map(|text| Arc::from(text.as_ref()))
}

fn literal_bool(expression: Expression<'_>) -> Option<bool> {
    match expression.kind() {
        ExpressionKind::Bool(value) => Some(value),
        _ => literal(expression).and_then(|text| text.parse().ok()),
    }
}
