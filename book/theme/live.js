// Shows a live figure once its frame is there; until then, and without frames, its still is seen.
for (const frame of document.querySelectorAll(".live-frame iframe")) {
  frame.addEventListener("load", () => frame.parentElement.classList.add("is-live"));
}
