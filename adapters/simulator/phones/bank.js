// The record store's ledger: what has arrived there, newest first, and what was taken back.

import { icon, make, setText } from "./page.js";

const WORDS = {
  "completed lesson": "学完一课",
  "passed assessment": "测验通过",
  "failed assessment": "测验未通过",
  "completed course": "学完课程",
};
const PLAIN = { completed: "完成", passed: "通过", failed: "未通过", voided: "撤回一条记录" };

/** The plain word for what a statement says. */
export function deed({ verb, type }) {
  return WORDS[`${verb} ${type}`] ?? PLAIN[verb] ?? "记录";
}

const BADGES = { good: "check", failed: "again", course: "cap", taking: "undo" };

function kindOf({ verb, type }) {
  if (verb === "voided") return "taking";
  if (verb === "failed") return "failed";
  return type === "course" ? "course" : "good";
}

function counted(standing, back) {
  if (!back) return `已收到 ${standing} 条学习记录`;
  return standing ? `有 ${standing} 条学习记录，另有 ${back} 条撤回了` : `${back} 条学习记录，都撤回了`;
}

export class Bank {
  constructor() {
    this.list = document.getElementById("entries");
    this.count = document.getElementById("bank-count");
    this.rows = new Map();
    this.first = true;
  }

  /** Show the ledger, given oldest first; returns how many entries are new. */
  show(ledger, clock) {
    this.list.hidden = ledger.length === 0;
    const standing = ledger.filter(({ verb, voided }) => verb !== "voided" && !voided).length;
    const back = ledger.filter(({ voided }) => voided).length;
    setText(this.count, ledger.length ? counted(standing, back) : "学习记录存在这里");
    const fresh = ledger.filter(({ id }) => !this.rows.has(id));
    for (const entry of fresh) this.list.prepend(this.row(entry));
    for (const { id, voided } of ledger) if (voided) this.strike(this.rows.get(id));
    this.forget(ledger);
    this.date(clock);
    const arrived = this.first ? 0 : fresh.length;
    this.first = false;
    return arrived;
  }

  row(entry) {
    const kind = kindOf(entry);
    const when = make("time", { className: "entry-time", attrs: { datetime: entry.at } });
    const facts = make("p", { className: "entry-facts" });
    if (entry.score) facts.append(make("span", { text: `得分 ${entry.score}` }));
    if (entry.hours) facts.append(make("span", { text: `${entry.hours} 学时` }));
    if (entry.person) facts.append(make("span", { text: `学员 ${entry.person}` }));
    const head = make("p", { className: "entry-head" }, make("strong", { text: deed(entry) }), when);
    const words = make("div", { className: "entry-words" }, head,
      make("p", { className: "entry-title", text: entry.object }), facts);
    const badge = make("span", { className: "entry-badge", attrs: { "aria-hidden": "true" } }, icon(BADGES[kind]));
    const row = make("li", { className: `entry entry-${kind}` }, badge, words);
    if (!this.first) row.classList.add("entry-new");
    this.rows.set(entry.id, { row, when, head, at: Date.parse(entry.at) });
    return row;
  }

  // What was taken back stays in sight, so that the visitor sees what became of it.
  strike({ row, head }) {
    if (row.classList.contains("entry-void")) return;
    row.classList.add("entry-void");
    head.firstChild.after(make("span", { className: "entry-back", text: "已撤回" }));
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
