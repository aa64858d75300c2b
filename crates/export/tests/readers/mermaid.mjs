// Reads sequence diagrams with Mermaid itself: a JSON list of texts comes in, a list of what Mermaid
// found in each goes out.
import { readFileSync } from "node:fs";
import { JSDOM } from "jsdom";

// Mermaid cleans labels with the help of a document.
const { window } = new JSDOM("");
globalThis.window = window;
globalThis.document = window.document;
const { default: mermaid } = await import("mermaid");
mermaid.initialize({ startOnLoad: false });

const found = [];
for (const text of JSON.parse(readFileSync(0, "utf8"))) {
  await mermaid.parse(text);
  const { db } = await mermaid.mermaidAPI.getDiagramFromText(text);
  const rows = db.getMessages().map(({ from, to, message, type }) => {
    const kind = Object.entries(db.LINETYPE).find(([, number]) => number === type);
    return { from, to, kind: kind[0], words: message };
  });
  found.push({
    fits: text.length <= mermaid.mermaidAPI.getConfig().maxTextSize,
    title: db.getDiagramTitle(),
    actors: [...db.getActors().keys()],
    rows,
  });
}
process.stdout.write(JSON.stringify(found));
