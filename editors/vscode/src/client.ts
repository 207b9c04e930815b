// The language client: which server to run, for which documents, with which settings.

import * as fs from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";
import { ClientCapabilities, FeatureState, LanguageClient, LanguageClientOptions, RevealOutputChannelOn, ServerOptions, StaticFeature } from "vscode-languageclient/node";
import { pages } from "./pages";

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

/** Tells the server that pages of Markdown can be shown here. */
class ShowsText implements StaticFeature {
  fillClientCapabilities(capabilities: ClientCapabilities): void {
    capabilities.experimental = { ...capabilities.experimental as object, resilint: { showText: true } };
  }
  getState(): FeatureState { return { kind: "static" }; }
  initialize(): void { /* nothing to do */ }
  clear(): void { /* nothing to do */ }
}

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
    middleware: {
      // After a proposal that leaves something to fill in, what can stand there is proposed at once.
      provideCompletionItem: async (document, position, context, token, next) => {
        const found = await next(document, position, context, token);
        for (const item of Array.isArray(found) ? found : found?.items ?? []) {
          if ((item as { data?: { again?: boolean } }).data?.again) { item.command = { title: "suggest", command: "editor.action.triggerSuggest" }; }
        }
        return found;
      },
    },
  };
  const client = new LanguageClient("resilint", "resilint", server, options);
  client.registerFeature(new ShowsText());
  context.subscriptions.push(
    client.onNotification("resilint/status", onStatus),
    client.onNotification("resilint/showText", ({ title, markdown }: { title: string; markdown: string }) => pages.show(title, markdown)),
  );
  return client;
}
