// The bundle, with as much of VS Code around it as it takes to be activated: everything that is not named here is a stand-in
// that accepts any call.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Module, { createRequire } from "node:module";
import { test } from "node:test";

const require = createRequire(import.meta.url);
const manifest = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** A class, function and object that has every member. */
function standIn(members = {}) {
  const made = new Map();
  const proxy = new Proxy(class {}, {
    get(target, key) {
      if (key in members) return members[key];
      if (typeof key === "symbol" || key === "prototype" || key === "then") return target[key];
      if (!made.has(key)) made.set(key, standIn());
      return made.get(key);
    },
    apply: () => standIn(),
    // A class that extends a stand-in keeps its own methods.
    construct: (target, args, made) => (made === proxy ? standIn() : Reflect.construct(target, args, made)),
  });
  return proxy;
}

test("activation registers the commands of package.json, and tells of a binary that is not there", async () => {
  const commands = [];
  const messages = [];
  const settings = { path: "/nowhere/tenon", args: ["lsp"] };
  const configuration = standIn({ get: (name, fallback) => settings[name] ?? fallback });
  const vscode = standIn({
    version: manifest.engines.vscode.slice(1),
    env: standIn({ appName: "test", language: "en", uriScheme: "test" }),
    commands: standIn({ registerCommand: (name) => (commands.push(name), standIn()) }),
    workspace: standIn({ getConfiguration: () => configuration, workspaceFolders: undefined, textDocuments: [] }),
    window: standIn({ showErrorMessage: async (message) => void messages.push(message), visibleTextEditors: [] }),
  });
  // The bundle copies a module's own properties and keeps its prototype: so the stand-in is the prototype.
  const module = Object.create(vscode);
  const load = Module._load;
  Module._load = (name, ...rest) => (name === "vscode" ? module : load(name, ...rest));
  try {
    const extension = require(`../${manifest.main}`);
    await extension.activate({ subscriptions: [] });
    await extension.deactivate();
  } finally {
    Module._load = load;
  }
  assert.deepEqual(commands.sort(), manifest.contributes.commands.map(({ command }) => command).sort());
  assert.ok(messages.some((message) => message.includes("/nowhere/tenon")), `told: ${messages}`);
});
