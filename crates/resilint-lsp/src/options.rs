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
    /// What the light bulb offers.
    pub code_action: CodeActionSettings,
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
        let section = value
            .get("resilint")
            .or_else(|| value.get("settings").and_then(|settings| settings.get("resilint")));
        Self::deserialize(section.unwrap_or(value)).unwrap_or_default()
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
    pub(crate) settings: ClientSettings,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            encoding: Encoding::Utf16,
            watches_files: false,
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
        let dynamic_watch =
            workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());
        Self {
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
            settings: initialization.map(ClientSettings::read).unwrap_or_default(),
        }
    }
}
