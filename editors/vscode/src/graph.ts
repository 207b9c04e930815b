// The graph panel: the server draws the picture, the panel shows it and keeps it current.

import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient } from "vscode-languageclient/node";

export class GraphPanel implements vscode.Disposable {
  private panel: vscode.WebviewPanel | undefined;
  private client: LanguageClient | undefined;
  private uri: string | undefined;
  private focus: string | undefined;
  private readonly saved: vscode.Disposable;

  constructor(private readonly extensionUri: vscode.Uri) {
    this.saved = vscode.workspace.onDidSaveTextDocument(() => this.refresh());
  }

  attach(client: LanguageClient): void {
    this.client = client;
  }

  async show(focus?: string): Promise<void> {
    this.uri = vscode.window.activeTextEditor?.document.uri.toString() ?? this.uri;
    this.focus = focus;
    if (!this.panel) {
      this.panel = vscode.window.createWebviewPanel("resilint.graph", "Architecture", vscode.ViewColumn.Beside, {
        enableScripts: false,
        localResourceRoots: [this.extensionUri],
        retainContextWhenHidden: true,
      });
      this.panel.onDidDispose(() => { this.panel = undefined; });
    }
    this.panel.reveal(undefined, true);
    await this.refresh();
  }

  dispose(): void {
    this.saved.dispose();
    this.panel?.dispose();
  }

  private async refresh(): Promise<void> {
    if (!this.panel || !this.client || !this.uri) { return; }
    const request = { command: "resilint.server.graph", arguments: [this.uri, { format: "svg", focus: this.focus }] };
    try {
      const svg = await this.client.sendRequest(ExecuteCommandRequest.type, request) as string;
      this.panel.webview.html = page(svg);
    } catch (error) {
      this.panel.webview.html = page(`<p>${escape(error instanceof Error ? error.message : String(error))}</p>`);
    }
  }
}

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);

function page(content: string): string {
  return `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
<style>body { padding: 0.5rem; color: var(--vscode-foreground); } svg { max-width: 100%; height: auto; }</style>
<title>Architecture</title></head><body>${content}</body></html>`;
}
