// Commands that ask the user something and hand it to the server.

import * as vscode from "vscode";
import { ExecuteCommandRequest, LanguageClient, Location, Position } from "vscode-languageclient/node";
import { pages } from "./pages";

/** Asks the server; what it refuses is shown. */
export async function execute<T>(client: LanguageClient, command: string, ...args: unknown[]): Promise<T | undefined> {
  try {
    return await client.sendRequest(ExecuteCommandRequest.type, { command: `resilint.server.${command}`, arguments: args }) as T;
  } catch (error) {
    void vscode.window.showErrorMessage(`resilint: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

export interface Root { root: string; name: string }

/** The file the user looks at, if the server knows such files. */
export function currentUri(): string | undefined {
  const document = vscode.window.activeTextEditor?.document;
  return document?.uri.scheme === "file" && /\.(tf|tofu|tfvars|toml|json)$/.test(document.fileName) ? document.uri.toString() : undefined;
}

/** The root module to look at: that of the current file; a question where there are several. */
export async function pickRoot(client: LanguageClient): Promise<Root | undefined> {
  let roots = await execute<Root[]>(client, "roots", { uri: currentUri() });
  if (roots?.length === 0) { roots = await execute<Root[]>(client, "roots", {}); }
  if (!roots) { return undefined; }
  if (roots.length <= 1) {
    if (roots.length === 0) { void vscode.window.showInformationMessage("resilint: there is no root module in this workspace"); }
    return roots[0];
  }
  const items = roots.map((root) => ({ label: root.name === "" ? "." : root.name, root }));
  return (await vscode.window.showQuickPick(items, { placeHolder: "Which root module?" }))?.root;
}

/** Lets the user pick one of the environments in resilint.toml. */
export async function selectEnvironment(client: LanguageClient): Promise<void> {
  const names = await execute<string[]>(client, "environments");
  if (!names) { return; }
  if (names.length === 0) {
    void vscode.window.showInformationMessage("resilint.toml declares no [[environment]]");
    return;
  }
  const none = "(none)";
  const picked = await vscode.window.showQuickPick([none, ...names], { placeHolder: "Judge the configuration as which environment?" });
  if (picked === undefined) { return; }
  await execute(client, "selectEnvironment", picked === none ? null : picked);
}

/** What is lost in a simulation, as the user picked it; `undefined` when the user changed their mind. */
export async function pickLosses(client: LanguageClient, root: Root): Promise<string[] | undefined> {
  const found = await execute<{ domains: string[]; entries: string[] }>(client, "domains", { root: root.root });
  if (!found) { return undefined; }
  const everything = { label: "Everything in turn", description: "every zone and region in use, every shared resource", domain: undefined as string | undefined };
  const each = found.domains.map((domain) => ({ label: domain, description: describe(domain), domain: domain as string | undefined }));
  const other = { label: "Something else…", description: "an address, or several things at once", domain: "" as string | undefined };
  const picked = await vscode.window.showQuickPick([everything, ...each, other], { placeHolder: "What is lost?" });
  if (!picked) { return undefined; }
  if (picked.domain !== "") { return picked.domain === undefined ? [] : [picked.domain]; }
  const typed = await vscode.window.showInputBox({
    prompt: "az:…, region:…, provider:… or an address; with commas between what is lost together",
    placeHolder: found.domains.slice(0, 2).join(","),
  });
  return typed ? [typed] : undefined;
}

function describe(domain: string): string {
  if (domain.startsWith("az:")) { return "an availability zone"; }
  if (domain.startsWith("region:")) { return "a whole region"; }
  return "";
}

/** Simulates a failure and shows the result as a page. */
export async function simulate(client: LanguageClient): Promise<void> {
  const root = await pickRoot(client);
  const lose = root && await pickLosses(client, root);
  if (!root || !lose) { return; }
  const answer = await execute<{ title: string; markdown: string }>(client, "simulate", { root: root.root, lose });
  if (answer) { await pages.show(`simulate ${lose.join(" ")}`.trim(), answer.markdown); }
}

/** A code lens was clicked: the places that the server found. */
export async function showReferences(client: LanguageClient, uri: string, position: Position, locations: Location[]): Promise<void> {
  const convert = client.protocol2CodeConverter;
  await vscode.commands.executeCommand("editor.action.showReferences", convert.asUri(uri), convert.asPosition(position), locations.map((place) => convert.asLocation(place)));
}

/** Opens what the server points at. */
export async function open(client: LanguageClient, location: Location, column?: vscode.ViewColumn): Promise<void> {
  const { uri, range } = client.protocol2CodeConverter.asLocation(location);
  await vscode.window.showTextDocument(uri, { selection: range, viewColumn: column });
}
