//! What the client offered and what the user set. Settings have the same names in every editor; this struct is their one source.

use resilint_syntax::Encoding;
use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;
use tower_lsp::ls_types::ClientCapabilities;

use crate::publish::Taste;

/// The user's settings, section `resilint`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ClientSettings {
    /// The settings file to use instead of the nearest `resilint.toml`.
    pub configuration: Option<String>,
    /// The `[[environment]]` of the settings file to judge as.
    pub environment: Option<String>,
    /// Show what could not be decided, as hints.
    pub show_unknown: bool,
    /// Show suppressed findings, faded.
    pub show_suppressed: bool,
    /// Region and zones of resources, and resolved values, inside the text.
    pub inlay_hints: Switch,
    /// Above resources: how many depend on them, and what they are a single point of failure for.
    pub code_lens: Switch,
    /// What the light bulb offers.
    pub code_action: CodeActionSettings,
}

/// A feature that can be on or off.
#[derive(Debug, Clone, Copy, Default, Deserialize, JsonSchema)]
#[serde(default)]
pub struct Switch {
    /// Whether it is on.
    pub enable: bool,
}

/// What the light bulb offers.
#[derive(Debug, Clone, Copy, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct CodeActionSettings {
    /// The rule's fix.
    pub fix: bool,
    /// A comment that suppresses the finding, with a reason to fill in.
    pub ignore: bool,
    /// Turning the rule off in `resilint.toml`.
    pub disable_rule: bool,
    /// The rule's explanation.
    pub explain: bool,
}

impl Default for ClientSettings {
    fn default() -> Self {
        Self {
            configuration: None,
            environment: None,
            show_unknown: true,
            show_suppressed: false,
            inlay_hints: Switch::default(),
            code_lens: Switch::default(),
            code_action: CodeActionSettings::default(),
        }
    }
}

impl Default for CodeActionSettings {
    fn default() -> Self {
        Self { fix: true, ignore: true, disable_rule: true, explain: true }
    }
}

impl ClientSettings {
    /// Reads settings as a client sends them: the section itself, or an object that holds it. What is not understood keeps its default.
    pub(crate) fn read(value: &Value) -> Self {
        let section = value.get("resilint").or_else(|| value.get("settings").and_then(|settings| settings.get("resilint")));
        Self::deserialize(section.unwrap_or(value)).unwrap_or_default()
    }

    pub(crate) const fn taste(&self) -> Taste {
        Taste { related: true, show_unknown: self.show_unknown, show_suppressed: self.show_suppressed }
    }
}

/// What the client can do, and what the user wants.
#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) encoding: Encoding,
    /// The client asks for diagnostics; then none are pushed to it.
    pub(crate) pulls: bool,
    pub(crate) refreshes_diagnostics: bool,
    pub(crate) refreshes_inlay_hints: bool,
    pub(crate) refreshes_code_lenses: bool,
    pub(crate) watches_files: bool,
    pub(crate) asks_configuration: bool,
    /// Related information may be sent.
    pub(crate) related_information: bool,
    pub(crate) settings: ClientSettings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf16,
            pulls: false,
            refreshes_diagnostics: false,
            refreshes_inlay_hints: false,
            refreshes_code_lenses: false,
            watches_files: false,
            asks_configuration: false,
            related_information: false,
            settings: ClientSettings::default(),
        }
    }
}

impl Options {
    /// From the handshake.
    pub(crate) fn of(capabilities: &ClientCapabilities, initialization: Option<&Value>) -> Self {
        let general = capabilities.general.as_ref();
        let text = capabilities.text_document.as_ref();
        let workspace = capabilities.workspace.as_ref();
        let dynamic_watch = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        Self {
            encoding: crate::convert::negotiate(general.and_then(|general| general.position_encodings.as_deref())),
            pulls: text.is_some_and(|text| text.diagnostic.is_some()),
            refreshes_diagnostics: workspace
                .and_then(|workspace| workspace.diagnostics.as_ref())
                .and_then(|diagnostics| diagnostics.refresh_support)
                .unwrap_or(false),
            refreshes_inlay_hints: workspace
                .and_then(|workspace| workspace.inlay_hint.as_ref())
                .and_then(|hints| hints.refresh_support)
                .unwrap_or(false),
            refreshes_code_lenses: workspace
                .and_then(|workspace| workspace.code_lens.as_ref())
                .and_then(|lenses| lenses.refresh_support)
                .unwrap_or(false),
            watches_files: dynamic_watch.and_then(|watch| watch.dynamic_registration).unwrap_or(false),
            asks_configuration: workspace.and_then(|workspace| workspace.configuration).unwrap_or(false),
            related_information: text
                .and_then(|text| text.publish_diagnostics.as_ref())
                .and_then(|publish| publish.related_information)
                .unwrap_or(true),
            settings: initialization.map(ClientSettings::read).unwrap_or_default(),
        }
    }
}
