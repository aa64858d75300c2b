// Starts the app, or says why it does not start. A module of its own because the page's
// Content-Security-Policy allows no inline script.

/** Unhides a message of index.html. It is gone once the app has taken its place. */
function show(id, reason) {
  const message = document.getElementById(id);
  if (!message) return;
  if (reason) document.getElementById("boot-reason").textContent = String(reason);
  message.hidden = false;
}

async function load(script, module) {
  const app = await import(script);
  await app.default({ module_or_path: module });
}

function start() {
  const address = (id) => document.getElementById(id).href;
  return load(address("app-script"), address("app-wasm"));
}

/** Once the page stands and nobody waits for it, it is kept for the time without a network; see offline.js. */
function later() {
  const address = new URL(document.getElementById("boot").dataset.offline, document.baseURI);
  if (self === top) setTimeout(() => import(address).catch(() => {}), 2000);
}

if (typeof document === "undefined") {
  // A worker: the page sends where the script is, the compiled module, and what is to be made.
  onmessage = ({ data: [script, module, order] }) => {
    self.order = order;
    load(script, module).catch(() => postMessage(null));
  };
} else if (typeof WebAssembly === "object") {
  start().then(later).catch((reason) => {
    console.error(reason);
    show("boot-failed", reason);
    show("boot-still");
  });
} else {
  show("boot-unsupported");
  show("boot-still");
}
