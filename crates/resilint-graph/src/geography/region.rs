//! The table of regions and multi-regions.

use std::collections::BTreeMap;
use std::sync::LazyLock;

static TABLE: LazyLock<Table> = LazyLock::new(Table::read);

/// The member states of the European Union.
const EU: [&str; 28] = [
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "EU", "FI", "FR", "GR", "HR", "HU", "IE",
    "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
];
/// What the European Economic Area adds.
const EEA_BESIDES_EU: [&str; 3] = ["IS", "LI", "NO"];
/// Countries with an adequacy decision of the European Commission.
const ADEQUATE: [&str; 8] = ["AR", "CH", "GB", "IL", "JP", "KR", "NZ", "UY"];
/// Countries whose adequacy decision covers some recipients only.
const CONDITIONALLY_ADEQUATE: [&str; 2] = ["CA", "US"];
/// Countries about which a decision may have been taken since the table was made.
const UNDECIDED: [&str; 1] = ["BR"];

/// One region, multi-region or geography.
#[derive(Debug, Clone)]
pub(crate) struct RegionRecord {
    /// What it is.
    pub(crate) kind: RegionKind,
    /// Its name, as the provider spells it.
    pub(crate) id: &'static str,
    /// Its country, `EU` when it is only known to lie within the Union.
    pub(crate) country: Option<&'static str>,
    /// The names of its zones, when they are known.
    pub(crate) zones: Vec<&'static str>,
    /// How many zones it has, when that is known.
    pub(crate) zone_count: Option<usize>,
    /// The region its platform copies go to.
    pub(crate) pair: Option<&'static str>,
    /// The regions of a multi-region.
    pub(crate) members: Vec<&'static str>,
}

/// What a record of the table is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RegionKind {
    Region,
    Multi,
    Geography,
    Global,
}

/// Whether data may go to a country under the General Data Protection Regulation's adequacy decisions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Adequacy {
    Yes,
    Conditional,
    No,
    Unknown,
}

struct Table {
    records: BTreeMap<&'static str, BTreeMap<&'static str, RegionRecord>>,
    prefixes: BTreeMap<&'static str, &'static str>,
}

/// The record of a region of `aws`, `azurerm` or `google`. Azure's and Google's names are compared without regard to case.
pub(crate) fn region(provider: &str, id: &str) -> Option<&'static RegionRecord> {
    let records = TABLE.records.get(provider)?;
    records
        .get(id)
        .or_else(|| records.get(id.to_lowercase().as_str()))
        .or_else(|| records.get(id.to_uppercase().as_str()))
}

/// The AWS region whose zone ids start with the prefix: `use1` is `us-east-1`.
pub(super) fn region_of_prefix(prefix: &str) -> Option<&'static str> {
    TABLE.prefixes.get(prefix).copied()
}

/// A location as the provider normalises it: `West Europe` is `westeurope`.
pub(crate) fn normalise(provider: &str, location: &str) -> String {
    match provider {
        "azurerm" | "azapi" => location.to_lowercase().replace(' ', ""),
        _ => location.to_owned(),
    }
}

impl RegionRecord {
    /// Whether it lies in the European Union.
    pub(crate) fn in_eu(&self) -> Option<bool> {
        self.country.map(|country| EU.contains(&country))
    }

    /// Whether it lies in the European Economic Area.
    pub(crate) fn in_eea(&self) -> Option<bool> {
        self.country.map(|country| EU.contains(&country) || EEA_BESIDES_EU.contains(&country))
    }

    /// Whether data may go there.
    pub(crate) fn adequacy(&self) -> Adequacy {
        match self.country {
            None => Adequacy::Unknown,
            Some(country) if self.in_eea() == Some(true) || ADEQUATE.contains(&country) => {
                Adequacy::Yes
            }
            Some(country) if CONDITIONALLY_ADEQUATE.contains(&country) => Adequacy::Conditional,
            Some(country) if UNDECIDED.contains(&country) => Adequacy::Unknown,
            Some(_) => Adequacy::No,
        }
    }
}

impl Adequacy {
    /// The word policies see.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::Conditional => "conditional",
            Self::No => "no",
            Self::Unknown => "unknown",
        }
    }
}

impl Table {
    fn read() -> Self {
        let mut table = Self { records: BTreeMap::new(), prefixes: BTreeMap::new() };
        for line in
            include_str!("../../catalog/regions.csv").lines().filter(|line| !line.starts_with('#'))
        {
            let mut fields = line.split(',');
            let mut next = || fields.next().unwrap_or_default();
            let (provider, kind, id, country, zones, pair, members, _assumed, prefix) =
                (next(), next(), next(), next(), next(), next(), next(), next(), next());
            let words = |field: &'static str| {
                field.split(' ').filter(|word| !word.is_empty() && *word != "-").collect::<Vec<_>>()
            };
            let count = zones.parse::<usize>().ok();
            let zones = if count.is_some() { Vec::new() } else { words(zones) };
            let record = RegionRecord {
                kind: RegionKind::of(kind),
                id,
                country: Some(country).filter(|country| *country != "-"),
                zone_count: count.or(Some(zones.len()).filter(|count| *count > 0)),
                zones,
                pair: Some(pair).filter(|pair| *pair != "-"),
                members: words(members),
            };
            table.records.entry(provider).or_default().insert(id, record);
            if !prefix.is_empty() {
                table.prefixes.insert(prefix, id);
            }
        }
        table
    }
}

impl RegionKind {
    fn of(word: &str) -> Self {
        match word {
            "multi" => Self::Multi,
            "geography" => Self::Geography,
            "global" => Self::Global,
            _ => Self::Region,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traps_of_european_names() {
        let facts = |provider, id| {
            let record = region(provider, id).unwrap();
            (record.country.unwrap_or("-"), record.in_eu(), record.in_eea(), record.adequacy())
        };
        assert_eq!(facts("aws", "eu-west-1"), ("IE", Some(true), Some(true), Adequacy::Yes));
        assert_eq!(facts("aws", "eu-west-2"), ("GB", Some(false), Some(false), Adequacy::Yes));
        assert_eq!(facts("aws", "eu-central-2"), ("CH", Some(false), Some(false), Adequacy::Yes));
        assert_eq!(
            facts("aws", "us-east-1"),
            ("US", Some(false), Some(false), Adequacy::Conditional)
        );
        assert_eq!(facts("azurerm", "norwayeast"), ("NO", Some(false), Some(true), Adequacy::Yes));
        assert_eq!(facts("google", "eu"), ("EU", Some(true), Some(true), Adequacy::Yes));
        assert_eq!(region("google", "EUR5").unwrap().members, ["europe-west1", "europe-west2"]);
        assert_eq!(region("google", "eur5").unwrap().members, ["europe-west2", "europe-west1"]);
        assert_eq!(region("azurerm", "europe").unwrap().in_eu(), None);
        assert_eq!(region("azurerm", "brazilsouth").unwrap().pair, Some("southcentralus"));
        assert_eq!(region("aws", "eu-central-1").unwrap().zones.len(), 3);
    }

    #[test]
    fn pairs_and_members_are_in_the_table() {
        for (provider, records) in &TABLE.records {
            for record in records.values() {
                for other in record.pair.iter().chain(&record.members) {
                    assert!(
                        region(provider, other).is_some(),
                        "{provider} {} names {other}",
                        record.id
                    );
                }
            }
        }
    }
}
