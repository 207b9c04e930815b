// VS Code itself: code-server in Chromium. Squiggle, Problems panel, hover, quick fix applied and undone, related information, status item,
// completion, inlay hints, code lenses, the graph panel, simulation, environments.
// usage: node vscode.mjs ENTRY VSIX WORKSPACE ARTIFACTS

import { createRequire } from "node:module";
import { spawn, execFileSync } from "node:child_process";
import { mkdtempSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import net from "node:net";

const { chromium } = createRequire(import.meta.url)(join(process.env.NODE_PATH, "playwright-core"));
const [entry, vsix, workspace, artifacts] = process.argv.slice(2);
const home = mkdtempSync(join(tmpdir(), "resilint-vscode-"));
const places = ["--config", join(home, "config.yaml"), "--user-data-dir", join(home, "user"), "--extensions-dir", join(home, "extensions")];
const RULE = "single-az-database";
let failures = 0;

function report(name, ok, detail = "") {
  console.log(`${ok ? "ok  " : "FAIL"} ${name}${ok || !detail ? "" : `: ${detail}`}`);
  if (!ok) { failures += 1; }
}

async function freePort() {
  return new Promise((resolve) => {
    const server = net.createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

async function eventually(condition, timeout = 40000) {
  const until = Date.now() + timeout;
  for (;;) {
    const value = await condition().catch(() => undefined);
    if (value) { return value; }
    if (Date.now() > until) { return undefined; }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

function settings() {
  mkdirSync(join(home, "user", "User"), { recursive: true });
  writeFileSync(join(home, "user", "User", "settings.json"), JSON.stringify({
    "update.mode": "none", "telemetry.telemetryLevel": "off", "extensions.autoUpdate": false, "extensions.autoCheckUpdates": false,
    "chat.disableAIFeatures": true, "workbench.startupEditor": "none", "workbench.tips.enabled": false, "security.workspace.trust.enabled": false,
    "workbench.enableExperiments": false, "git.enabled": false, "editor.minimap.enabled": false, "workbench.secondarySideBar.defaultVisibility": "hidden",
    "editor.fontSize": 13, "resilint.inlayHints.placement": true, "resilint.inlayHints.values": true, "resilint.codeLens.dependents": true, "resilint.codeLens.singlePoints": true, "files.simpleDialog.enable": true, "files.autoSave": "off",
  }));
  writeFileSync(join(home, "config.yaml"), "auth: none\n");
}

async function serve() {
  settings();
  execFileSync(process.execPath, [entry, ...places, "--install-extension", vsix], { stdio: "pipe" });
  const port = await freePort();
  const server = spawn(process.execPath, [entry, ...places, "--auth", "none", "--bind-addr", `127.0.0.1:${port}`, "--disable-telemetry",
    "--disable-update-check", "--disable-workspace-trust", "--disable-getting-started-override", workspace], { stdio: "pipe" });
  let log = "";
  server.stdout.on("data", (data) => { log += data; });
  server.stderr.on("data", (data) => { log += data; });
  const up = await eventually(async () => (await fetch(`http://127.0.0.1:${port}/healthz`)).ok, 60000);
  if (!up) { console.error(log); throw new Error("code-server did not start"); }
  return { server, url: `http://127.0.0.1:${port}/?folder=${encodeURIComponent(workspace)}` };
}

/** The programs that run as language servers of this name. */
function servers() {
  const command = (process) => { try { return readFileSync(`/proc/${process}/cmdline`, "utf8").split("\0"); } catch { return []; } };
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(command).filter(([, argument]) => argument === "lsp").map(([program]) => program);
}

/** Tries until it holds: a key that is pressed while the workbench is busy, or while a web view has the focus, is lost. */
async function insist(page, what, attempt) {
  for (let left = 5; ; left -= 1) {
    try { return await attempt(); } catch (error) {
      if (left === 0) { throw new Error(`${what}: ${error}`); }
      await page.keyboard.press("Escape");
      await page.waitForTimeout(500);
    }
  }
}

/** Opens the quick input, types, chooses the row that says so, and waits until the input asks this no more. */
async function quickly(page, key, text, row) {
  const input = page.locator(".quick-input-widget input");
  await insist(page, `${key} ${text}`, async () => {
    await page.keyboard.press(key);
    await input.waitFor({ timeout: 5000 });
    await input.fill(text);
    // The list follows the text after a while.
    if (row) { await page.locator(".quick-input-list .monaco-list-row.focused", { hasText: row }).first().waitFor({ timeout: 8000 }); }
    await page.waitForTimeout(100);
    await page.keyboard.press("Enter");
    const answered = async () => !(await input.isVisible()) || (await input.inputValue()) !== text;
    if (!(await eventually(answered, 5000))) { throw new Error("the input stays open"); }
  });
}

const command = (page, text) => quickly(page, "F1", `>${text}`, text);

/** Opens a file and waits until its text can be typed into. */
async function openFile(page, name) {
  await insist(page, `open ${name}`, async () => {
    await quickly(page, "Control+P", name, name);
    await page.locator(".editor-group-container.active .tab.active", { hasText: name }).first().waitFor({ timeout: 8000 });
    await page.locator(".editor-group-container.active .editor-instance .view-lines").first().waitFor({ timeout: 8000 });
  });
}

async function goto(page, line, column) {
  await quickly(page, "Control+G", `:${line}:${column}`);
  // What is typed next belongs into the text, wherever the focus was before.
  await command(page, "View: Focus Active Editor Group");
  await page.locator(".editor-group-container.active .monaco-editor.focused").first().waitFor();
}

/** Chooses a row of the list that a command has opened. */
const choose = (page, text) => page.locator(".quick-input-list .monaco-list-row", { hasText: text }).first().click();

async function drive(page) {
  const squiggle = page.locator(".squiggly-error, .squiggly-warning");
  const problems = page.locator(".markers-panel");
  const ruleShown = async () => (await problems.innerText()).includes(RULE);
  const activeFile = async () => (await page.locator(".breadcrumbs-control").first().innerText()).split("\n").filter(Boolean).join("/");
  const editor = async () => (await page.locator(".editor-instance .view-lines").first().innerText()).replaceAll("\u00a0", " ");
  const status = () => page.locator(".statusbar-item", { hasText: "resilint" }).first();
  const shot = (name) => page.screenshot({ path: join(artifacts, `vscode-${name}.png`) });

  await page.locator(".monaco-workbench").waitFor({ timeout: 60000 });
  await openFile(page, "main.tf");
  await page.locator(".editor-instance .view-lines").first().waitFor();
  report("a squiggle appears", Boolean(await eventually(async () => (await squiggle.count()) > 0, 40000)));

  await command(page, "Problems: Focus on Problems View");
  report("the Problems panel names the rule", Boolean(await eventually(ruleShown)));
  await shot("problems");

  await openFile(page, "main.tf");
  await goto(page, 7, 14);
  await command(page, "Show or Focus Hover");
  const hover = page.locator(".monaco-hover:not(.hidden)");
  report("the hover names the rule", Boolean(await eventually(async () => (await hover.allInnerTexts()).join("\n").includes(RULE))));
  await shot("hover");
  await page.keyboard.press("Escape");

  await goto(page, 7, 14);
  await page.keyboard.press("Control+.");
  const menu = page.locator(".action-widget").first();
  await menu.waitFor();
  await page.waitForTimeout(300);
  await shot("quick-fix");
  report("the quick fix menu offers a fix", (await menu.innerText()).includes("multi_az"), await menu.innerText());
  await page.keyboard.press("Enter");
  report("the fix removes the finding", Boolean(await eventually(async () => !(await ruleShown()))));
  await shot("fixed");
  await page.keyboard.press("Control+Z");
  report("undo brings it back", Boolean(await eventually(ruleShown)));

  await problems.locator(".monaco-list-row", { hasText: RULE }).first().click();
  await page.keyboard.press("Home");
  const origin = problems.locator(".monaco-list-row", { hasText: "main.tf[Ln 13" }).first();
  await origin.waitFor();
  await shot("related-list");
  await origin.click();
  report("the related information opens the origin's file", Boolean(await eventually(async () => (await activeFile()).includes("modules/db/main.tf"))), await activeFile());
  await shot("related");

  report("inlay hints show zones and values", Boolean(await eventually(async () => (await editor()).includes("1 zone") && (await editor()).includes("= false"))), await editor());
  await shot("inlay-hints");

  const lens = page.locator(".codelens-decoration a", { hasText: "depends on this" }).first();
  report("a code lens counts what depends on the database", Boolean(await eventually(async () => (await lens.innerText()).includes("1 resource depends on this"))), await editor());
  report("another tells what goes down with it", Boolean(await eventually(async () => (await page.locator(".codelens-decoration").allInnerTexts()).join().includes("single point of failure for aws_lambda_function_url.api"))));
  await lens.click();
  const peek = page.locator(".peekview-widget");
  report("a click on the lens shows them", Boolean(await eventually(async () => (await peek.innerText()).includes("api.tf"))));
  await shot("code-lens");
  await page.keyboard.press("Escape");

  await openFile(page, "main.tf");
  await goto(page, 6, 1);
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await page.keyboard.type("# resilint:ig", { delay: 30 });
  const proposals = page.locator(".suggest-widget.visible");
  report("a comment is completed", Boolean(await eventually(async () => (await proposals.innerText()).includes("ignore"))));
  await page.keyboard.press("Enter");
  report("then the rules are proposed", Boolean(await eventually(async () => (await proposals.innerText()).includes(RULE))));
  await shot("completion");
  await page.keyboard.press("Enter");
  report("the rule that was found comes first", Boolean(await eventually(async () => (await editor()).includes(`resilint:ignore ${RULE}`))), await editor());
  await command(page, "File: Revert File");
  report("the file is as it was", Boolean(await eventually(async () => !(await editor()).includes("resilint:ignore"))));

  await command(page, "resilint: Show Graph");
  const inPanel = page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
  const node = inPanel.locator("[data-address='module.orders.aws_db_instance.this']").first();
  report("the graph panel draws the resources", Boolean(await eventually(async () => (await node.count()) > 0)));
  await page.waitForTimeout(500);
  await shot("graph");
  await node.click();
  report("a click on a resource opens its source", Boolean(await eventually(async () => (await editor()).includes("aws_db_instance"))), await editor());
  await inPanel.locator("#lose").click();
  await choose(page, "region:eu-west-1");
  report("what is lost is drawn", Boolean(await eventually(async () => (await inPanel.locator("#what").innerText()).includes("without region:eu-west-1"))));
  await page.waitForTimeout(300);
  await shot("graph-lost");

  await openFile(page, "main.tf");
  await command(page, "resilint: Simulate a Failure");
  await choose(page, "region:eu-west-1");
  const preview = page.frameLocator("iframe.webview.ready").last().frameLocator("#active-frame");
  report("a failure is simulated", Boolean(await eventually(async () => (await preview.locator("body").innerText()).includes("aws_lambda_function_url.api"))));
  await shot("simulation");

  await command(page, "resilint: Select Environment");
  await choose(page, "prod");
  report("the chosen environment is in the status item", Boolean(await eventually(async () => /resilint.*prod/.test((await page.locator(".statusbar").innerText()).replaceAll("\n", " ")))));

  await openFile(page, "queue.tf");
  await goto(page, 1, 1);
  await page.keyboard.type("resource [\n");
  report("the status item warns that the analysis is incomplete", Boolean(await eventually(async () => (await status().getAttribute("class")).includes("warning-kind") && (await status().getAttribute("aria-label")).includes("analysis incomplete"))), await status().getAttribute("aria-label"));
  await status().hover();
  await page.waitForTimeout(800);
  await shot("incomplete");
  await page.mouse.move(600, 300);
  await command(page, "File: Revert File");
  report("and that it is whole again", Boolean(await eventually(async () => !(await status().getAttribute("class")).includes("warning-kind"))));

  report("the server is the one inside the extension", servers().some((command) => command.startsWith(join(home, "extensions"))), servers().join(", "));
  report("the status item counts", /resilint/.test(await page.locator(".statusbar").innerText()));
}

const { server, url } = await serve();
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox", "--disable-background-networking", "--disable-quic"] });
const page = await browser.newPage({ viewport: { width: 1280, height: 860 } });
try {
  await page.goto(url);
  await drive(page);
} catch (error) {
  report("the run ends", false, String(error));
} finally {
  if (failures > 0) { await page.screenshot({ path: join(artifacts, "vscode-failure.png") }).catch(() => undefined); }
  await browser.close();
  server.kill();
}
console.log(failures === 0 ? "vscode: all passed" : `vscode: ${failures} failed`);
process.exit(failures === 0 ? 0 : 1);
