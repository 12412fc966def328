// The ways a message can come: their names and shapes, the same in the chat and in the month.

import { icon, make } from "./page.js";

/** In the order of the ladder: the cheapest first. */
export const RUNGS = [
  ["reply", "回复"],
  ["customer", "客服消息"],
  ["notice", "订阅通知"],
  ["template", "模板消息"],
  ["mass", "群发"],
];
const NAMES = new Map(RUNGS);

/** The plain name of a rung. */
export function rungName(rung) {
  return NAMES.get(rung) ?? "";
}

/** The shape of a rung, or of what was "held"; each differs in form, not only in colour. */
export function rungShape(rung) {
  return icon(`r-${rung}`, `shape shape-${rung}`);
}

/** The quiet line under a bubble that says how it came. */
export function rungMark(rung) {
  return make("p", { className: "rung" }, rungShape(rung), rungName(rung));
}
