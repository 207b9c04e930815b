//! Addresses: how Terraform names a resource instance, wherever it stands in the module tree.

use std::fmt::{self, Write as _};
use std::sync::Arc;

use serde::{Serialize, Serializer};

/// The key of one instance of a resource or module that has `count` or `for_each`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum InstanceKey {
    /// An index given by `count`.
    Index(u64),
    /// A key given by `for_each`.
    Key(Arc<str>),
    /// Every instance there may be: `count` or `for_each` is unknown, or large and uniform. Printed `[*]`.
    Any,
}

/// One step down the module tree: a module call and, where it is repeated, the instance.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModuleStep {
    /// The module call's name.
    pub name: Arc<str>,
    /// The instance of a repeated call.
    pub key: Option<InstanceKey>,
}

/// The way from the root module to a module instance. Empty for the root module. Cheap to clone.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ModulePath(Arc<[ModuleStep]>);

/// What kind of thing an address names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// A `resource` block.
    Managed,
    /// A `data` block.
    Data,
    /// An `ephemeral` block.
    Ephemeral,
    /// A `module` call whose source cannot be read, seen from outside as one instance. Its type is the module's source address.
    Module,
}

/// A resource within its module: mode, type and name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ResourceRef {
    /// Managed resource, data source, ephemeral resource or module call.
    pub mode: Mode,
    /// The resource type, `aws_db_instance`; for [`Mode::Module`] the normalised source, `terraform-aws-modules/rds/aws`.
    pub type_name: Arc<str>,
    /// The local name.
    pub name: Arc<str>,
}

/// The absolute address of a resource instance: `module.app["eu"].aws_instance.web[0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Address {
    /// The module instance that declares it.
    pub module: ModulePath,
    /// The resource.
    pub resource: ResourceRef,
    /// The instance; `None` for a resource that is not repeated.
    pub key: Option<InstanceKey>,
}

impl ModulePath {
    /// The root module.
    #[must_use]
    pub fn root() -> Self {
        Self(Arc::from([]))
    }

    /// The module instance one call below this one.
    #[must_use]
    pub fn child(&self, name: &Arc<str>, key: Option<InstanceKey>) -> Self {
        let step = ModuleStep { name: Arc::clone(name), key };
        Self(self.0.iter().cloned().chain([step]).collect())
    }

    /// The module that holds the call to this one; `None` at the root.
    #[must_use]
    pub fn parent(&self) -> Option<Self> {
        let (_, above) = self.0.split_last()?;
        Some(Self(Arc::from(above)))
    }

    /// The steps from the root.
    #[must_use]
    pub fn steps(&self) -> &[ModuleStep] {
        &self.0
    }

    /// The same path with what it begins with replaced; `None` when it does not begin so.
    #[must_use]
    pub fn rebased(&self, from: &Self, to: &Self) -> Option<Self> {
        let below = self.0.strip_prefix(&*from.0)?;
        Some(Self(to.0.iter().chain(below).cloned().collect()))
    }

    /// Whether this is the root module.
    #[must_use]
    pub fn is_root(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Display for InstanceKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Index(index) => write!(f, "[{index}]"),
            Self::Key(key) => {
                f.write_str("[\"")?;
                quoted(key, f)?;
                f.write_str("\"]")
            }
            Self::Any => f.write_str("[*]"),
        }
    }
}

/// A key as Terraform writes it between quotes: escaped as in its language, what would begin a template too.
fn quoted(key: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let mut characters = key.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '\n' => f.write_str("\\n")?,
            '\r' => f.write_str("\\r")?,
            '\t' => f.write_str("\\t")?,
            '"' | '\\' => write!(f, "\\{character}")?,
            '$' | '%' if characters.peek() == Some(&'{') => write!(f, "{character}{character}")?,
            character if character.is_control() => write!(f, "\\u{:04x}", u32::from(character))?,
            character => f.write_char(character)?,
        }
    }
    Ok(())
}

impl fmt::Display for ModulePath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, step) in self.0.iter().enumerate() {
            let dot = if index == 0 { "" } else { "." };
            write!(f, "{dot}module.{}", step.name)?;
            if let Some(key) = &step.key {
                write!(f, "{key}")?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for ResourceRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.mode {
            Mode::Managed => write!(f, "{}.{}", self.type_name, self.name),
            Mode::Data => write!(f, "data.{}.{}", self.type_name, self.name),
            Mode::Ephemeral => write!(f, "ephemeral.{}.{}", self.type_name, self.name),
            Mode::Module => write!(f, "module.{}", self.name),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.module.is_root() {
            write!(f, "{}.", self.module)?;
        }
        write!(f, "{}", self.resource)?;
        self.key.as_ref().map_or(Ok(()), |key| write!(f, "{key}"))
    }
}

impl Serialize for Address {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl Serialize for ModulePath {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}
