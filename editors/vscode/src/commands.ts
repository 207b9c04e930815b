// Commands that ask the user something and hand it to the server.

import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient } from "vscode-languageclient/node";

async function execute<T>(client: LanguageClient, command: string, ...args: unknown[]): Promise<T | undefined> {
  try {
    return await client.sendRequest(ExecuteCommandRequest.type, { command, arguments: args }) as T;
  } catch (error) {
    void vscode.window.showErrorMessage(`resilint: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

const currentUri = (): string | undefined => vscode.window.activeTextEditor?.document.uri.toString();

/** Lets the user pick a failure domain in use, and shows what it takes down. */
export async function simulate(client: LanguageClient): Promise<void> {
  const domains = await execute<string[]>(client, "resilint.server.domains", currentUri());
  if (!domains) { return; }
  if (domains.length === 0) {
    void vscode.window.showInformationMessage("resilint: no zone or region is known here");
    return;
  }
  const picked = await vscode.window.showQuickPick(domains, { canPickMany: true, placeHolder: "What fails, all at once?" });
  if (!picked || picked.length === 0) { return; }
  const report = await execute<string>(client, "resilint.server.simulate", currentUri(), picked);
  if (report === undefined) { return; }
  const document = await vscode.workspace.openTextDocument({ language: "markdown", content: report });
  await vscode.commands.executeCommand("markdown.showPreview", document.uri);
}

/** Lets the user pick one of the environments in resilint.toml. */
export async function selectEnvironment(client: LanguageClient): Promise<void> {
  const names = await execute<string[]>(client, "resilint.server.environments", currentUri());
  if (!names) { return; }
  if (names.length === 0) {
    void vscode.window.showInformationMessage("resilint.toml declares no [[environment]]");
    return;
  }
  const none = "(none)";
  const picked = await vscode.window.showQuickPick([none, ...names], { placeHolder: "Judge the configuration as which environment?" });
  if (picked === undefined) { return; }
  await execute(client, "resilint.server.selectEnvironment", picked === none ? null : picked);
}
