// The credit bank's desk: what is handed in for recognition, newest first, and the three buttons
// that decide about it.

import { icon, make, setIcon, setNote, setText } from "./page.js";
import { post } from "./server.js";

const STATES = { received: "收到", accepted: "已认可", converted: "已转成学分", rejected: "已退回", withdrawn: "已撤回" };
const BADGES = { received: "cap", accepted: "check", converted: "cap", rejected: "again", withdrawn: "undo" };
const ACTS = {
  accept: { label: "认可", where: ["received", "rejected"] },
  convert: { label: "转成学分", where: ["received", "accepted"] },
  reject: { label: "退回", where: ["received", "accepted", "converted"] },
};
const REASONS = ["学时不够", "已经认定过", "不在目录里"];
const SHOWN = 2500; // ms

/** What has become of a record, in words. */
function standing({ state, given }) {
  return state === "converted" && given ? `已转成 ${given} 学分` : STATES[state];
}

export class Desk {
  constructor() {
    this.root = document.getElementById("desk");
    this.list = document.getElementById("records");
    this.news = document.getElementById("desk-news");
    this.number = document.getElementById("desk-number");
    this.rows = new Map();
    this.first = true;
    const copy = document.getElementById("desk-copy");
    copy.addEventListener("click", () => this.copy(copy));
  }

  /** Show the desk, its records oldest first, or null where there is none; returns how many are new. */
  show(desk, clock) {
    this.root.hidden = desk === null;
    if (desk === null) return 0;
    setText(this.number, desk.account);
    document.getElementById("desk-hint").hidden = desk.records.length > 0;
    const fresh = desk.records.filter(({ id }) => !this.rows.has(id));
    for (const record of desk.records) {
      if (!this.rows.has(record.id)) this.list.prepend(this.row(record));
      this.update(this.rows.get(record.id), record, clock);
    }
    const ids = new Set(desk.records.map(({ id }) => id));
    for (const [id, { row }] of this.rows) {
      if (ids.has(id)) continue;
      row.remove();
      this.rows.delete(id);
    }
    const arrived = this.first ? 0 : fresh.length;
    this.first = false;
    return arrived;
  }

  row(record) {
    const parts = {
      state: make("span", { className: "record-state" }),
      why: make("p", { className: "record-why" }),
      when: make("time", { className: "entry-time", attrs: { datetime: record.at } }),
      note: make("p", { className: "note", attrs: { role: "status" } }),
      badge: make("span", { className: "entry-badge", attrs: { "aria-hidden": "true" } }, icon("cap")),
      acts: make("div", { className: "record-acts", attrs: { role: "group", "aria-label": `《${record.course}》怎么定` } }),
      look: "",
    };
    parts.note.hidden = true;
    const facts = make("p", { className: "entry-facts" },
      make("span", { text: `${record.hours} 学时` }), make("span", { text: `申请 ${record.claimed} 学分` }),
      make("span", { text: `账号 ${record.account}` }));
    this.buttons(record, parts);
    const words = make("div", { className: "entry-words" },
      make("p", { className: "entry-head" }, parts.state, parts.when),
      make("p", { className: "entry-title", text: record.course }), facts,
      parts.why, parts.acts, parts.form, parts.note);
    parts.row = make("li", { className: "record", attrs: { tabindex: "-1" } }, parts.badge, words);
    if (!this.first) parts.row.classList.add("entry-new");
    this.rows.set(record.id, parts);
    return parts.row;
  }

  buttons(record, parts) {
    parts.form = this.form(record, parts);
    for (const [act, { label }] of Object.entries(ACTS)) {
      const button = make("button", { className: "record-act", text: label, attrs: { type: "button" }, data: { act } });
      if (act === "reject") {
        button.setAttribute("aria-expanded", "false");
        button.addEventListener("click", () => this.open(parts, parts.form.hidden));
      } else button.addEventListener("click", () => this.decide(parts, act, { record: record.id }));
      parts.acts.append(button);
    }
  }

  // Why it is sent back: one of three reasons at a touch, or one's own words.
  form(record, parts) {
    const reject = (reason) => this.decide(parts, "reject", { record: record.id, reason });
    const own = make("input", { className: "record-own", attrs: { type: "text", maxlength: "300", autocomplete: "off", required: "", placeholder: "别的原因", "aria-label": "别的原因" } });
    const form = make("form", { className: "record-form", attrs: { "aria-label": "为什么退回" } },
      ...REASONS.map((reason) => {
        const button = make("button", { className: "record-reason", text: reason, attrs: { type: "button" } });
        button.addEventListener("click", () => reject(reason));
        return button;
      }),
      make("div", { className: "record-write" }, own,
        make("button", { className: "record-reason", text: "退回", attrs: { type: "submit" } })));
    form.hidden = true;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (own.value.trim()) reject(own.value.trim());
    });
    form.addEventListener("keydown", ({ key }) => {
      if (key === "Escape") this.open(parts, false);
    });
    return form;
  }

  open({ form, acts }, opened) {
    const button = acts.querySelector("[data-act=reject]");
    form.hidden = !opened;
    button.setAttribute("aria-expanded", String(opened));
    (opened ? form.querySelector("button") : button).focus();
  }

  async decide(parts, act, body) {
    if (parts.busy) return;
    parts.busy = true;
    setNote(parts.note, await post(`desk/${act}`, body));
    parts.busy = false;
    if (!parts.note.hidden) return;
    parts.form.reset();
    parts.form.hidden = true;
    parts.acts.querySelector("[data-act=reject]").setAttribute("aria-expanded", "false");
    if (parts.row.contains(document.activeElement) || document.activeElement === document.body) parts.row.focus();
  }

  update(parts, record, clock) {
    const at = Date.parse(record.at);
    setText(parts.when, `${clock.day(at)} ${clock.time(at)}`);
    const look = JSON.stringify(record);
    if (parts.look === look) return;
    const words = standing(record);
    if (parts.look && !this.first) setText(this.news, `《${record.course}》${words}`);
    parts.look = look;
    parts.row.dataset.state = record.state;
    setText(parts.state, words);
    setIcon(parts.badge, BADGES[record.state]);
    setNote(parts.why, record.state === "rejected" && record.reason ? `原因：${record.reason}` : "");
    this.allow(parts, record.state);
  }

  allow({ acts, form, row }, state) {
    const held = row.contains(document.activeElement);
    for (const button of acts.children) button.hidden = !ACTS[button.dataset.act].where.includes(state);
    acts.hidden = state === "withdrawn";
    if (!ACTS.reject.where.includes(state)) form.hidden = true;
    if (held && !document.activeElement.checkVisibility()) row.focus();
  }

  async copy(button) {
    try {
      await navigator.clipboard.writeText(this.number.textContent);
      setText(button, "已复制");
    } catch {
      getSelection().selectAllChildren(this.number); // no clipboard here: to be copied by hand
      setText(button, "已选中");
    }
    clearTimeout(this.timer);
    this.timer = setTimeout(() => setText(button, "复制"), SHOWN);
  }
}
