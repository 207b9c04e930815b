//! Failure domains: what can be lost at once, as interned tokens, and a set of them that is lost.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::model::NodeId;

/// A failure domain: a zone, a region, an account, a provider, or one instance. Its name is in [`Tokens`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Token(u32);

impl Token {
    /// Its place in [`Tokens`].
    #[must_use]
    pub fn index(self) -> usize {
        self.0 as usize
    }
}

/// What kind of failure domain a token is; from the smallest to the largest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DomainKind {
    /// One instance, named by its address.
    Instance,
    /// A zone that is known by name.
    Zone,
    /// A zone that is known to be different from the other symbolic ones, but not by name: `names[0]` of a data source.
    SymbolicZone,
    /// The one zone in which something of unknown placement certainly is.
    HiddenZone,
    /// A region.
    Region,
    /// An account, a subscription or a project.
    Account,
    /// A provider.
    Provider,
}

/// How large a failure is. The order is from small to large.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// One instance.
    Instance,
    /// One zone.
    Az,
    /// One region.
    Region,
    /// One account.
    Account,
    /// One provider.
    Provider,
}

impl Level {
    const ALL: [Self; 5] = [Self::Instance, Self::Az, Self::Region, Self::Account, Self::Provider];

    /// The word for it in settings and reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Instance => "instance",
            Self::Az => "az",
            Self::Region => "region",
            Self::Account => "account",
            Self::Provider => "provider",
        }
    }

    /// What is lost, in a sentence.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Instance => "an instance",
            Self::Az => "a zone",
            Self::Region => "a region",
            Self::Account => "an account",
            Self::Provider => "a provider",
        }
    }

    /// The level of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.name() == name)
    }

    /// Its place in the order, as a number among the figures of objectives.
    pub(super) fn rank(self) -> f64 {
        f64::from(self as u8)
    }

    /// The smallest level of at least this rank.
    #[must_use]
    pub fn of_rank(rank: f64) -> Self {
        Self::ALL.into_iter().find(|level| level.rank() >= rank).unwrap_or(Self::Provider)
    }
}

impl DomainKind {
    /// The size of its failure.
    #[must_use]
    pub fn level(self) -> Level {
        match self {
            Self::Instance => Level::Instance,
            Self::Zone | Self::SymbolicZone | Self::HiddenZone => Level::Az,
            Self::Region => Level::Region,
            Self::Account => Level::Account,
            Self::Provider => Level::Provider,
        }
    }
}

/// The failure domains in use, each once, with what contains them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tokens {
    domains: Vec<Domain>,
    by_name: BTreeMap<String, Token>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Domain {
    name: String,
    kind: DomainKind,
    within: Option<Token>,
}

impl Tokens {
    /// `provider:aws`.
    pub fn provider(&mut self, provider: &str) -> Token {
        self.intern(format!("provider:{provider}"), DomainKind::Provider, None)
    }

    /// `account:123456789012`.
    pub fn account(&mut self, account: &str) -> Token {
        self.intern(format!("account:{account}"), DomainKind::Account, None)
    }

    /// `region:eu-west-1`, which lies in its provider.
    pub fn region(&mut self, provider: &str, region: &str) -> Token {
        let within = self.provider(provider);
        self.intern(format!("region:{region}"), DomainKind::Region, Some(within))
    }

    /// `az:us-east-1a`, `az:westeurope/1`, or the symbolic `az:us-east-1/#0`, which lies in its region.
    pub fn zone(&mut self, provider: &str, region: &str, zone: &str) -> Token {
        let within = self.region(provider, region);
        let kind = if zone.contains('#') { DomainKind::SymbolicZone } else { DomainKind::Zone };
        self.intern(zone_name(region, zone), kind, Some(within))
    }

    /// The zone, whichever it is, that holds `what`: all that is known to share it gets the same token.
    pub fn hidden_zone(&mut self, region: Option<Token>, what: &str) -> Token {
        self.intern(format!("az:?/{what}"), DomainKind::HiddenZone, region)
    }

    /// One instance, by its address.
    pub fn instance(&mut self, address: &str) -> Token {
        self.intern(address.to_owned(), DomainKind::Instance, None)
    }

    /// The token's name, as people write it.
    #[must_use]
    pub fn name(&self, token: Token) -> &str {
        &self.domains[token.index()].name
    }

    /// What kind of domain it is.
    #[must_use]
    pub fn kind(&self, token: Token) -> DomainKind {
        self.domains[token.index()].kind
    }

    /// The domain that contains it.
    #[must_use]
    pub fn within(&self, token: Token) -> Option<Token> {
        self.domains[token.index()].within
    }

    /// The token of that name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Token> {
        self.by_name.get(name).copied()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.domains.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.domains.is_empty()
    }

    /// All of them, in the order of their first use.
    pub fn iter(&self) -> impl Iterator<Item = Token> + use<> {
        (0..u32::try_from(self.domains.len()).expect("fewer domains than u32::MAX")).map(Token)
    }

    fn intern(&mut self, name: String, kind: DomainKind, within: Option<Token>) -> Token {
        if let Some(token) = self.by_name.get(&name) {
            return *token;
        }
        let token = Token(u32::try_from(self.domains.len()).expect("fewer domains than u32::MAX"));
        self.by_name.insert(name.clone(), token);
        self.domains.push(Domain { name, kind, within });
        token
    }
}

/// A zone's name among the tokens. Where the provider's zone names do not contain the region's name, it is put in front.
fn zone_name(region: &str, zone: &str) -> String {
    if zone.starts_with(region) { format!("az:{zone}") } else { format!("az:{region}/{zone}") }
}

/// What one scenario takes away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loss {
    lost: Bits,
    /// Regions in which a zone is lost, and providers in which a zone or a region is: something of unknown placement there may be hit.
    touched: Bits,
    /// Zones lost in a region, for each token that is one.
    zones: BTreeMap<Token, u32>,
    /// Nodes that are lost as a whole.
    pub(super) dead: Vec<NodeId>,
}

impl Loss {
    pub(super) fn none(tokens: &Tokens) -> Self {
        Self {
            lost: Bits::new(tokens.len()),
            touched: Bits::new(tokens.len()),
            zones: BTreeMap::new(),
            dead: Vec::new(),
        }
    }

    /// Losing a domain loses what it contains.
    pub(super) fn of(tokens: &Tokens, lost: &[Token]) -> Self {
        let mut loss = Self::none(tokens);
        for token in tokens.iter() {
            let hit = std::iter::successors(Some(token), |inner| tokens.within(*inner))
                .any(|around| lost.contains(&around));
            if !hit {
                continue;
            }
            loss.lost.insert(token);
            if let Some(region) = tokens.within(token) {
                loss.touch(tokens, region);
                if matches!(tokens.kind(token), DomainKind::Zone | DomainKind::SymbolicZone) {
                    *loss.zones.entry(region).or_default() += 1;
                }
            }
        }
        loss
    }

    /// One zone of the region that nothing names.
    pub(super) fn of_unnamed_zone(tokens: &Tokens, region: Token) -> Self {
        let mut loss = Self::none(tokens);
        loss.touch(tokens, region);
        loss.zones.insert(region, 1);
        loss
    }

    /// One node as a whole, wherever it is.
    pub(super) fn of_node(tokens: &Tokens, node: NodeId) -> Self {
        Self { dead: vec![node], ..Self::none(tokens) }
    }

    pub(super) fn loses(&self, token: Token) -> bool {
        self.lost.contains(token)
    }

    /// Whether a part of the domain is lost.
    pub(super) fn touches(&self, token: Token) -> bool {
        self.touched.contains(token)
    }

    /// Whether it is about places at all, not only about single instances.
    pub(super) fn is_somewhere(&self) -> bool {
        !self.touched.is_empty()
    }

    /// How many zones of the region are lost; `None` for any region.
    pub(super) fn zones_lost(&self, region: Option<Token>) -> u32 {
        match region {
            Some(region) => self.zones.get(&region).copied().unwrap_or(0),
            None => self.zones.values().sum(),
        }
    }

    /// Both losses at once.
    pub(super) fn and(mut self, other: &Self) -> Self {
        self.lost.union(&other.lost);
        self.touched.union(&other.touched);
        for (region, count) in &other.zones {
            *self.zones.entry(*region).or_default() += count;
        }
        self.dead.extend(&other.dead);
        self
    }

    /// Every token that is lost.
    pub(super) fn lost(&self) -> impl Iterator<Item = Token> + '_ {
        self.lost.iter()
    }

    /// Every token of which a part is lost.
    pub(super) fn touched(&self) -> impl Iterator<Item = Token> + '_ {
        self.touched.iter()
    }

    fn touch(&mut self, tokens: &Tokens, around: Token) {
        for outer in std::iter::successors(Some(around), |inner| tokens.within(*inner)) {
            self.touched.insert(outer);
        }
    }
}

/// A set of tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Bits(Vec<u64>);

impl Bits {
    fn new(length: usize) -> Self {
        Self(vec![0; length.div_ceil(64)])
    }

    fn insert(&mut self, token: Token) {
        self.0[token.index() / 64] |= 1 << (token.index() % 64);
    }

    fn contains(&self, token: Token) -> bool {
        self.0[token.index() / 64] >> (token.index() % 64) & 1 == 1
    }

    fn is_empty(&self) -> bool {
        self.0.iter().all(|word| *word == 0)
    }

    fn union(&mut self, other: &Self) {
        for (word, more) in self.0.iter_mut().zip(&other.0) {
            *word |= more;
        }
    }

    fn iter(&self) -> impl Iterator<Item = Token> + '_ {
        self.0.iter().enumerate().flat_map(|(place, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| {
                Token(u32::try_from(place * 64 + bit).expect("fewer domains than u32::MAX"))
            })
        })
    }
}
