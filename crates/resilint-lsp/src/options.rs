//! What the client offered and what the user set. Settings have the same names in every editor; this struct is their one source.

use std::collections::BTreeMap;

use resilint_project::{Precedence, RuleLevels};
use resilint_syntax::{Encoding, Severity};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::ls_types::{ClientCapabilities, MarkupKind};

use crate::publish::Taste;

/// The user's settings, section `resilint`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ClientSettings {
    /// The settings file to use instead of the nearest `resilint.toml`.
    pub configuration: Option<String>,
    /// The `[[environment]]` of the settings file to judge as, or `all`.
    pub environment: Option<String>,
    /// How rules are run, by rule id or category, as under `[rules]` of the settings file: `off`, `error`, `warning`, `info` or `hint`.
    pub rules: BTreeMap<String, RuleLevel>,
    /// Who wins when the settings file and the editor's `rules` speak of the same rule.
    pub configuration_preference: ConfigurationPreference,
    /// Show what could not be decided, as hints.
    pub show_unknown: bool,
    /// Show suppressed findings, faded.
    pub show_suppressed: bool,
    /// What the light bulb offers.
    pub code_action: CodeActionSettings,
    /// What is shown inside lines.
    pub inlay_hints: InlayHintSettings,
    /// What is shown above resources.
    pub code_lens: CodeLensSettings,
}

/// How a rule is run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleLevel {
    /// It is not run.
    Off,
    /// Its findings are errors.
    Error,
    /// Its findings are warnings.
    Warning,
    /// Its findings are information.
    Info,
    /// Its findings are hints.
    Hint,
}

/// Who wins when the settings file and the editor speak of the same rule.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum ConfigurationPreference {
    /// The settings file.
    #[default]
    FileFirst,
    /// The editor.
    EditorFirst,
}

/// What the light bulb offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a setting of its own")]
pub struct CodeActionSettings {
    /// Offer the rule's fix.
    pub fix: bool,
    /// Offer all safe fixes of a file at once, as `source.fixAll.resilint`.
    pub fix_all: bool,
    /// Offer a comment that suppresses the finding, with a reason to fill in.
    pub ignore: bool,
    /// Offer to remove a suppression that covers nothing.
    pub remove_suppression: bool,
    /// Offer to turn the rule off in `resilint.toml`.
    pub disable_rule: bool,
    /// Offer the rule's explanation.
    pub explain: bool,
}

/// What is shown inside lines.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct InlayHintSettings {
    /// Show region and zones behind the header of a resource.
    pub placement: bool,
    /// Show the value behind an argument that is not a literal.
    pub values: bool,
}

/// What is shown above resources.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CodeLensSettings {
    /// Show how many resources depend on this one.
    pub dependents: bool,
    /// Show what goes down with this resource alone.
    pub single_points: bool,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            configuration: None,
            environment: None,
            rules: BTreeMap::new(),
            configuration_preference: ConfigurationPreference::default(),
            show_unknown: true,
            show_suppressed: false,
            code_action: CodeActionSettings::default(),
            inlay_hints: InlayHintSettings::default(),
            code_lens: CodeLensSettings::default(),
        }
    }
}

impl Default for CodeActionSettings {
    fn default() -> Self {
        Self {
            fix: true,
            fix_all: true,
            ignore: true,
            remove_suppression: true,
            disable_rule: true,
            explain: true,
        }
    }
}

impl ClientSettings {
    /// Reads settings as a client sends them: the section itself, or an object that holds it; nested, or with dotted names. What is not
    /// understood keeps its default, and is named.
    pub(crate) fn read(value: &Value) -> (Self, Vec<String>) {
        let section = value
            .get("resilint")
            .or_else(|| value.get("settings").and_then(|settings| settings.get("resilint")));
        let mut given = Vec::new();
        leaves("", section.unwrap_or(value), &mut given);
        let mut settings = Self::default();
        let mut refused = Vec::new();
        for (name, value) in given {
            let Ok(mut whole) = serde_json::to_value(&settings) else { continue };
            let Some(place) = whole.pointer_mut(&format!("/{}", name.replace('.', "/"))) else {
                // Clients have settings of their own, such as the path of the server.
                continue;
            };
            *place = value.clone();
            match Self::deserialize(whole) {
                Ok(read) => settings = read,
                Err(_) => refused.push(name),
            }
        }
        (settings, refused)
    }

    /// Takes what the program was started with where the editor says nothing.
    pub(crate) fn fall_back(&mut self, started: &resilint_project::Options) {
        let unset = |setting: &Option<String>| setting.as_deref().is_none_or(str::is_empty);
        if unset(&self.configuration) {
            self.configuration =
                started.config.as_ref().map(|path| path.to_string_lossy().into_owned());
        }
        if unset(&self.environment) {
            self.environment = started.environment.name().map(str::to_owned);
        }
    }

    /// How rules are run, as the project has it.
    pub(crate) fn rule_levels(&self) -> RuleLevels {
        let level = |level: RuleLevel| match level {
            RuleLevel::Off => None,
            RuleLevel::Error => Some(Severity::Error),
            RuleLevel::Warning => Some(Severity::Warning),
            RuleLevel::Info => Some(Severity::Info),
            RuleLevel::Hint => Some(Severity::Hint),
        };
        let precedence = match self.configuration_preference {
            ConfigurationPreference::FileFirst => Precedence::File,
            ConfigurationPreference::EditorFirst => Precedence::Caller,
        };
        let levels = self.rules.iter().map(|(name, given)| (name.clone(), level(*given)));
        RuleLevels { levels: levels.collect(), precedence }
    }

    pub(crate) const fn taste(&self) -> Taste {
        Taste {
            related: true,
            show_unknown: self.show_unknown,
            show_suppressed: self.show_suppressed,
        }
    }
}

/// What the client can do, and what the user wants.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) encoding: Encoding,
    pub(crate) watches_files: bool,
    /// Related information may be sent.
    pub(crate) related_information: bool,
    pub(crate) abilities: Abilities,
    /// The client asks for diagnostics itself; then it is not told of them.
    pub(crate) pulls: bool,
    /// Its answers may hold the diagnostics of other documents.
    pub(crate) related_documents: bool,
    /// It asks again when it is told that something changed.
    pub(crate) refreshes: bool,
    pub(crate) settings: ClientSettings,
    /// The environment that was chosen by a command, over that of the settings.
    pub(crate) chosen_environment: Option<Option<String>>,
}

/// What else the client can do.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Abilities {
    /// Completion may place the cursor.
    pub(crate) snippets: bool,
    /// The server may ask for settings.
    pub(crate) configuration: bool,
    /// The client tells of changed settings only when asked to.
    pub(crate) configuration_registration: bool,
    /// Inlay hints may be called outdated.
    pub(crate) inlay_hint_refresh: bool,
    /// Code lenses may be called outdated.
    pub(crate) code_lens_refresh: bool,
    /// The client shows a page of Markdown: `experimental.resilint.showText`.
    pub(crate) show_text: bool,
    /// How hovers are written.
    pub(crate) hover: Markup,
    /// How the documentation of proposals is written.
    pub(crate) completion: Markup,
}

/// How text is written for the client.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) enum Markup {
    /// As it stands.
    #[default]
    Plain,
    /// As Markdown.
    Markdown,
}

impl Markup {
    /// From what the client offers; Markdown can be read as it stands, too.
    fn of(offered: Option<&Vec<MarkupKind>>) -> Self {
        let offers = offered.is_some_and(|offered| offered.contains(&MarkupKind::Markdown));
        if offers { Self::Markdown } else { Self::Plain }
    }

    /// The protocol's name.
    pub(crate) const fn kind(self) -> MarkupKind {
        match self {
            Self::Plain => MarkupKind::PlainText,
            Self::Markdown => MarkupKind::Markdown,
        }
    }
}

impl Abilities {
    fn of(capabilities: &ClientCapabilities) -> Self {
        let workspace = capabilities.workspace.clone().unwrap_or_default();
        let text = capabilities.text_document.as_ref();
        let item = text
            .and_then(|text| text.completion.as_ref())
            .and_then(|completion| completion.completion_item.as_ref());
        let hover = text
            .and_then(|text| text.hover.as_ref())
            .and_then(|hover| hover.content_format.as_ref());
        let experimental = capabilities.experimental.as_ref();
        let show_text = experimental
            .and_then(|experimental| experimental.pointer("/resilint/showText"))
            .and_then(Value::as_bool);
        Self {
            show_text: show_text == Some(true),
            hover: Markup::of(hover),
            completion: Markup::of(item.and_then(|item| item.documentation_format.as_ref())),
            snippets: item.and_then(|item| item.snippet_support) == Some(true),
            configuration: workspace.configuration == Some(true),
            configuration_registration: workspace
                .did_change_configuration
                .and_then(|change| change.dynamic_registration)
                == Some(true),
            inlay_hint_refresh: workspace.inlay_hint.and_then(|hint| hint.refresh_support)
                == Some(true),
            code_lens_refresh: workspace.code_lens.and_then(|lens| lens.refresh_support)
                == Some(true),
        }
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf16,
            watches_files: false,
            related_information: false,
            abilities: Abilities::default(),
            pulls: false,
            related_documents: false,
            refreshes: false,
            settings: ClientSettings::default(),
            chosen_environment: None,
        }
    }
}

impl Options {
    /// From the handshake.
    pub(crate) fn of(capabilities: &ClientCapabilities, initialization: Option<&Value>) -> Self {
        let general = capabilities.general.as_ref();
        let text = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let dynamic_watch =
            workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        let pull = text.and_then(|text| text.diagnostic.as_ref());
        let related_documents =
            pull.and_then(|pull| pull.related_document_support).unwrap_or(false);
        // A client that asks for open documents only, and takes no others along, would never see the rest of the workspace: it is told instead.
        let asks_for_all = pull.and_then(|pull| pull.dynamic_registration).unwrap_or(false);
        Self {
            pulls: related_documents || asks_for_all,
            related_documents,
            refreshes: workspace
                .and_then(|workspace| workspace.diagnostics.as_ref())
                .and_then(|diagnostics| diagnostics.refresh_support)
                .unwrap_or(false),
            encoding: crate::convert::negotiate(
                general.and_then(|general| general.position_encodings.as_deref()),
            ),
            watches_files: dynamic_watch
                .and_then(|watch| watch.dynamic_registration)
                .unwrap_or(false),
            related_information: text
                .and_then(|text| text.publish_diagnostics.as_ref())
                .and_then(|publish| publish.related_information)
                .unwrap_or(true),
            abilities: Abilities::of(capabilities),
            settings: initialization.map(|given| ClientSettings::read(given).0).unwrap_or_default(),
            chosen_environment: None,
        }
    }
}

/// The settings that have a value of their own, with their dotted names. A table of rules is one setting.
fn leaves<'v>(name: &str, value: &'v Value, found: &mut Vec<(String, &'v Value)>) {
    match value {
        Value::Object(entries) if name != "rules" => {
            for (key, value) in entries {
                let dot = if name.is_empty() { "" } else { "." };
                leaves(&format!("{name}{dot}{key}"), value, found);
            }
        }
        _ => found.push((name.to_owned(), value)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{ClientSettings, ConfigurationPreference, RuleLevel};

    #[test]
    fn settings_come_nested_dotted_or_in_their_section() {
        let (nested, refused) =
            ClientSettings::read(&json!({ "codeAction": { "fix": false }, "environment": "prod" }));
        assert!(!nested.code_action.fix && nested.code_action.ignore && refused.is_empty());
        assert_eq!(nested.environment.as_deref(), Some("prod"));
        assert_eq!(
            ClientSettings::read(&json!({ "codeAction.fix": false, "environment": "prod" })).0,
            nested
        );
        let section = json!({ "settings": { "resilint": { "codeAction": { "fix": false }, "environment": "prod" } } });
        assert_eq!(ClientSettings::read(&section).0, nested);
    }

    #[test]
    fn what_is_not_understood_is_named_and_spoils_nothing_else() {
        let given = json!({ "showUnknown": "no", "showSuppressed": true, "path": "/x", "rules": { "no-backups": "off" }, "configurationPreference": "editorFirst" });
        let (settings, refused) = ClientSettings::read(&given);
        assert_eq!(refused, ["showUnknown"]);
        assert!(settings.show_unknown && settings.show_suppressed);
        assert_eq!(settings.rules["no-backups"], RuleLevel::Off);
        assert_eq!(settings.configuration_preference, ConfigurationPreference::EditorFirst);
    }
}
