//! A page of Markdown for the user: in a document of its own where the client can, else as a message.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::ls_types::MessageType;
use tower_lsp::ls_types::notification::Notification;

use crate::session::Session;

/// The notification `resilint/showText`.
#[derive(Debug)]
enum ShowText {}

/// What it shows.
#[derive(Debug, Serialize, Deserialize)]
struct ShowTextParams {
    title: String,
    markdown: String,
}

impl Notification for ShowText {
    type Params = ShowTextParams;
    const METHOD: &'static str = "resilint/showText";
}

/// Shows a command's answer.
pub(crate) async fn show(session: &Session, answer: &Value) {
    let Ok(params) = ShowTextParams::deserialize(answer) else { return };
    if session.options().abilities.show_text {
        session.client.send_notification::<ShowText>(params).await;
    } else {
        session.client.show_message(MessageType::INFO, params.markdown).await;
    }
}
