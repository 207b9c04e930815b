//! The words of the catalog.

use serde::{Deserialize, Serialize};

/// What a resource is there for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// Where requests come in: load balancers, CDN distributions, API gateways.
    Entry,
    /// What runs code.
    Compute,
    /// Relational and document databases.
    Database,
    /// Caches.
    Cache,
    /// Queues and topics.
    Queue,
    /// Streams and brokers that keep messages.
    Stream,
    /// Buckets.
    ObjectStore,
    /// Disks.
    BlockStorage,
    /// Shared file systems.
    FileStorage,
    /// Search domains.
    Search,
    /// Analytical stores.
    Warehouse,
    /// Backup vaults, plans and policies.
    Backup,
    /// Encryption keys.
    Key,
    /// Secrets.
    Secret,
    /// Container registries.
    Registry,
    /// Networks and what connects them.
    Network,
    /// Names.
    Dns,
    /// Users, roles, certificates.
    Identity,
    /// Log groups, trails, sinks.
    Log,
    /// Alarms and health checks.
    Alarm,
    /// Everything else that is known: attachments, templates, rules.
    Other,
}

/// How far the loss of a place reaches a resource, before its attributes are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Scope {
    /// It sits in zones; which ones is told by its `zones` rules.
    Zonal,
    /// A managed service of a region: the loss of a zone does not touch it, unless its `zones` rules say otherwise.
    Regional,
    /// It spans regions by itself.
    MultiRegional,
    /// It belongs to no region.
    Global,
    /// It is where its owner or parent is, or nowhere: a setting, an attachment, a template.
    #[default]
    Inherit,
}

/// What an edge means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum EdgeKind {
    /// Requests go from here to there.
    RoutesTo,
    /// The target sends requests here.
    RegisteredIn,
    /// Requests go there when the first target is down.
    FailoverTo,
    /// It is placed there.
    RunsIn,
    /// It is hosted there.
    RunsOn,
    /// It is made from this template.
    InstanceOf,
    /// It cannot work without the data there.
    DependsOnData,
    /// Its data is copied there.
    ReplicatesTo,
    /// It is a copy of the data there.
    ReplicatesFrom,
    /// It is a part of that.
    MemberOf,
    /// It needs that key.
    EncryptsWith,
    /// It makes backups of that.
    BacksUp,
    /// It keeps its backups there.
    StoresIn,
    /// It sends its logs there.
    LogsTo,
    /// It sends messages there.
    PublishesTo,
    /// It takes messages from there.
    ConsumesFrom,
    /// It sends there what cannot be delivered.
    DeadLettersTo,
    /// That guards it.
    ProtectedBy,
    /// It guards that.
    Protects,
    /// Its way to the outside.
    EgressVia,
    /// It connects that network.
    Connects,
    /// That decides whether it is in service.
    HealthCheckedBy,
    /// It watches that.
    Monitors,
    /// It tells that.
    Notifies,
    /// It changes the capacity of that.
    Scales,
    /// It needs that certificate.
    UsesCertificate,
    /// It is attached to that.
    Uses,
    /// It lets that in.
    AllowsFrom,
    /// It is a setting of that.
    Configures,
    /// That holds settings of it.
    ConfiguredBy,
    /// Its identity.
    AuthenticatesWith,
    /// It applies to that.
    AppliesTo,
    /// `depends_on` in the text.
    DependsOn,
    /// A reference whose meaning the catalog does not know.
    RefersTo,
}

/// How well a figure is founded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Evidence {
    /// The provider's own documentation or agreement says so.
    Documented,
    /// Another source says that the provider says so.
    Secondary,
    /// An estimate.
    Assumed,
}

/// The failure that a recovery figure is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Failure {
    /// Of one instance.
    Instance,
    /// Of a zone it is in.
    Zone,
    /// Of its region.
    Region,
}

impl Role {
    /// The word policies see.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Entry => "entry",
            Self::Compute => "compute",
            Self::Database => "database",
            Self::Cache => "cache",
            Self::Queue => "queue",
            Self::Stream => "stream",
            Self::ObjectStore => "object-store",
            Self::BlockStorage => "block-storage",
            Self::FileStorage => "file-storage",
            Self::Search => "search",
            Self::Warehouse => "warehouse",
            Self::Backup => "backup",
            Self::Key => "key",
            Self::Secret => "secret",
            Self::Registry => "registry",
            Self::Network => "network",
            Self::Dns => "dns",
            Self::Identity => "identity",
            Self::Log => "log",
            Self::Alarm => "alarm",
            Self::Other => "other",
        }
    }

    /// Whether it holds data that somebody would miss.
    #[must_use]
    pub fn keeps_data(self) -> bool {
        matches!(
            self,
            Self::Database
                | Self::ObjectStore
                | Self::BlockStorage
                | Self::FileStorage
                | Self::Search
                | Self::Warehouse
                | Self::Stream
                | Self::Queue
                | Self::Cache
        )
    }
}

impl EdgeKind {
    /// The word policies see.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::RoutesTo => "routes_to",
            Self::RegisteredIn => "registered_in",
            Self::FailoverTo => "failover_to",
            Self::RunsIn => "runs_in",
            Self::RunsOn => "runs_on",
            Self::InstanceOf => "instance_of",
            Self::DependsOnData => "depends_on_data",
            Self::ReplicatesTo => "replicates_to",
            Self::ReplicatesFrom => "replicates_from",
            Self::MemberOf => "member_of",
            Self::EncryptsWith => "encrypts_with",
            Self::BacksUp => "backs_up",
            Self::StoresIn => "stores_in",
            Self::LogsTo => "logs_to",
            Self::PublishesTo => "publishes_to",
            Self::ConsumesFrom => "consumes_from",
            Self::DeadLettersTo => "dead_letters_to",
            Self::ProtectedBy => "protected_by",
            Self::Protects => "protects",
            Self::EgressVia => "egress_via",
            Self::Connects => "connects",
            Self::HealthCheckedBy => "health_checked_by",
            Self::Monitors => "monitors",
            Self::Notifies => "notifies",
            Self::Scales => "scales",
            Self::UsesCertificate => "uses_certificate",
            Self::Uses => "uses",
            Self::AllowsFrom => "allows_from",
            Self::Configures => "configures",
            Self::ConfiguredBy => "configured_by",
            Self::AuthenticatesWith => "authenticates_with",
            Self::AppliesTo => "applies_to",
            Self::DependsOn => "depends_on",
            Self::RefersTo => "refers_to",
        }
    }
}
