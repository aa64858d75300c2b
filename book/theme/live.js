// Live figures. A figure is shown once the view in its frame says that it is there, as high as it asks
// for and as dark as the page; until then, and where frames, scripts or WebAssembly are missing, the still
// behind it is seen. The messages are those of the embedded view, see the page on embedding.
const frames = [...document.querySelectorAll(".live-frame iframe")];

addEventListener("message", ({ origin, source, data }) => {
  const frame = frames.find((frame) => frame.contentWindow === source);
  if (origin !== location.origin || !frame || !data?.quorumscope) return;
  const figure = frame.parentElement;
  figure.classList.add("is-live");
  if (data.quorumscope === "height") figure.style.height = `${data.height}px`;
});

// Another fragment reloads nothing; the frames that are not yet there take it with them.
const DARK = ["navy", "coal", "ayu"];
const addresses = new Map(frames.map((frame) => [frame, frame.getAttribute("src")]));
function dress() {
  const dark = DARK.some((theme) => document.documentElement.classList.contains(theme));
  for (const [frame, address] of addresses) frame.src = `${address}&theme=${dark ? "dark" : "light"}`;
}
dress();
new MutationObserver(dress).observe(document.documentElement, { attributeFilter: ["class"] });
