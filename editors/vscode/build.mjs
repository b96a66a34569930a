// Bundles the client into dist/extension.js, and what its tests call into out/. `--production` minifies, leaves maps out, and
// writes the licenses of what is bundled into dist/licenses.txt.

import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const production = process.argv.includes("--production");

const { metafile } = await build({
  entryPoints: ["src/extension.ts"],
  outfile: "dist/extension.js",
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  external: ["vscode"],
  minify: production,
  sourcemap: !production,
  metafile: true,
  logLevel: "warning",
});

if (production) {
  const packages = Object.keys(metafile.inputs).map((path) => /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0]);
  const folders = [...new Set(packages)].filter((folder) => folder !== undefined).sort();
  writeFileSync("dist/licenses.txt", folders.map(license).join("\n\n"));
} else {
  await build({
    entryPoints: ["src/inputs.ts", "src/paths.ts"],
    outdir: "out",
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    logLevel: "warning",
  });
}

/** Name, version and license of a package, with the license's text where the package has it. */
function license(folder) {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`, "utf8"));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? "" : readFileSync(`${folder}/${file}`, "utf8");
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
