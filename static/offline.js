// Has the site kept for the time without a network, and says when there is a new version of it. Loaded by
// boot.js once the page stands; what is kept, and how, is in sw.js.

/** By the language of the page; see crates/locale for how sentences are written. */
const WORDS = {
  en: ["There is a new version of this page. The moment stays where it is.", "Reload", "Later"],
  zh: ["本页有新版本。重新载入后仍停在这一刻。", "重新载入", "以后再说"],
};

const LOOK = `.update {
  position: fixed;
  left: 50%;
  bottom: 56px;
  z-index: 30;
  translate: -50%;
  display: flex;
  align-items: center;
  gap: 12px;
  width: max-content;
  max-width: calc(100% - 32px);
  padding: 10px 12px 10px 16px;
  border: 1px solid var(--line2);
  border-radius: var(--r-card);
  background: var(--bg1);
}`;

const { version } = document.getElementById("boot").dataset;
const workers = navigator.serviceWorker;

// Browsers have none on a plain-text origin, and some have them switched off.
if (workers) {
  workers.addEventListener("message", ({ data }) => {
    if (data.version !== version) announce();
  });
  workers.startMessages();
  workers.register("sw.js").catch(() => undefined);
}

/** Shows that there is a new version, once. Nothing happens before somebody wants it. */
function announce() {
  if (document.getElementById("update")) return;
  const notice = document.createElement("div");
  notice.id = "update";
  notice.className = "update";
  notice.setAttribute("role", "status");
  const text = document.createElement("span");
  const reload = button("button prim", () => location.reload());
  const close = button("button", () => {
    watch.disconnect();
    notice.remove();
  });
  notice.append(text, reload, close);
  const say = () => {
    const words = WORDS[document.documentElement.lang.startsWith("zh") ? "zh" : "en"];
    [text, reload, close].forEach((element, place) => (element.textContent = words[place]));
  };
  const watch = new MutationObserver(say);
  watch.observe(document.documentElement, { attributes: true, attributeFilter: ["lang"] });
  say();
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(LOOK);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  document.body.append(notice);
}

function button(className, onclick) {
  return Object.assign(document.createElement("button"), { type: "button", className, onclick });
}
