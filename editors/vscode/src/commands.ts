// The commands that run the binary on the package of the open file.

import { basename } from "node:path";
import * as vscode from "vscode";
import { callOn } from "./inputs.js";
import { type Symbol, pathAt } from "./paths.js";
import { type Results, run } from "./run.js";

/** What a command does, and how its result is shown. */
interface Task {
  /** What the notification says while it runs. */
  title: string;
  /** The subcommand with its flags. */
  command: string[];
  /** The name of the document with the result; its extension says what language that is. */
  document: string;
}

/** Evaluates the package of the open file. */
export async function evaluate(results: Results, output: vscode.LogOutputChannel): Promise<void> {
  const editor = await savedEditor();
  if (editor === undefined) return;
  const document = `Evaluated ${basename(editor.document.fileName)}`;
  await showRun({ title: "Evaluating", command: ["eval", "-i"], document }, editor, results, output);
}

/** Exports the package of the open file as YAML. */
export async function exportYaml(results: Results, output: vscode.LogOutputChannel): Promise<void> {
  const editor = await savedEditor();
  if (editor === undefined) return;
  const document = `${basename(editor.document.fileName, ".cue")}.yaml`;
  const command = ["export", "--out", "yaml"];
  await showRun({ title: "Exporting", command, document }, editor, results, output);
}

/** Tells where the value at the cursor comes from; asks for a path where the cursor is on none. */
export async function why(results: Results, output: vscode.LogOutputChannel): Promise<void> {
  const editor = await savedEditor();
  if (editor === undefined) return;
  const path = (await pathAtCursor(editor)) ?? (await askForPath());
  if (path === undefined || path === "") return;
  const task = { title: `Why ${path}?`, command: ["why", path], document: `Why ${path}.txt` };
  await showRun(task, editor, results, output);
}

async function showRun(task: Task, editor: vscode.TextEditor, results: Results, output: vscode.LogOutputChannel) {
  const { document } = editor;
  const tags = vscode.workspace.getConfiguration("tenon", document.uri).get<string[]>("tags", []);
  const printed = await run(callOn(task.command, tags, document.fileName, document.getText()), task.title, output);
  if (printed === undefined) return;
  if (printed.stdout !== "") await results.show(task.document, document.uri, printed.stdout);
  if (!printed.ok) {
    const summary = printed.stderr.trim().split("\n")[0] || "tenon failed";
    const show = "Show Output";
    if ((await vscode.window.showErrorMessage(summary, show)) === show) output.show();
  }
}

/** The active editor with a CUE file. The binary reads files, so the file is saved first. */
async function savedEditor(): Promise<vscode.TextEditor | undefined> {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId !== "cue" || editor.document.uri.scheme !== "file") {
    void vscode.window.showInformationMessage("Tenon: open a CUE file that is on disk first.");
    return undefined;
  }
  if (editor.document.isDirty && !(await editor.document.save())) return undefined;
  return editor;
}

async function pathAtCursor(editor: vscode.TextEditor): Promise<string | undefined> {
  const symbols = await vscode.commands.executeCommand<(Symbol | vscode.SymbolInformation)[] | undefined>(
    "vscode.executeDocumentSymbolProvider",
    editor.document.uri,
  );
  const tree = (symbols ?? []).filter((symbol): symbol is Symbol => "children" in symbol);
  return pathAt(tree, editor.selection.active);
}

function askForPath(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: "Why is this value?",
    prompt: "The path of the value, such as services.web.replicas",
  });
}
