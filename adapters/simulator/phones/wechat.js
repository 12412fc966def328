// The WeChat phone: follow page, bubbles with faces, the menu bar and its keyboard, answer chips.

import { card, news, picture, textParts } from "./bubbles.js";
import { Chat } from "./chat.js";
import { icon, make, notTaken, setIcon, setText, spoken } from "./page.js";
import { Phone } from "./phone.js";
import { popup } from "./popup.js";
import { rungMark } from "./rungs.js";
import { Sheet } from "./sheet.js";

const QUIET = 5 * 60_000; // ms without a bubble after which the time is shown again
const NUMBERED = /^\s*([1-9])\s*[.．、)）]\s*(\S.*)$/;
const SEVERAL = /多选|可以选几个|不止一个/;
const ASKED_FOR = /(?:回复|发)[「“]([^」”]{1,8})[」”]/g;
const MOST_WORDS = 3; // more words than this are a list to read, not a choice to make

/** What a chip can say for a bubble: [{say: "1", words: "…"}], its numbers or the words it asks for. */
export function choices({ text, buttons }) {
  const numbers = numbered([text, ...buttons.map(({ label }) => label)].join("\n").split("\n"));
  if (numbers.length) return numbers;
  const words = new Set(Array.from(text.matchAll(ASKED_FOR), (match) => match[1]));
  return words.size > MOST_WORDS ? [] : [...words].map((say) => ({ say, words: "" }));
}

// A lesson and its question come as one text: the last run of numbers that begins at 1 counts.
function numbered(lines) {
  let found = [];
  for (const line of lines) {
    const match = NUMBERED.exec(line);
    if (match?.[1] === "1") found = [];
    if (match && Number(match[1]) === found.length + 1) {
      found.push({ say: match[1], words: match[2].trim() });
    }
  }
  return found;
}

export class WeChatPhone extends Phone {
  constructor() {
    super("wechat");
    this.chat = new Chat({
      log: this.log,
      newer: this.find(".newer"),
      draw: (...args) => this.draw(...args),
      look: (...args) => this.look(...args),
    });
    this.sheet = new Sheet(this.find(".sheet"));
    this.openPage = (url, opener) => this.sheet.open(
      url, { title: this.state.title, person: this.openid }, opener,
    );
    this.openid = "";
    this.find(".poster").addEventListener("click", () => this.act("scan", {}, this.find(".poster")));
    this.find(".scan-button").addEventListener("click", () => {
      this.closeLeave();
      this.find(".more").focus();
      this.act("scan", {});
    });
    this.keyboard = false;
    this.menu = "";
    this.chips = "";
    this.find(".toggle").addEventListener("click", () => {
      this.keyboard = !this.keyboard;
      this.showDock();
      if (this.keyboard) this.find(".words").focus();
    });
  }

  /** What a state holds beside the phone: whose it is, and the class whose poster is there. */
  surround({ wechat_person: openid, cohort }) {
    this.openid = openid;
    const poster = this.find(".poster");
    poster.hidden = this.find(".scan-button").hidden = !cohort;
    if (!cohort) return;
    setText(poster.querySelector(".poster-class"), cohort);
    const code = poster.querySelector("img");
    if (!code.hasAttribute("src")) code.src = "code.svg";
  }

  show(phone, clock) {
    this.root.classList.toggle("at-profile", !phone.joined);
    this.find(".profile").hidden = phone.joined;
    this.find(".chat").hidden = !phone.joined;
    this.find(".more").hidden = !phone.joined;
    this.find(".activity").hidden = !phone.typing;
    this.find(".bar-title .account").hidden = phone.typing || !phone.joined;
    this.showMenu(phone.menu);
    const arrived = super.show(phone, clock);
    this.showChips(phone);
    return arrived;
  }

  stamp(bubble, previous) {
    const at = Date.parse(bubble.at);
    if (previous && at - Date.parse(previous.at) < QUIET) return "";
    const day = this.clock.day(at);
    return `${day === "今天" ? "" : `${day} `}${this.clock.time(at)}`;
  }

  look(bubble, previous) {
    return JSON.stringify([bubble, this.stamp(bubble, previous), this.state.person]);
  }

  draw(bubble, previous) {
    const stamp = this.stamp(bubble, previous);
    const row = make("div", { className: `row ${side(bubble)}` });
    if (stamp) row.append(make("p", { className: "stamp", text: stamp }));
    if (bubble.kind === "system") {
      row.append(make("p", { className: "system", text: bubble.text }));
      return row;
    }
    const wide = bubble.kind === "card" || bubble.kind === "news";
    row.classList.toggle("wide", wide);
    const line = make("div", { className: "line" });
    if (wide) line.append(spoken(`${this.state.title}：`), this.form(bubble));
    else line.append(this.face(bubble), this.bubble(bubble));
    if (bubble.failed) line.append(notTaken());
    row.append(line);
    if (bubble.rung) row.append(rungMark(bubble.rung));
    return row;
  }

  form(bubble) {
    if (bubble.kind === "card") return card(bubble, this.openPage);
    return news(bubble, this.openPage, () => this.chat.resized());
  }

  face(bubble) {
    const own = make("span", {
      className: bubble.mine ? "face face-person" : "face face-account",
      attrs: { "aria-hidden": "true" },
    });
    own.append(bubble.mine ? this.state.person.slice(0, 1) : icon("book"));
    return own;
  }

  bubble(bubble) {
    const element = make("div", { className: "bubble" });
    element.append(spoken(bubble.mine ? "我：" : `${this.state.title}：`));
    if (bubble.kind === "image") {
      element.classList.add("bubble-picture");
      element.append(picture(bubble, () => this.chat.resized()));
    } else {
      element.append(...textParts(bubble, this.openPage));
    }
    return element;
  }

  showMenu(menu) {
    const look = JSON.stringify(menu);
    if (look === this.menu) return;
    this.menu = look;
    this.find(".menu-bar").replaceChildren(...menu.map((entry, index) => this.entry(entry, index)));
    this.showDock();
  }

  entry(entry, index) {
    const { label, children } = entry;
    const slot = make("div", { className: "menu-slot" });
    const button = make("button", { className: "menu-entry", text: label, attrs: { type: "button" } });
    slot.append(button);
    if (!children.length) {
      button.addEventListener("click", () => this.choose(entry, button));
      return slot;
    }
    button.prepend(icon("lines"));
    const id = `wechat-menu-${index}`;
    button.setAttribute("aria-expanded", "false");
    button.setAttribute("aria-controls", id);
    const panel = make("div", { className: "popup submenu", attrs: { id, role: "group", "aria-label": label } });
    panel.hidden = true;
    const close = popup(button, panel);
    for (const child of children) panel.append(this.child(child, button, close));
    slot.append(panel);
    return slot;
  }

  child(entry, opener, close) {
    const button = make("button", { text: entry.label, attrs: { type: "button" } });
    button.addEventListener("click", () => {
      close();
      opener.focus();
      this.choose(entry, opener);
    });
    return button;
  }

  // Some entries open a page instead of asking for an answer.
  choose({ key, url }, button) {
    if (!url) return this.act("menu", { key }, button);
    this.openPage(url, button);
    return this.act("open", { url });
  }

  showDock() {
    const bare = this.menu === "[]" || this.menu === "";
    const typing = this.keyboard || bare;
    this.find(".toggle").hidden = bare;
    this.find(".menu-bar").hidden = typing;
    this.find(".compose").hidden = !typing;
    this.find(".toggle").setAttribute("aria-label", typing ? "换成菜单" : "换成键盘");
    setIcon(this.find(".toggle"), typing ? "lines" : "keyboard");
  }

  // Chips stand for the numbers of the last question, until it has been answered. A lesson's
  // pictures come below its question and do not close it.
  showChips({ bubbles }) {
    const last = bubbles.findLast(({ kind, mine }) => kind !== "system" && (mine || kind !== "image"));
    const choice = last && !last.mine ? choices(last) : [];
    const look = JSON.stringify([choice, choice.length && last.id]);
    if (look === this.chips) return;
    this.chips = look;
    const holder = this.find(".chips");
    const held = holder.contains(document.activeElement);
    const several = choice.length > 0 && SEVERAL.test(last.text);
    holder.replaceChildren(...(several ? this.several(choice) : choice.map((one) => this.chip(one))));
    holder.hidden = choice.length === 0;
    if (held) (holder.querySelector("button") ?? this.log).focus({ preventScroll: true });
  }

  chip({ say, words }) {
    const button = chipButton(say, words);
    button.addEventListener("click", () => this.act("say", { text: say }, button));
    return button;
  }

  // Where several options may be right, the chips are switches and a last chip sends them.
  several(choice) {
    const done = make("button", { className: "chip chip-done", text: "选好了", attrs: { type: "button" } });
    const chips = choice.map(({ say, words }) => {
      const button = chipButton(say, words);
      button.setAttribute("aria-pressed", "false");
      button.addEventListener("click", () => {
        const pressed = button.getAttribute("aria-pressed") === "true";
        button.setAttribute("aria-pressed", String(!pressed));
        update();
      });
      return button;
    });
    const chosen = () => chips.filter((chip) => chip.getAttribute("aria-pressed") === "true");
    const update = () => done.setAttribute("aria-disabled", String(chosen().length === 0));
    done.addEventListener("click", () => {
      if (!chosen().length) return;
      this.act("say", { text: chosen().map((chip) => chip.textContent).join("") }, done);
    });
    update();
    return [...chips, done];
  }
}

function chipButton(say, words) {
  const button = make("button", { className: "chip", text: say, attrs: { type: "button" } });
  if (words) button.setAttribute("aria-label", `${say}，${words}`);
  else button.classList.add("chip-words");
  return button;
}

function side(bubble) {
  if (bubble.kind === "system") return "middle";
  return bubble.mine ? "mine" : "theirs";
}
