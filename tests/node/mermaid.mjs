// Parses Mermaid sources with Mermaid itself. In: a JSON list of sources. Out: a JSON list, for each
// source "" or what is wrong with it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(process.env.GEN_NODE_MODULES + "/");
const { JSDOM } = require("jsdom");
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;

const entry = process.env.GEN_NODE_MODULES + "/mermaid/dist/mermaid.core.mjs";
const mermaid = (await import(pathToFileURL(entry).href)).default;
const said = [];
for (const source of JSON.parse(readFileSync(0, "utf8"))) {
  try {
    await mermaid.parse(source);
    said.push("");
  } catch (error) {
    said.push(String(error.message));
  }
}
console.log(JSON.stringify(said));
