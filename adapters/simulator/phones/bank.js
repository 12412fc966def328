// The credit bank's ledger: what has arrived there, newest first.

import { icon, make, setText } from "./page.js";

const WORDS = {
  "completed lesson": "学完一课",
  "passed assessment": "测验通过",
  "failed assessment": "测验未通过",
  "completed course": "学完课程",
};
const PLAIN = { completed: "完成", passed: "通过", failed: "未通过" };

/** The plain word for what a statement says. */
export function deed({ verb, type }) {
  return WORDS[`${verb} ${type}`] ?? PLAIN[verb] ?? "记录";
}

export class Bank {
  constructor() {
    this.list = document.getElementById("entries");
    this.empty = document.getElementById("bank-empty");
    this.count = document.getElementById("bank-count");
    this.rows = new Map();
    this.first = true;
  }

  /** Show the ledger, given oldest first; returns how many entries are new. */
  show(ledger, clock) {
    this.empty.hidden = ledger.length > 0;
    this.list.hidden = ledger.length === 0;
    setText(this.count, ledger.length ? `已收到 ${ledger.length} 条学习记录` : "学习记录存在这里");
    const fresh = ledger.filter(({ id }) => !this.rows.has(id));
    for (const entry of fresh) this.list.prepend(this.row(entry));
    this.forget(ledger);
    this.date(clock);
    const arrived = this.first ? 0 : fresh.length;
    this.first = false;
    return arrived;
  }

  row(entry) {
    const good = entry.verb !== "failed";
    const when = make("time", { className: "entry-time", attrs: { datetime: entry.at } });
    const facts = make("p", { className: "entry-facts" });
    if (entry.score) facts.append(make("span", { text: `得分 ${entry.score}` }));
    if (entry.hours) facts.append(make("span", { text: `${entry.hours} 学时` }));
    if (entry.person) facts.append(make("span", { text: `学员 ${entry.person}` }));
    const words = make("div", { className: "entry-words" },
      make("p", { className: "entry-head" }, make("strong", { text: deed(entry) }), when),
      make("p", { className: "entry-title", text: entry.object }), facts);
    const badge = make("span", { className: "entry-badge", attrs: { "aria-hidden": "true" } },
      icon(entry.type === "course" && good ? "cap" : good ? "check" : "again"));
    const row = make("li", { className: good ? "entry" : "entry entry-failed" }, badge, words);
    if (entry.type === "course" && good) row.classList.add("entry-course");
    if (!this.first) row.classList.add("entry-new");
    this.rows.set(entry.id, { row, when, at: Date.parse(entry.at) });
    return row;
  }

  forget(ledger) {
    const ids = new Set(ledger.map(({ id }) => id));
    for (const [id, { row }] of this.rows) {
      if (ids.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
  }

  // "今天" of an older entry turns into "昨天" as the simulated days go by.
  date(clock) {
    for (const { when, at } of this.rows.values()) setText(when, `${clock.day(at)} ${clock.time(at)}`);
  }
}
