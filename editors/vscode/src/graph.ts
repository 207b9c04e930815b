// The graph panel: the server's picture; a click on a resource opens its source.

import * as vscode from "vscode";
import { LanguageClient, Location } from "vscode-languageclient/node";
import { execute, open, pickLosses, pickRoot, Root } from "./commands";

interface Message { command: "open" | "focus" | "all" | "lose" | "flows" | "save"; address?: string }

export class GraphPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private root: Root | undefined;
  private lose: string[] = [];
  private focus: string | undefined;
  private flows = false;
  private drawing = 0;

  constructor(private readonly context: vscode.ExtensionContext, private readonly client: () => LanguageClient | undefined) {}

  /** Opens the panel beside the editor, or brings it to the front, for the root module of the current file. */
  async show(): Promise<void> {
    const client = this.client();
    const root = client && await pickRoot(client);
    if (!root) { return; }
    if (this.root?.root !== root.root) {
      this.lose = [];
      this.focus = undefined;
    }
    this.root = root;
    if (!this.panel) {
      this.panel = vscode.window.createWebviewPanel("resilint.graph", "resilint graph", { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true }, {
        enableScripts: true,
        retainContextWhenHidden: true,
        localResourceRoots: [vscode.Uri.joinPath(this.context.extensionUri, "media")],
      });
      this.panel.iconPath = undefined;
      this.panel.onDidDispose(() => { this.panel = undefined; });
      this.panel.webview.onDidReceiveMessage((message: Message) => this.receive(message));
      this.panel.webview.html = this.page(this.panel.webview);
    } else {
      this.panel.reveal(undefined, true);
    }
    await this.draw();
  }

  /** Draws anew, when the panel is open: after a file was saved, or another environment chosen. */
  async draw(): Promise<void> {
    const client = this.client();
    if (!this.panel || !this.root || !client) { return; }
    const turn = ++this.drawing;
    const answer = await execute<{ title: string; text: string }>(client, "graph", {
      root: this.root.root, format: "svg", lose: this.lose, focus: this.focus, flows: this.flows,
    });
    // A newer drawing is under way.
    if (turn !== this.drawing || !this.panel) { return; }
    if (!answer) {
      this.focus = undefined;
      this.lose = [];
      return;
    }
    this.panel.title = `graph: ${this.root.name || "."}`;
    await this.panel.webview.postMessage({ svg: answer.text, lose: this.lose, focus: this.focus, flows: this.flows });
  }

  dispose(): void {
    this.panel?.dispose();
  }

  private async receive(message: Message): Promise<void> {
    const client = this.client();
    if (!client || !this.root) { return; }
    switch (message.command) {
      case "open": {
        const location = await execute<Location>(client, "locate", { root: this.root.root, address: message.address });
        if (location) { await open(client, location, vscode.ViewColumn.One); }
        return;
      }
      case "focus":
        this.focus = message.address;
        break;
      case "all":
        this.focus = undefined;
        this.lose = [];
        this.flows = false;
        break;
      case "flows":
        this.flows = !this.flows;
        break;
      case "lose": {
        const lose = await pickLosses(client, this.root);
        if (!lose) { return; }
        this.lose = lose;
        break;
      }
      case "save":
        await this.save(client);
        return;
    }
    await this.draw();
  }

  private async save(client: LanguageClient): Promise<void> {
    const target = await vscode.window.showSaveDialog({ filters: { "HTML page": ["html"], "SVG": ["svg"], "Mermaid": ["mmd"], "Graphviz": ["dot"] } });
    if (!target) { return; }
    const format = ({ svg: "svg", mmd: "mermaid", dot: "dot" } as Record<string, string>)[target.path.split(".").pop() ?? ""] ?? "html";
    const answer = await execute<{ text: string }>(client, "graph", { root: this.root?.root, format, lose: this.lose, focus: this.focus, flows: this.flows });
    if (answer) { await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(answer.text)); }
  }

  /** The page around the picture. Nothing is loaded from anywhere but the extension, and only its own script runs. */
  private page(webview: vscode.Webview): string {
    const resource = (name: string): string => webview.asWebviewUri(vscode.Uri.joinPath(this.context.extensionUri, "media", name)).toString();
    const policy = `default-src 'none'; style-src ${webview.cspSource} 'unsafe-inline'; script-src ${webview.cspSource}`;
    return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${resource("graph.css")}">
<title>resilint graph</title>
</head>
<body>
<nav aria-label="Picture">
  <button id="lose" title="Grey out what dies with a zone, a region or a resource">Lose…</button>
  <button id="flows" aria-pressed="false" title="Show where data goes">Data flows</button>
  <button id="all" title="Show everything again" hidden>Show all</button>
  <span id="what" role="status"></span>
  <span class="gap"></span>
  <button id="smaller" title="Smaller">−</button>
  <button id="fit" title="Fit into the panel">Fit</button>
  <button id="larger" title="Larger">+</button>
  <button id="save" title="Save the picture">Save…</button>
</nav>
<main id="picture" tabindex="0" aria-label="Architecture"></main>
<script src="${resource("graph.js")}"></script>
</body>
</html>`;
  }
}
