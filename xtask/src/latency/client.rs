//! A language client that measures: it sends a message and takes the time until the server has published what belongs to it.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(60);

/// A running server.
pub(crate) struct Client {
    child: Child,
    input: ChildStdin,
    messages: Receiver<(Instant, Value)>,
    /// The diagnostics that were published last, by document.
    shown: HashMap<String, Value>,
}

/// How long it took to answer a change.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Answer {
    /// Until the diagnostics of the changed document were there.
    pub(crate) document: Duration,
    /// Until everything that the change concerns was judged.
    pub(crate) everything: Duration,
}

impl Client {
    /// Starts the server in a folder and shakes hands.
    pub(crate) fn start(binary: &Path, folder: &Path) -> Result<Self> {
        let mut child = Command::new(binary)
            .arg("lsp")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .with_context(|| format!("`{}` cannot be started", binary.display()))?;
        let input = child.stdin.take().context("the input is a pipe")?;
        let mut output = BufReader::new(child.stdout.take().context("the output is a pipe")?);
        let (sender, messages) = channel();
        std::thread::spawn(move || {
            while let Some(body) = read(&mut output) {
                let arrived = Instant::now();
                let Ok(message) = serde_json::from_slice(&body) else { return };
                if sender.send((arrived, message)).is_err() {
                    return;
                }
            }
        });
        let mut client = Self { child, input, messages, shown: HashMap::new() };
        // As VS Code does: it watches files itself.
        let capabilities =
            json!({ "workspace": { "didChangeWatchedFiles": { "dynamicRegistration": true } } });
        let folders = json!([{ "uri": uri(folder), "name": "workspace" }]);
        client.send(&json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize",
            "params": { "processId": null, "rootUri": null, "capabilities": capabilities, "workspaceFolders": folders } }))?;
        client.until(|message| message["id"] == 1)?;
        client.notify("initialized", &json!({}))?;
        Ok(client)
    }

    /// The process's number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Opens a document; how long until its diagnostics are there.
    pub(crate) fn open(&mut self, file: &Path, text: &str) -> Result<Duration> {
        let document =
            json!({ "uri": uri(file), "languageId": "terraform", "version": 0, "text": text });
        let sent = Instant::now();
        self.notify("textDocument/didOpen", &json!({ "textDocument": document }))?;
        Ok(self.published(file, 0)?.duration_since(sent))
    }

    /// Applies one change and waits until everything is judged again. What was shown first must be what remains.
    pub(crate) fn change(&mut self, file: &Path, version: i64, change: &Value) -> Result<Answer> {
        let params = json!({ "textDocument": { "uri": uri(file), "version": version }, "contentChanges": [change] });
        let sent = Instant::now();
        self.notify("textDocument/didChange", &params)?;
        let document = self.published(file, version)?.duration_since(sent);
        let first = self.shown.get(&uri(file)).cloned();
        let everything = self.settle()?.duration_since(sent);
        ensure!(
            first.as_ref() == self.shown.get(&uri(file)),
            "the first diagnostics of {} were not the last",
            file.display()
        );
        Ok(Answer { document, everything })
    }

    fn published(&mut self, file: &Path, version: i64) -> Result<Instant> {
        let uri = uri(file);
        self.until(|message| {
            let params = &message["params"];
            message["method"] == "textDocument/publishDiagnostics"
                && params["uri"] == uri.as_str()
                && params["version"] == version
        })
    }

    /// Waits until everything is judged: the server tells counts after every analysis.
    pub(crate) fn settle(&mut self) -> Result<Instant> {
        self.until(|message| message["method"] == "resilint/status")
    }

    fn until(&mut self, wanted: impl Fn(&Value) -> bool) -> Result<Instant> {
        loop {
            let (arrived, message) =
                self.messages.recv_timeout(PATIENCE).context("the server says nothing any more")?;
            if message["method"] == "textDocument/publishDiagnostics" {
                let params = &message["params"];
                let document = params["uri"].as_str().unwrap_or_default().to_owned();
                self.shown.insert(document, params["diagnostics"].clone());
            }
            if wanted(&message) {
                return Ok(arrived);
            }
            if message.get("method").is_some() && message.get("id").is_some() {
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": null }))?;
            }
        }
    }

    fn notify(&mut self, method: &str, params: &Value) -> Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }))
    }

    fn send(&mut self, message: &Value) -> Result<()> {
        let body = message.to_string();
        self.input.write_all(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes())?;
        Ok(self.input.flush()?)
    }

    /// Ends the session.
    pub(crate) fn stop(mut self) -> Result<()> {
        self.send(&json!({ "jsonrpc": "2.0", "id": 2, "method": "shutdown" }))?;
        self.until(|message| message["id"] == 2)?;
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }))?;
        ensure!(self.child.wait()?.success(), "the server did not end well");
        Ok(())
    }
}

fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

fn read(output: &mut impl BufRead) -> Option<Vec<u8>> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            line => {
                if let Some(value) = line.strip_prefix("Content-Length: ") {
                    length = value.parse().ok()?;
                }
            }
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    Some(body)
}
