// The language client: which server to run, for which documents, with which settings.

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, RevealOutputChannelOn, ServerOptions } from "vscode-languageclient/node";

/** What the server says about the last analysis, in `resilint/status`. */
export interface Status {
  errors: number;
  warnings: number;
  unknown: number;
  incomplete: boolean;
  environment?: string;
}

const SELECTOR = [
  { scheme: "file", pattern: "**/*.{tf,tofu,tfvars}" },
  { scheme: "untitled", language: "terraform" },
  { scheme: "file", pattern: "**/*.{tf,tofu,tfvars}.json" },
  { scheme: "file", pattern: "**/{resilint,.resilint}.toml" },
  { scheme: "file", pattern: "**/*.rego" },
];

/** The server's path: the setting's in a trusted workspace, else the one inside the extension, else the one on PATH. */
export function serverPath(context: vscode.ExtensionContext): string {
  const configured = vscode.workspace.getConfiguration("resilint").get<string>("path")?.trim();
  if (configured && vscode.workspace.isTrusted) {
    return configured.startsWith("~/") ? path.join(process.env.HOME ?? "", configured.slice(2)) : configured;
  }
  const name = process.platform === "win32" ? "resilint.exe" : "resilint";
  const bundled = context.asAbsolutePath(path.join("bin", name));
  return fs.existsSync(bundled) ? bundled : name;
}

export function createClient(context: vscode.ExtensionContext, output: vscode.LogOutputChannel, onStatus: (status: Status) => void): LanguageClient {
  const command = serverPath(context);
  output.info(`starting ${command} lsp`);
  const server: ServerOptions = { command, args: ["lsp"] };
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    outputChannel: output,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: vscode.workspace.getConfiguration("resilint"),
    synchronize: { configurationSection: "resilint" },
    markdown: { isTrusted: false, supportHtml: false },
  };
  const client = new LanguageClient("resilint", "resilint", server, options);
  context.subscriptions.push(client.onNotification("resilint/status", onStatus));
  return client;
}
