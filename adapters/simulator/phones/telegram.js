// The Telegram phone: START, bubbles with time and ticks, inline buttons, the command menu.

import { Chat } from "./chat.js";
import { icon, make, notTaken, setText, spoken } from "./page.js";
import { Phone } from "./phone.js";
import { popup } from "./popup.js";

const SHORT = 5; // characters up to which labels share a row

export class TelegramPhone extends Phone {
  constructor() {
    super("telegram");
    this.chat = new Chat({
      log: this.log,
      newer: this.find(".newer"),
      draw: (...args) => this.draw(...args),
      look: (...args) => this.look(...args),
    });
    this.commands = "";
    this.closeCommands = popup(this.find(".commands"), this.find(".command-list"));
  }

  show(phone, clock) {
    this.find(".chat").hidden = false;
    this.find(".more").hidden = !phone.joined;
    this.find(".join").hidden = phone.joined;
    this.find(".compose").hidden = !phone.joined;
    this.find(".commands-slot").hidden = !phone.joined || phone.commands.length === 0;
    this.find(".welcome").hidden = phone.joined || phone.bubbles.length > 0;
    setText(this.find(".activity"), phone.typing ? "正在输入……" : "机器人");
    this.showCommands(phone.commands);
    this.readUpTo = lastIncoming(phone);
    return super.show(phone, clock);
  }

  daySign(bubble, previous) {
    const at = Date.parse(bubble.at);
    const sameDay = previous && this.clock.dayNumber(Date.parse(previous.at)) === this.clock.dayNumber(at);
    return sameDay ? "" : this.clock.day(at);
  }

  // One tick: sent. Two: the bot has taken it, as far as this phone can know.
  ticks(bubble) {
    if (!bubble.mine) return "";
    const waiting = this.state.typing || this.state.failing;
    const taken = !waiting || Date.parse(bubble.at) < this.readUpTo;
    return taken ? "ticks" : "tick";
  }

  look(bubble, previous) {
    return JSON.stringify([bubble, this.daySign(bubble, previous), this.ticks(bubble)]);
  }

  draw(bubble, previous) {
    const day = this.daySign(bubble, previous);
    const row = make("div", { className: `row ${bubble.mine ? "mine" : "theirs"}` });
    if (day) row.append(make("p", { className: "day", text: day }));
    if (bubble.kind === "system") {
      row.className = "row middle";
      row.append(make("p", { className: "system", text: bubble.text }));
      return row;
    }
    const block = make("div", { className: "block" }, this.bubble(bubble));
    if (bubble.buttons.length) block.append(this.buttons(bubble));
    row.append(block);
    return row;
  }

  bubble(bubble) {
    const element = make("div", { className: "bubble" });
    element.append(spoken(bubble.mine ? "我：" : `${this.state.title}：`));
    if (bubble.title) element.append(make("p", { className: "bubble-title", text: bubble.title }));
    const time = make("span", { className: "bubble-time" }, this.clock.time(Date.parse(bubble.at)));
    const ticks = this.ticks(bubble);
    if (bubble.failed) time.append(notTaken());
    else if (ticks) time.append(icon(ticks, "bubble-ticks"), spoken(ticks === "ticks" ? "已送到" : "已发出"));
    element.append(make("p", { className: "bubble-text", text: bubble.text }), time);
    return element;
  }

  buttons({ id, buttons }) {
    const short = buttons.every(({ label }) => [...label].length <= SHORT);
    const holder = make("div", { className: short ? "keys keys-short" : "keys" });
    for (const { label, data } of buttons) {
      holder.append(make("button", {
        className: "key", text: label, attrs: { type: "button" }, data: { bubble: id, tap: data },
      }));
    }
    return holder;
  }

  showCommands(commands) {
    const look = JSON.stringify(commands);
    if (look === this.commands) return;
    this.commands = look;
    this.find(".command-list").replaceChildren(...commands.map(({ command, description }) => {
      const button = make("button", { attrs: { type: "button" } },
        make("span", { text: description }), make("span", { className: "command", text: `/${command}` }));
      button.addEventListener("click", () => {
        this.closeCommands();
        this.find(".commands").focus();
        this.act("say", { text: `/${command}` });
      });
      return button;
    }));
  }
}

function lastIncoming({ bubbles }) {
  const last = bubbles.findLast(({ mine, kind }) => !mine && kind !== "system");
  return last ? Date.parse(last.at) : -Infinity;
}
