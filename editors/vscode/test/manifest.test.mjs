// What package.json contributes is described in the README, and the files that it names are there.

import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { test } from "node:test";

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json"));
const readme = read("README.md");
const { commands, configuration, grammars, languages, menus, snippets } = manifest.contributes;

/** The cells of the README's row whose first cell is `name`. */
function row(name) {
  const line = readme.split("\n").find((line) => line.startsWith(`| \`${name}\` |`));
  assert.ok(line, `no row for ${name} in the README`);
  return line.split("|").map((cell) => cell.trim().replace(/^`(.*)`$/, "$1"));
}

test("each setting is in the README with its default", () => {
  for (const [name, { default: value }] of Object.entries(configuration.properties)) {
    assert.equal(row(name)[2], typeof value === "string" ? value : JSON.stringify(value), name);
  }
});

test("each command is in the README with its title", () => {
  for (const { command, title } of commands) assert.equal(row(command)[2], title);
});

test("the README names no setting and no command that is not there", () => {
  const known = new Set([...Object.keys(configuration.properties), ...commands.map(({ command }) => command)]);
  for (const [, name] of readme.matchAll(/`(tenon\.[\w.]+)`/g)) assert.ok(known.has(name), name);
});

test("menus have commands that are there", () => {
  const known = new Set(commands.map(({ command }) => command));
  for (const { command } of Object.values(menus).flat()) assert.ok(known.has(command), command);
});

test("files that package.json names are there, and those in JSON can be read", () => {
  const paths = [...languages.map((l) => l.configuration), ...[...grammars, ...snippets].map(({ path }) => path)];
  for (const path of paths) assert.ok(JSON.parse(read(path)), path);
  assert.ok(existsSync(new URL(`../${manifest.main}`, import.meta.url)));
});

test("regular expressions of the language configuration", () => {
  const { wordPattern, indentationRules, onEnterRules } = JSON.parse(read("language-configuration.json"));
  const words = 'a: #Def._x & _#y | größe + "s"'.match(new RegExp(wordPattern.pattern, `g${wordPattern.flags}`));
  assert.deepEqual(words, ["a", "#Def", "_x", "_#y", "größe", "s"]);
  const opens = new RegExp(indentationRules.increaseIndentPattern);
  for (const line of ["a: {", "import (", "\tb: [ // list"]) assert.match(line, opens);
  for (const line of ["a: {b: 1}", "// a: {", "}"]) assert.doesNotMatch(line, opens);
  assert.match("\t}", new RegExp(indentationRules.decreaseIndentPattern));
  for (const { beforeText } of onEnterRules) assert.match("\t// text", new RegExp(beforeText));
});

test("the lock file names no host", () => {
  assert.doesNotMatch(read("package-lock.json"), /"resolved"/);
});
