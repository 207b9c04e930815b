// Starts the server and offers its commands; everything else is the language client's work.

import * as vscode from "vscode";
import { LanguageClient, Location, Position } from "vscode-languageclient/node";
import { createClient } from "./client";
import { selectEnvironment, showReferences, simulate } from "./commands";
import { GraphPanel } from "./graph";
import { pages } from "./pages";
import { StatusItem } from "./status";

let client: LanguageClient | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  // A log channel is what the client requires; with a plain one activation fails without a word.
  const output = vscode.window.createOutputChannel("resilint", { log: true });
  const status = new StatusItem();
  const graph = new GraphPanel(context, () => client);
  context.subscriptions.push(output, status, graph, pages.register());

  const start = async (): Promise<void> => {
    status.starting();
    client = createClient(context, output, (counts) => {
      status.show(counts);
    });
    try {
      await client.start();
      status.ready();
    } catch (error) {
      status.failed(String(error));
      output.error(String(error));
      void vscode.window.showErrorMessage(`resilint could not start: ${String(error)}`, "Show Output").then((choice) => choice && output.show());
    }
  };
  const stop = async (): Promise<void> => {
    const running = client;
    client = undefined;
    await running?.dispose();
  };
  const register = (name: string, run: (...args: never[]) => unknown): void => {
    context.subscriptions.push(vscode.commands.registerCommand(name, run));
  };
  register("resilint.restart", async () => { await stop(); await start(); await graph.draw(); });
  register("resilint.showOutput", () => output.show());
  register("resilint.selectEnvironment", async () => { if (client) { await selectEnvironment(client); await graph.draw(); } });
  register("resilint.simulate", () => client && simulate(client));
  register("resilint.showGraph", () => graph.show());
  register("resilint.showReferences", (uri: string, position: Position, places: Location[]) => client && showReferences(client, uri, position, places));
  context.subscriptions.push(
    vscode.workspace.onDidSaveTextDocument(() => graph.draw()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("resilint.path")) { await stop(); await start(); }
    }),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.dispose();
}
