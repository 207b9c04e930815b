//! A small language client: starts the server, speaks the protocol, remembers what the server published.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

const PATIENCE: Duration = Duration::from_secs(90);

/// A running server and what it said.
pub(super) struct Client {
    child: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Whoever holds it keeps the client from reading.
    pub(super) reading: Arc<Mutex<()>>,
    next_id: u64,
    /// Notifications and requests of the server that nobody waited for yet, in their order.
    pub(super) unread: Vec<Value>,
    /// The last diagnostics published for each file.
    pub(super) published: BTreeMap<String, Value>,
    /// Every publication: file, version.
    pub(super) publications: Vec<(String, Option<i64>)>,
    responses: BTreeMap<u64, Value>,
    /// What the server's requests are answered with; `null` where nothing is said.
    pub(super) answers: BTreeMap<String, Value>,
    /// The server's requests are never answered.
    pub(super) mute: bool,
    /// What it says on standard error.
    complaints: tempfile::NamedTempFile,
}

/// A copy of a fixture in a folder of its own.
pub(super) struct Workspace {
    folder: tempfile::TempDir,
}

impl Workspace {
    /// A folder with these files.
    pub(super) fn of(files: &[(&str, &str)]) -> Self {
        let workspace = Self { folder: tempfile::tempdir().unwrap() };
        for (path, text) in files {
            workspace.write(path, text);
        }
        workspace
    }

    pub(super) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(super) fn root(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    pub(super) fn uri(&self, path: &str) -> String {
        uri(&self.path(path))
    }
}

/// The address of a path.
pub(super) fn uri(path: &Path) -> String {
    format!("file://{}", path.display())
}

impl Client {
    /// Starts the server; nothing is sent yet.
    pub(super) fn start() -> Self {
        Self::start_with(&[], &[])
    }

    /// Starts the server with arguments and environment variables.
    pub(super) fn start_with(arguments: &[&str], environment: &[(&str, &str)]) -> Self {
        let complaints = tempfile::NamedTempFile::new().unwrap();
        let mut child = Command::new(assert_cmd::cargo::cargo_bin!("resilint"))
            .arg("lsp")
            .args(arguments)
            .envs(environment.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(complaints.reopen().unwrap())
            .spawn()
            .unwrap();
        let input = child.stdin.take();
        let output = BufReader::new(child.stdout.take().unwrap());
        let (sender, messages) = channel();
        let reading = Arc::new(Mutex::new(()));
        let may_read = Arc::clone(&reading);
        std::thread::spawn(move || {
            let mut output = output;
            while let Some(message) = read_message(&mut output) {
                if sender.send(message).is_err() {
                    break;
                }
                drop(may_read.lock());
            }
        });
        Self {
            child,
            input,
            messages,
            reading,
            mute: false,
            next_id: 0,
            unread: Vec::new(),
            published: BTreeMap::new(),
            publications: Vec::new(),
            responses: BTreeMap::new(),
            complaints,
            answers: BTreeMap::new(),
        }
    }

    /// Starts the server and opens a workspace with it, as a client that takes pushed diagnostics.
    pub(super) fn open(workspace: &Workspace) -> Self {
        let mut client = Self::start();
        client.initialize(&workspace.root(), json!({}));
        client
    }

    /// The handshake; answers the server's result.
    pub(super) fn initialize(&mut self, root: &Path, capabilities: Value) -> Value {
        let folders = json!([{ "uri": uri(root), "name": "workspace" }]);
        let params = json!({ "processId": null, "rootUri": uri(root), "capabilities": capabilities, "workspaceFolders": folders });
        let result = self.request("initialize", params);
        self.notify("initialized", json!({}));
        result
    }

    /// Sends raw bytes.
    pub(super) fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("the input is open");
        input.write_all(bytes).and_then(|()| input.flush()).unwrap();
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub(super) fn notify(&mut self, method: &str, params: Value) {
        self.send(&json!({ "jsonrpc": "2.0", "method": method, "params": params }));
    }

    /// Sends a request without waiting; answers its id.
    pub(super) fn send_request(&mut self, method: &str, params: Value) -> u64 {
        self.next_id += 1;
        let id = self.next_id;
        let mut message = json!({ "jsonrpc": "2.0", "id": id, "method": method });
        if !params.is_null() {
            message["params"] = params;
        }
        self.send(&message);
        id
    }

    /// The whole response to a request, an error too.
    pub(super) fn response(&mut self, id: u64) -> Value {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(response) = self.responses.remove(&id) {
                return response;
            }
            assert!(self.pump(until), "no response to request {id}");
        }
    }

    /// Sends a request and waits for its result.
    pub(super) fn request(&mut self, method: &str, params: Value) -> Value {
        let id = self.send_request(method, params);
        let mut response = self.response(id);
        assert!(response.get("error").is_none(), "{method}: {response}");
        response["result"].take()
    }

    /// Waits until something holds of what the server said.
    pub(super) fn wait(&mut self, what: &str, condition: impl Fn(&Self) -> bool) {
        let until = Instant::now() + PATIENCE;
        while !condition(self) {
            assert!(self.pump(until), "timed out: {what}; published: {:#?}", self.published);
        }
    }

    /// Takes in everything the server says until it has been quiet for a while.
    pub(super) fn settle(&mut self) {
        while self.pump(Instant::now() + Duration::from_millis(400)) {}
    }

    fn pump(&mut self, until: Instant) -> bool {
        let timeout = until.saturating_duration_since(Instant::now());
        let message = match self.messages.recv_timeout(timeout) {
            Ok(message) => message,
            Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return false,
        };
        if let (Some(id), None) = (message["id"].as_u64(), message.get("method")) {
            self.responses.insert(id, message);
        } else if message["method"] == "textDocument/publishDiagnostics" {
            let file = message["params"]["uri"].as_str().unwrap().to_owned();
            self.publications.push((file.clone(), message["params"]["version"].as_i64()));
            self.published.insert(file, message["params"]["diagnostics"].clone());
        } else {
            if message.get("id").is_some() && !self.mute {
                let method = message["method"].as_str().unwrap_or_default();
                let answer = self.answers.get(method).cloned().unwrap_or_default();
                self.send(&json!({ "jsonrpc": "2.0", "id": message["id"], "result": answer }));
            }
            self.unread.push(message);
        }
        true
    }

    pub(super) fn did_open(&mut self, uri: &str, version: i64, text: &str) {
        let document =
            json!({ "uri": uri, "languageId": "terraform", "version": version, "text": text });
        self.notify("textDocument/didOpen", json!({ "textDocument": document }));
    }

    /// Replaces the whole text.
    pub(super) fn did_change(&mut self, uri: &str, version: i64, text: &str) {
        let params = json!({ "textDocument": { "uri": uri, "version": version }, "contentChanges": [{ "text": text }] });
        self.notify("textDocument/didChange", params);
    }

    /// The codes of a file's diagnostics, sorted.
    pub(super) fn codes(&self, uri: &str) -> Vec<String> {
        let diagnostics =
            self.published.get(uri).and_then(Value::as_array).cloned().unwrap_or_default();
        let mut codes: Vec<String> = diagnostics
            .iter()
            .map(|diagnostic| diagnostic["code"].as_str().unwrap_or_default().to_owned())
            .collect();
        codes.sort();
        codes
    }

    pub(super) fn has(&self, uri: &str, code: &str) -> bool {
        self.codes(uri).iter().any(|found| found == code)
    }

    /// What the server said on standard error so far.
    pub(super) fn complaints(&self) -> String {
        std::fs::read_to_string(self.complaints.path()).unwrap()
    }

    /// How often the server sent a message of its own.
    pub(super) fn heard(&self, method: &str) -> usize {
        self.unread.iter().filter(|message| message["method"] == method).count()
    }

    /// Tells that a file changed on disk.
    pub(super) fn did_change_on_disk(&mut self, uri: &str) {
        let changes = json!({ "changes": [{ "uri": uri, "type": 2 }] });
        self.notify("workspace/didChangeWatchedFiles", changes);
    }

    /// Ends the session as the protocol says and gives the exit status.
    pub(super) fn shut_down(mut self) -> ExitStatus {
        self.request("shutdown", Value::Null);
        self.exit()
    }

    /// Sends `exit`, leaving the input open, and gives the exit status.
    pub(super) fn exit(mut self) -> ExitStatus {
        self.send(&json!({ "jsonrpc": "2.0", "method": "exit" }));
        let status = self.ended();
        drop(self.input.take());
        status
    }

    /// Closes the input and gives the exit status.
    pub(super) fn hang_up(mut self) -> ExitStatus {
        drop(self.input.take());
        self.ended()
    }

    fn ended(&mut self) -> ExitStatus {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status;
            }
            assert!(Instant::now() < until, "the server does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

fn read_message(output: &mut impl BufRead) -> Option<Value> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("Content-Length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    output.read_exact(&mut body).ok()?;
    serde_json::from_slice(&body).ok()
}
