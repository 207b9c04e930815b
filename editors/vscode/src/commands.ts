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
