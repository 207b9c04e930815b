// Pages of Markdown that belong to no file: explanations and simulations, shown in VS Code's own preview.

import * as vscode from "vscode";

const SCHEME = "resilint";

class Pages implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  register(): vscode.Disposable {
    return vscode.workspace.registerTextDocumentContentProvider(SCHEME, this);
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.path) ?? "";
  }

  async show(title: string, markdown: string): Promise<void> {
    // The title becomes the tab's name; a slash in it would cut it off.
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${title.replace(/[/\\]/g, "∕")}.md` });
    this.texts.set(uri.path, markdown);
    this.changed.fire(uri);
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  }
}

export const pages = new Pages();
