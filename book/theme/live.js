// Shows a live figure once the view in its frame says something, which it does when it shows its moment.
// Until then, and where frames, scripts or WebAssembly are missing, the still behind it is seen.
const frames = [...document.querySelectorAll(".live-frame iframe")];
addEventListener("message", ({ origin, source }) => {
  const frame = frames.find((frame) => frame.contentWindow === source);
  if (origin === location.origin && frame) frame.parentElement.classList.add("is-live");
});
