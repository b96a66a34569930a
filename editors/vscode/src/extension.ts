// The client: starts `tenon lsp`, restarts it when its settings change, and offers the commands.

import * as vscode from "vscode";
import { LanguageClient, type LanguageClientOptions, type ServerOptions } from "vscode-languageclient/node";
import { evaluate, exportYaml, why } from "./commands.js";
import { RESULT_SCHEME, Results, binary } from "./run.js";

let client: LanguageClient | undefined;

/** Called by VS Code when a CUE file is opened, or a folder with a module. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel("Tenon", { log: true });
  const results = new Results();
  const command = (name: string, action: () => unknown) => vscode.commands.registerCommand(`tenon.${name}`, action);
  context.subscriptions.push(
    output,
    vscode.workspace.registerTextDocumentContentProvider(RESULT_SCHEME, results),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => {
      if (uri.scheme === RESULT_SCHEME) results.forget(uri);
    }),
    command("restart", () => restart(output)),
    command("showOutput", () => output.show()),
    command("evaluate", () => evaluate(results, output)),
    command("why", () => why(results, output)),
    command("exportYaml", () => exportYaml(results, output)),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration("tenon.path") || change.affectsConfiguration("tenon.args")) await restart(output);
    }),
  );
  await start(output);
}

/** Called by VS Code at the end. */
export async function deactivate(): Promise<void> {
  await stop();
}

async function restart(output: vscode.LogOutputChannel): Promise<void> {
  await stop();
  await start(output);
}

async function start(output: vscode.LogOutputChannel): Promise<void> {
  const settings = vscode.workspace.getConfiguration("tenon");
  // Without a `transport` the client speaks over standard streams, and adds no argument of its own.
  const server: ServerOptions = { command: binary(), args: settings.get<string[]>("args", ["lsp"]) };
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: "cue", scheme: "file" },
      { language: "cue", scheme: "untitled" },
      { language: "yaml", scheme: "file" },
      { language: "json", scheme: "file" },
    ],
    outputChannel: output,
    initializationOptions: serverSettings(settings),
    synchronize: { configurationSection: "tenon" },
  };
  client = new LanguageClient("tenon", "Tenon", server, options);
  try {
    await client.start();
  } catch (error) {
    output.error(`${server.command} did not start: ${error}`);
    client = undefined;
    void offerSettings(server.command);
  }
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  await running?.dispose();
}

/** The part of the settings that the server reads. */
function serverSettings(settings: vscode.WorkspaceConfiguration): object {
  const { concrete, tags, inlayHints, schemas } = settings;
  return { concrete, tags, inlayHints, schemas };
}

async function offerSettings(command: string): Promise<void> {
  const open = "Open Settings";
  const message = `Tenon: "${command}" could not be started. Install tenon, or say where it is.`;
  if ((await vscode.window.showErrorMessage(message, open)) === open) {
    await vscode.commands.executeCommand("workbench.action.openSettings", "tenon.path");
  }
}
