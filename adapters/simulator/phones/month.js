// A senior's month in about a minute: the page asks for one step after the other, and shows each
// day with the ways by which something reached her.

import { icon, make, setIcon, setNote, setText, spoken } from "./page.js";
import { rungName, rungShape, RUNGS } from "./rungs.js";
import { post } from "./server.js";

const PACE = 160; // ms between two steps: some 300 of them make a month

export class MonthStrip {
  /** `beforeStep` is called before each step of the clock. */
  constructor(beforeStep) {
    this.beforeStep = beforeStep;
    this.root = document.getElementById("month");
    this.button = document.getElementById("play");
    this.days = document.getElementById("month-days");
    this.legend = document.getElementById("month-legend");
    this.note = document.getElementById("month-note");
    this.look = "";
    this.cells = []; // of each day: {element, look}
    this.playing = false;
    this.state = null; // the month's part of the last state
    this.button.addEventListener("click", () => (this.playing ? this.pause() : this.play()));
  }

  show(month, clock) {
    this.state = month;
    if (month?.over) this.playing = false;
    this.showPanel();
    this.showButton();
    const look = JSON.stringify(month);
    if (!month || look === this.look) return;
    this.look = look;
    setText(document.getElementById("month-day"), month.over ? "30 天放完了" : `第 ${month.day} 天`);
    month.days.forEach((day, index) => this.showDay(day, index, month, clock));
    this.legend.replaceChildren(...legend(month));
  }

  // Only a day that has changed is drawn anew, so that the others stay still.
  showDay(day, index, month, clock) {
    const now = !month.over && index + 1 === month.day;
    const look = JSON.stringify([day, now]);
    const known = this.cells[index];
    if (known?.look === look) return;
    const element = cell(day, now, clock);
    if (known) known.element.replaceWith(element);
    else this.days.append(element);
    this.cells[index] = { element, look };
  }

  // It is there once there is a month, or a reason why there is none.
  showPanel() {
    this.root.hidden = !this.state && this.note.hidden;
    document.body.classList.toggle("with-month", !this.root.hidden);
  }

  showButton() {
    const began = this.state && !this.state.over;
    const [words, more] = this.playing ? ["暂停", "正在放"]
      : began ? ["接着放", `第 ${this.state.day} 天`]
        : this.state ? ["再放一个月", "约一分钟"] : ["放一个月", "约一分钟"];
    setText(document.getElementById("play-words"), words);
    setText(document.getElementById("play-more"), more);
    setIcon(this.button, this.playing ? "pause" : "play");
    // A month in a minute is not read aloud while it goes by.
    for (const log of document.querySelectorAll("[role=log]")) {
      log.setAttribute("aria-busy", String(this.playing));
    }
    this.button.setAttribute("aria-disabled", "false");
  }

  async play() {
    if (this.playing) return;
    this.playing = true;
    this.showButton();
    if (!this.state || this.state.over) await this.ask("begin");
    while (this.playing) {
      this.beforeStep();
      await this.ask("step");
      await new Promise((resolve) => { setTimeout(resolve, PACE); });
    }
  }

  pause() {
    this.playing = false;
    this.showButton();
  }

  // A step that was refused pauses the month; why stands beside the days.
  async ask(what) {
    const refused = await post("month", { do: what });
    setNote(this.note, refused);
    this.showPanel();
    if (refused) this.pause();
  }
}

function cell(day, now, clock) {
  const at = Date.parse(`${day.date}T12:00:00Z`);
  const { month: monthNumber, day: date } = clock.parts(at);
  const marks = make("span", { className: "day-marks", attrs: { "aria-hidden": "true" } },
    ...day.rungs.map(rungShape));
  if (day.held) marks.append(rungShape("held"));
  const element = make("li", { className: "day" },
    make("span", { className: "day-name", text: date, attrs: { "aria-hidden": "true" } }), marks,
    spoken(told(day, `${monthNumber}月${date}日`)));
  element.classList.toggle("day-away", day.come && day.away);
  element.classList.toggle("day-here", day.come && !day.away);
  element.classList.toggle("day-first", date === "1");
  element.classList.toggle("day-now", now);
  element.title = told(day, `${monthNumber}月${date}日`);
  return element;
}

function told(day, date) {
  if (!day.come) return `${date}，还没到`;
  const words = [date, day.away ? "没看微信" : "看了微信", ...day.rungs.map(rungName)];
  if (day.held) words.push(`${day.held} 条送不到，先存着`);
  if (day.given) words.push(`${day.given} 条存着的交给了她`);
  if (day.allowed) words.push("她允许了一次提醒");
  return words.join("，");
}

function legend({ counts, waited }) {
  const items = RUNGS.map(([rung, name]) => item(rungShape(rung), name, counts[rung]));
  const held = waited.waiting + waited.given + waited.lost;
  const more = [];
  if (waited.given) more.push(`${waited.given} 条后来交给了她`);
  if (waited.lost) more.push(`${waited.lost} 条换成了新的`);
  if (waited.waiting) more.push(`${waited.waiting} 条还在等她`);
  const last = item(rungShape("held"), "先存着", held);
  if (more.length) last.append(make("span", { className: "legend-more", text: more.join("，") }));
  const looked = make("li", { className: "legend-item legend-looked" },
    make("span", { className: "swatch", attrs: { "aria-hidden": "true" } }), "她看了微信");
  return [looked, ...items, last];
}

function item(shape, name, count) {
  return make("li", { className: "legend-item" }, shape,
    make("span", { text: name }), make("strong", { text: String(count) }));
}
