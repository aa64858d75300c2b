// The page as one file: glue, modules, and every text that the page would fetch, in one script. It runs
// from a disk without a network, and its Content-Security-Policy allows it no connection at all. The same
// text is the worker's script. A template, see xtask/src/build/single.rs.
"use strict";
(() => {
const kept = {{kept}};

/** What was packed under a name. */
async function unpack(name) {
  const packed = Uint8Array.from(atob(kept[name]), (letter) => letter.charCodeAt(0));
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  return new Response(stream).arrayBuffer();
}

/** The file as it was read, to be saved again for another moment. */
let own = "";

/** Stands in for the network: whatever the page asks for is in this file, or nowhere. */
async function fetch(address) {
  const name = String(address).replace(/^\.\//, "").split(/[?#]/)[0];
  if (name === "{{name}}") return new Response(own);
  if (!Object.hasOwn(kept, name)) throw new TypeError(`${name} is not in this file`);
  const type = name.endsWith(".wasm") ? "application/wasm" : "text/plain; charset=utf-8";
  return new Response(await unpack(name), { headers: { "Content-Type": type } });
}

let app;
const initSync = (module) => app.initSync(module);
const parts = (() => {
{{parts.js}}
})();
app = (() => {
{{app.js}}
})();

if (typeof document === "undefined") {
  // A worker: the page sends the compiled module, and what is to be made.
  onmessage = ({ data: [, module, order] }) => {
    self.order = order;
    app.init({ module_or_path: module }).catch(() => postMessage(null));
  };
  return;
}

/** Unhides a message of the file. It is gone once the app has taken its place. */
function show(id, reason) {
  const message = document.getElementById(id);
  if (!message) return;
  if (reason) document.getElementById("boot-reason").textContent = String(reason);
  message.hidden = false;
}

const script = document.currentScript;
own = `<!doctype html>\n${document.documentElement.outerHTML}`;
self.fetch = fetch;
const Plain = self.Worker;
self.Worker = class extends Plain {
  constructor() {
    super(URL.createObjectURL(new Blob([script.textContent], { type: "text/javascript" })));
  }
};
const moment = document.querySelector("meta[name=moment]").content;
if (moment && !location.hash) {
  // Some browsers let no page on a disk change its history.
  try {
    history.replaceState(null, "", moment);
  } catch {
    location.hash = moment;
  }
}
if (typeof WebAssembly === "object") {
  unpack("app_bg.wasm")
    .then((bytes) => app.init({ module_or_path: bytes }))
    .catch((reason) => {
      console.error(reason);
      show("boot-failed", reason);
      show("boot-still");
    });
} else {
  show("boot-unsupported");
  show("boot-still");
}
})();
