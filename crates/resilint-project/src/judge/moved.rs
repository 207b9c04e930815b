//! What a resource was called before: `moved` blocks, read backwards.

use resilint_config::{Address, Child, Configuration, Module, ModulePath, NodeRef};

/// Chains of moves are followed so far.
const MAX_MOVES: usize = 16;

/// The addresses that a resource instance had before, the latest first.
pub(crate) fn earlier_addresses(configuration: &Configuration, address: &Address) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    let mut current = address.to_string();
    let modules = modules_above(configuration, &address.module);
    if modules.iter().all(|(_, module)| module.moved.is_empty()) {
        return found;
    }
    while found.len() < MAX_MOVES {
        let earlier = modules.iter().find_map(|(prefix, module)| moved(module, prefix, &current));
        match earlier {
            Some(earlier) if !found.contains(&earlier) && earlier != address.to_string() => {
                found.push(earlier.clone());
                current = earlier;
            }
            _ => break,
        }
    }
    found
}

/// The root module and those on the way to a module instance, each with what its addresses begin with.
fn modules_above<'c>(
    configuration: &'c Configuration,
    path: &ModulePath,
) -> Vec<(String, &'c Module)> {
    let mut node = &configuration.root;
    let mut above = vec![(String::new(), &*node.module)];
    let mut module = ModulePath::root();
    for step in path.steps() {
        let Some(Child::Loaded(child)) = node.children.get(&step.name) else { break };
        module = module.child(&step.name, step.key.clone());
        above.push((format!("{module}."), &child.module));
        node = child;
    }
    above
}

/// The address before, when one of a module's moves leads to this one.
fn moved(module: &Module, prefix: &str, address: &str) -> Option<String> {
    let own = address.strip_prefix(prefix)?;
    module.moved.iter().find_map(|moved| {
        let (from, to) = (text(module, moved.from)?, text(module, moved.to)?);
        let rest = own.strip_prefix(to.as_str())?;
        let is_whole = rest.is_empty() || rest.starts_with(['[', '.']);
        is_whole.then(|| format!("{prefix}{from}{rest}"))
    })
}

/// An address as it is written, without spaces.
fn text(module: &Module, place: Option<NodeRef>) -> Option<String> {
    let span = module.expression(place?).span();
    let tree = module.trees.iter().find(|tree| tree.file() == span.file)?;
    let written = tree.text().get(span.start as usize..span.end as usize)?;
    let written = std::str::from_utf8(written).ok()?;
    // In JSON an address is a string.
    let written = if written.starts_with('"') {
        serde_json::from_str::<String>(written).ok()?
    } else {
        written.to_owned()
    };
    Some(written.chars().filter(|character| !character.is_whitespace()).collect())
}
