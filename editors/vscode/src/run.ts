// Runs the `tenon` binary for a command, and shows what it prints in a document beside the editor.

import { execFile } from "node:child_process";
import * as vscode from "vscode";
import { type Call, resolveBinary } from "./inputs.js";

/** The scheme of documents that hold results. */
export const RESULT_SCHEME = "tenon-result";

/** What a run of the binary printed. */
interface Printed {
  stdout: string;
  stderr: string;
  ok: boolean;
}

/** The binary, by the settings. */
export function binary(): string {
  const setting = vscode.workspace.getConfiguration("tenon").get("path", "tenon");
  return resolveBinary(setting, vscode.workspace.workspaceFolders?.[0]?.uri.fsPath);
}

/** Documents with results; each run of a command on a file replaces what its last run printed. */
export class Results implements vscode.TextDocumentContentProvider {
  private readonly texts = new Map<string, string>();
  private readonly changed = new vscode.EventEmitter<vscode.Uri>();
  readonly onDidChange = this.changed.event;

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? "";
  }

  /** Shows `text` beside the editor; `title` ends with the extension that says what language it is. */
  async show(title: string, about: vscode.Uri, text: string): Promise<void> {
    const uri = vscode.Uri.from({ scheme: RESULT_SCHEME, path: `/${title}`, query: about.toString() });
    this.texts.set(uri.toString(), text);
    this.changed.fire(uri);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document, {
      viewColumn: vscode.ViewColumn.Beside,
      preserveFocus: true,
      preview: true,
    });
  }

  /** Forgets what a document that was closed held. */
  forget(uri: vscode.Uri): void {
    this.texts.delete(uri.toString());
  }
}

/** Runs the binary; can be cancelled. What it said on standard error goes to `output`. */
export async function run(call: Call, title: string, output: vscode.LogOutputChannel): Promise<Printed | undefined> {
  const command = binary();
  output.info(`${command} ${call.args.join(" ")} (in ${call.cwd})`);
  const printed = await vscode.window.withProgress(
    { location: vscode.ProgressLocation.Notification, title, cancellable: true },
    (_, token) => spawn(command, call, token),
  );
  if (printed === undefined) return undefined;
  if (printed.stderr !== "") output.info(printed.stderr.trimEnd());
  return printed;
}

/** Undefined where the run was cancelled. */
function spawn(command: string, call: Call, token: vscode.CancellationToken): Promise<Printed | undefined> {
  return new Promise((resolve) => {
    const limits = { cwd: call.cwd, maxBuffer: 256 * 1024 * 1024, env: { ...process.env, NO_COLOR: "1" } };
    const child = execFile(command, call.args, limits, (error, stdout, stderr) => {
      cancel.dispose();
      if (token.isCancellationRequested) return resolve(undefined);
      // Without an exit status the binary never ran, or was ended.
      const reason = error !== null && typeof error.code !== "number" ? `${error.message}\n` : "";
      resolve({ stdout, stderr: reason + stderr, ok: error === null });
    });
    const cancel = token.onCancellationRequested(() => child.kill());
  });
}
