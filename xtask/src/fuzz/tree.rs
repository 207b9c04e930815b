//! A configuration as a tree of texts, so that it can be made smaller without knowing the language.

/// A piece of text with structure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Tree {
    Text(String),
    /// An expression: an expression inside it, or a plain one, may stand in its place.
    Expression(Vec<Tree>),
    /// Something that may be left out: a block, an argument, an element.
    Part(Vec<Tree>),
    Group(Vec<Tree>),
}

/// Expressions that are as small as can be.
const PLAIN: [&str; 7] = ["null", "true", "1", "\"a\"", "[]", "{}", "[1]"];

impl Tree {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A part made of a line with an expression in it: `name = «expression»`.
    pub(crate) fn argument(indent: &str, name: &str, value: Self) -> Self {
        Self::Part(vec![Self::text(format!("{indent}{name} = ")), value, Self::text("\n")])
    }

    /// A block that may be left out.
    pub(crate) fn block(header: &str, body: Vec<Self>) -> Self {
        let mut trees = vec![Self::text(format!("{header} {{\n"))];
        trees.extend(body);
        trees.push(Self::text("}\n\n"));
        Self::Part(trees)
    }

    pub(crate) fn render(&self, into: &mut String) {
        match self {
            Self::Text(text) => into.push_str(text),
            Self::Expression(trees) | Self::Part(trees) | Self::Group(trees) => {
                trees.iter().for_each(|tree| tree.render(into));
            }
        }
    }

    fn children(&self) -> &[Self] {
        match self {
            Self::Text(_) => &[],
            Self::Expression(trees) | Self::Part(trees) | Self::Group(trees) => trees,
        }
    }

    fn with_children(&self, trees: Vec<Self>) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.clone()),
            Self::Expression(_) => Self::Expression(trees),
            Self::Part(_) => Self::Part(trees),
            Self::Group(_) => Self::Group(trees),
        }
    }

    /// Every tree that is smaller by one step, the boldest steps first.
    pub(crate) fn smaller(&self) -> Vec<Self> {
        let mut found = Vec::new();
        match self {
            Self::Part(trees) if !trees.is_empty() => found.push(Self::Group(Vec::new())),
            Self::Expression(_) => {
                let mut whole = String::new();
                self.render(&mut whole);
                if !PLAIN.contains(&whole.as_str()) {
                    found.extend(
                        PLAIN.iter().map(|plain| Self::Expression(vec![Self::text(*plain)])),
                    );
                    found.extend(self.expressions_inside());
                }
            }
            _ => {}
        }
        for (index, child) in self.children().iter().enumerate() {
            for smaller in child.smaller() {
                let mut children = self.children().to_vec();
                children[index] = smaller;
                found.push(self.with_children(children));
            }
        }
        found
    }

    /// The nearest expressions inside.
    fn expressions_inside(&self) -> Vec<Self> {
        let inside = self.children().iter().flat_map(|child| match child {
            Self::Expression(_) => vec![child.clone()],
            other => other.expressions_inside(),
        });
        inside.collect()
    }
}
