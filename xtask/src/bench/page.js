// Runs in every document before any script of the page. It only looks and acts as a visitor would:
// the page knows nothing of it.
(() => {
  const bench = (window.quorumscopeBench = { drawn: null });

  // A message posted from a frame's callback arrives when the main thread is done with that frame:
  // style, layout and paint belong to the same task as the callbacks.
  const waiting = [];
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => waiting.shift()(performance.now());
  const whenDone = (then) => {
    waiting.push(then);
    port2.postMessage(0);
  };

  // The first frame that has the servers and the time panel in it.
  const look = () => {
    const there = document.querySelector(".stage .card, .sheet-name") && document.querySelector(".time-canvas canvas");
    if (there) whenDone((at) => (bench.drawn = at));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);

  // What each frame takes of the main thread, for so many ms; `act` does something in each.
  bench.frames = (ms, act) =>
    new Promise((done) => {
      const took = [];
      const end = performance.now() + ms;
      let number = 0;
      const frame = () => {
        const began = performance.now();
        if (began >= end) return done({ took, ms });
        requestAnimationFrame(frame);
        if (act) act(number++);
        whenDone((at) => took.push(at - began));
      };
      requestAnimationFrame(frame);
    });

  // Types each moment into the clock, one at a time, and takes the time from there to the end of the
  // frame that shows it; says how often no frame did within a second.
  bench.jump = async (moments) => {
    const caption = () => document.querySelector(".stage-caption").textContent;
    const frame = (act) => new Promise((done) => requestAnimationFrame(() => (act(), whenDone(done))));
    const took = [];
    let stayed = 0;
    for (const moment of moments) {
      const before = caption();
      let began = 0;
      let at = await frame(() => {
        const clock = document.getElementById("clock");
        clock.value = moment;
        began = performance.now();
        clock.dispatchEvent(new Event("change", { bubbles: true }));
      });
      while (caption() === before && at - began < 1000) at = await frame(() => {});
      if (caption() === before) stayed += 1;
      took.push(at - began);
    }
    return { took, stayed };
  };

  // Turns the wheel over the time panel: in, out, and sideways in between.
  bench.wheel = (number) => {
    const panel = document.querySelector(".time-canvas");
    const { left, top, width, height } = panel.getBoundingClientRect();
    const sideways = number % 3 === 2;
    const inwards = number % 120 < 60 ? -1 : 1;
    panel.dispatchEvent(
      new WheelEvent("wheel", {
        bubbles: true,
        cancelable: true,
        clientX: left + width * (0.3 + 0.4 * ((number % 7) / 7)),
        clientY: top + height / 2,
        deltaX: sideways ? 120 * inwards : 0,
        deltaY: sideways ? 0 : 120 * inwards,
      }),
    );
  };
})();
