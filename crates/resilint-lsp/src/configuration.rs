//! Settings that the client keeps: asked for where it lets us ask, taken as they come where it does not.

use std::sync::{Arc, PoisonError};

use serde_json::Value;
use tokio::runtime::Handle;
use tower_lsp::ls_types::{ConfigurationItem, MessageType, Registration};

use crate::options::ClientSettings;
use crate::refresh::{self, Shown};
use crate::session::{Session, Work};

/// The section under which the settings stand.
const SECTION: &str = "resilint";

/// Asks the client for its settings and takes them over. To be spawned: a handler that waits for an answer would never see it.
pub(crate) async fn fetch(session: Arc<Session>) {
    let item = ConfigurationItem { scope_uri: None, section: Some(SECTION.to_owned()) };
    if let Ok(values) = session.client.configuration(vec![item]).await
        && let Some(value) = values.into_iter().next().filter(Value::is_object)
    {
        take(&session, &value).await;
    }
}

/// Takes over settings as the client sent them.
pub(crate) async fn take(session: &Session, value: &Value) {
    let (settings, refused) = ClientSettings::read(value);
    use_settings(session, settings);
    for name in refused {
        let message = format!("the setting `{SECTION}.{name}` is not understood; it is left out");
        session.client.log_message(MessageType::WARNING, message).await;
    }
}

/// Judges as another environment, whatever the settings say, until another is chosen.
pub(crate) fn choose_environment(session: &Session, name: Option<String>) {
    let settings = {
        let mut options = session.options.write().unwrap_or_else(PoisonError::into_inner);
        options.chosen_environment = Some(name);
        options.settings.clone()
    };
    use_settings(session, settings);
}

/// Judges anew with other settings, if they are others.
fn use_settings(session: &Session, mut settings: ClientSettings) {
    settings.fall_back(&session.project_options);
    {
        let mut options = session.options.write().unwrap_or_else(PoisonError::into_inner);
        if let Some(chosen) = &options.chosen_environment {
            settings.environment.clone_from(chosen);
        }
        if options.settings == settings {
            return;
        }
        options.settings = settings;
    }
    session.ask(Work::Everything);
    refresh::outdated(session, &Handle::current(), Shown::Anything);
}

/// Clients that tell of changed settings only when asked to are asked to.
pub(crate) fn registration() -> Registration {
    Registration {
        id: "resilint-settings".to_owned(),
        method: "workspace/didChangeConfiguration".to_owned(),
        register_options: Some(serde_json::json!({ "section": SECTION })),
    }
}
