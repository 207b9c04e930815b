//! The words of a scene.

use crate::subject::Fault;

/// Everything that is drawn.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scene {
    /// What stands above it.
    pub(crate) title: String,
    /// One line about it.
    pub(crate) summary: String,
    /// The frames; the first holds all others.
    pub(crate) frames: Vec<Frame>,
    /// The cards.
    pub(crate) cards: Vec<Card>,
    /// The links, sorted.
    pub(crate) links: Vec<Link>,
    /// What is not drawn, and why.
    pub(crate) notes: Vec<String>,
}

/// A card or a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Item {
    Card(usize),
    Frame(usize),
}

/// A place, with what is in it.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    pub(crate) kind: FrameKind,
    pub(crate) title: String,
    /// More about it, in small letters.
    pub(crate) note: String,
    /// The resource that it is, if it is one.
    pub(crate) address: Option<String>,
    pub(crate) state: State,
    pub(crate) faults: Vec<Fault>,
    /// Whether the data that goes there may be there, when that is asked.
    pub(crate) allowed: Option<bool>,
    pub(crate) parent: usize,
    pub(crate) children: Vec<Item>,
}

/// What a frame stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum FrameKind {
    Picture,
    Global,
    Region,
    Unplaced,
    Network,
    Zone,
    Subnet,
    Cluster,
    Module,
}

/// A resource, or several that are alike.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    /// The addresses of the resources it stands for, sorted.
    pub(crate) addresses: Vec<String>,
    pub(crate) title: String,
    /// The type and where it stands, in small letters.
    pub(crate) note: String,
    pub(crate) family: Family,
    pub(crate) role: String,
    pub(crate) state: State,
    pub(crate) faults: Vec<Fault>,
    /// The resources that are settings of it.
    pub(crate) settings: Vec<String>,
    /// Whether it is a copy without a resource of its own.
    pub(crate) is_ghost: bool,
}

/// What a card is about, by colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Family {
    Entry,
    Compute,
    Data,
    Messages,
    Network,
    Guard,
    Other,
}

/// What becomes of something in the failure that is drawn. The order is from best to worst.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    #[default]
    Up,
    Degraded,
    Unknown,
    Lost,
}

/// A line from one thing to another.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Link {
    pub(crate) from: Item,
    pub(crate) to: Item,
    pub(crate) kind: LinkKind,
    /// Whether it is certain that it exists.
    pub(crate) certain: bool,
    /// Whether the data may go there: `None` when nobody asks or nobody can tell.
    pub(crate) allowed: Option<bool>,
    /// Whether nobody can tell.
    pub(crate) is_open: bool,
    /// What goes there, for people.
    pub(crate) words: String,
}

/// What a line means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum LinkKind {
    Request,
    Data,
    Messages,
    Egress,
    Replication,
    Backup,
    Logs,
    Cache,
    Key,
    Other,
}

impl LinkKind {
    /// The word for it: a class in the drawing, and in lists.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Request => "request",
            Self::Data => "data",
            Self::Messages => "messages",
            Self::Egress => "egress",
            Self::Replication => "replication",
            Self::Backup => "backup",
            Self::Logs => "logs",
            Self::Cache => "cache",
            Self::Key => "key",
            Self::Other => "reference",
        }
    }
}

impl FrameKind {
    /// What a frame is, where its title does not say it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Region => "region",
            Self::Network => "network",
            Self::Zone => "zone",
            Self::Subnet => "subnet",
            Self::Cluster => "cluster",
            Self::Picture | Self::Global | Self::Unplaced | Self::Module => "",
        }
    }
}

impl State {
    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Up => "up",
            Self::Degraded => "degraded",
            Self::Unknown => "unknown",
            Self::Lost => "lost",
        }
    }
}

impl Family {
    /// The family of a role of the catalog.
    pub(crate) fn of(role: &str) -> Self {
        match role {
            "entry" | "dns" => Self::Entry,
            "compute" => Self::Compute,
            "database" | "cache" | "object-store" | "block-storage" | "file-storage" | "search"
            | "warehouse" => Self::Data,
            "queue" | "stream" => Self::Messages,
            "network" => Self::Network,
            "backup" | "key" | "secret" | "identity" | "log" | "alarm" => Self::Guard,
            _ => Self::Other,
        }
    }

    /// The word for it.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Compute => "compute",
            Self::Data => "data",
            Self::Messages => "messages",
            Self::Network => "network",
            Self::Guard => "guard",
            Self::Other => "other",
        }
    }
}

impl Scene {
    /// The frames around something, the innermost first, the picture itself last.
    pub(crate) fn around(&self, item: Item) -> Vec<usize> {
        let mut at = match item {
            Item::Frame(frame) => self.frames[frame].parent,
            Item::Card(card) => self
                .frames
                .iter()
                .position(|frame| frame.children.contains(&Item::Card(card)))
                .unwrap_or(0),
        };
        let mut around = vec![at];
        while at != 0 {
            at = self.frames[at].parent;
            around.push(at);
        }
        around
    }

    /// What stands on a card or a frame.
    pub(crate) fn title_of(&self, item: Item) -> &str {
        match item {
            Item::Card(card) => &self.cards[card].title,
            Item::Frame(frame) => &self.frames[frame].title,
        }
    }
}
