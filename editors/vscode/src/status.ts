// The status item: counts at a glance, a warning when the analysis is incomplete, and a menu of what can be done.

import * as vscode from "vscode";
import type { Status } from "./client";

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.window.createStatusBarItem("resilint.status", vscode.StatusBarAlignment.Left, 1);

  constructor() {
    this.item.name = "resilint";
    this.item.command = "workbench.actions.view.problems";
    this.item.show();
  }

  starting(): void {
    this.set("$(loading~spin) resilint", ["resilint is starting"]);
  }

  ready(): void {
    this.set("$(pass) resilint", ["resilint is running"]);
  }

  failed(reason: string): void {
    this.set("$(error) resilint", [reason], "statusBarItem.errorBackground");
  }

  show(status: Status): void {
    const parts = [`$(error) ${status.errors}`, `$(warning) ${status.warnings}`];
    if (status.unknown > 0) { parts.push(`$(question) ${status.unknown}`); }
    if (status.environment) { parts.push(status.environment); }
    const lines = [`**resilint**: ${counted(status.errors, "error")}, ${counted(status.warnings, "warning")}, ${status.unknown} not evaluable`];
    if (status.environment) { lines.push(`environment \`${status.environment}\``); }
    if (status.incomplete) { lines.push("$(alert) analysis incomplete: some files could not be read or parsed"); }
    const icon = status.incomplete ? "$(alert) " : "";
    this.set(`${icon}resilint ${parts.join(" ")}`, lines, status.incomplete ? "statusBarItem.warningBackground" : undefined);
  }

  dispose(): void {
    this.item.dispose();
  }

  private set(text: string, lines: string[], background?: string): void {
    const links = [["graph", "resilint.showGraph"], ["simulate", "resilint.simulate"], ["environment", "resilint.selectEnvironment"], ["restart", "resilint.restart"], ["output", "resilint.showOutput"]];
    const tooltip = new vscode.MarkdownString([...lines, links.map(([title, command]) => `[${title}](command:${command})`).join(" · ")].join("\n\n"), true);
    tooltip.isTrusted = { enabledCommands: links.map(([, command]) => command) };
    this.item.text = text;
    this.item.tooltip = tooltip;
    this.item.backgroundColor = background === undefined ? undefined : new vscode.ThemeColor(background);
  }
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
