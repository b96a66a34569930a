// What the commands hand to the `tenon` binary: which one, in which folder, with which arguments. Nothing of VS Code in here.

import { homedir } from "node:os";
import { basename, dirname } from "node:path";

/** The arguments of a call, and the folder that it is made in. */
export interface Call {
  cwd: string;
  args: string[];
}

/** `setting` with `~` and `${workspaceFolder}` replaced. */
export function resolveBinary(setting: string, workspaceFolder: string | undefined): string {
  const home = setting.replace(/^~(?=$|[\\/])/, () => homedir());
  return workspaceFolder === undefined ? home : home.replaceAll("${workspaceFolder}", () => workspaceFolder);
}

/** The name in the package clause of a text. */
export function packageName(text: string): string | undefined {
  const clause = /^package[ \t]+([\p{L}_$][\p{L}\p{Nd}_$]*)/mu.exec(text);
  return clause?.[1];
}

/** The package that a file belongs to, as an input of the command line: the file itself where it has no package clause. */
export function inputOf(file: string, text: string): string {
  const name = packageName(text);
  return name === undefined || name === "_" ? `./${basename(file)}` : `.:${name}`;
}

/** Calls `command`, such as `["eval", "-i"]`, on the package of `file`. */
export function callOn(command: string[], tags: string[], file: string, text: string): Call {
  const flags = tags.flatMap((tag) => ["-t", tag]);
  return { cwd: dirname(file), args: [...command, ...flags, inputOf(file, text)] };
}
