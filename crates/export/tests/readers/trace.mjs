// Reads a trace with TracerBench's model of Chrome's trace events, which nests slices by time as
// Perfetto does, and says what it found: processes, threads, slices, flows, and all that is wrong.
import { readFileSync } from "node:fs";
import traceModel from "@tracerbench/trace-model";

const { traceEvents } = JSON.parse(readFileSync(0, "utf8"));
const wrong = [];
const thread = ({ pid, tid }) => `${pid}/${tid}`;
const isOf = (slice, cat) => [slice.cat].flat().includes(cat);

// As written: time never stands still on a thread, and every end has its beginning.
const last = new Map();
const open = new Map();
for (const event of traceEvents) {
  if (!"BEisf".includes(event.ph)) continue;
  const key = thread(event);
  if (event.ts <= (last.get(key) ?? -1)) wrong.push(`${key}: ${event.ts} is not later`);
  last.set(key, event.ts);
  const depth = (open.get(key) ?? 0) + (event.ph === "B") - (event.ph === "E");
  if (depth < 0) wrong.push(`${key}: nothing ends at ${event.ts}`);
  open.set(key, depth);
}
for (const [key, depth] of open) {
  if (depth !== 0) wrong.push(`${key}: ${depth} do not end`);
}

// As read: no slice sticks out of the one it lies in.
const model = traceModel.buildModel({ traceEvents: structuredClone(traceEvents) });
const slices = new Map();
const threads = [];
for (const { name: process, threads: own } of model.processes) {
  for (const { id, name, events } of own) {
    const complete = events.filter((event) => event.isComplete());
    for (const slice of complete) {
      const { parent } = slice;
      if (parent && (slice.start < parent.start || slice.end > parent.end)) {
        wrong.push(`${process} ${name}: ${slice.name} sticks out of ${parent.name}`);
      }
    }
    complete.forEach((slice, index) => {
      const before = complete.slice(0, index).reverse();
      const previous = before.find((other) => other.parent === slice.parent);
      if (previous && previous.end > slice.start) {
        wrong.push(`${process} ${name}: ${previous.name} and ${slice.name} cross`);
      }
    });
    if (complete.length > 0) slices.set(`${complete[0].pid}/${id}`, complete);
    const count = (cat) => complete.filter((slice) => isOf(slice, cat)).length;
    const instants = events.filter((event) => event.isInstant()).length;
    threads.push({
      process,
      name,
      blocked: count("blocked"),
      waits: count("waits"),
      messages: count("message"),
      states: count("state"),
      instants,
    });
  }
}

// Flows: each has one beginning and one later end, and both lie in the slice of their message.
const flows = new Map();
for (const event of traceEvents.filter(({ ph }) => ph === "s" || ph === "f")) {
  const ends = flows.get(event.id) ?? {};
  if (ends[event.ph]) wrong.push(`flow ${event.id} has two of ${event.ph}`);
  ends[event.ph] = event;
  flows.set(event.id, ends);
  const around = (slices.get(thread(event)) ?? []).filter(
    (slice) =>
      isOf(slice, "message") &&
      slice.name === event.name &&
      slice.start <= event.ts &&
      event.ts <= slice.end,
  );
  if (around.length !== 1) wrong.push(`flow ${event.id} binds to ${around.length} slices`);
}
for (const [id, { s, f }] of flows) {
  if (!s || !f || s.ts >= f.ts) wrong.push(`flow ${id} does not lead forward`);
  if (f && f.bp !== "e") wrong.push(`flow ${id} binds to the next slice`);
}

const counters = traceEvents.filter(({ ph }) => ph === "C").length;
process.stdout.write(JSON.stringify({ wrong, threads, flows: flows.size, counters }));
