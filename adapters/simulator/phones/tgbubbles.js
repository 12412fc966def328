// What stands in a Telegram chat: words with their formatting, who wrote them, what they answer,
// photos, voice messages, quizzes, and the buttons below.

import { picture } from "./bubbles.js";
import { icon, make, notTaken, spoken } from "./page.js";
import { Polls } from "./polls.js";
import { voice } from "./voices.js";

export class TelegramBubbles {
  /** `phone` is the TelegramPhone: it acts, and opens links and Mini Apps. */
  constructor(phone) {
    this.phone = phone;
    this.polls = new Polls((bubble, options, button) => phone.act("vote", { bubble, options }, button));
  }

  /** The chat that the next bubbles belong to. */
  show(view, clock) {
    this.view = view;
    this.clock = clock;
    this.readUpTo = lastIncoming(view);
  }

  daySign(bubble, previous) {
    const at = Date.parse(bubble.at);
    const sameDay = previous && this.clock.dayNumber(Date.parse(previous.at)) === this.clock.dayNumber(at);
    return sameDay ? "" : this.clock.day(at);
  }

  // One tick: sent. Two: the bot has taken it, as far as this phone can know.
  ticks(bubble) {
    if (!bubble.mine || bubble.kind === "system") return "";
    const waiting = !this.view.group && (this.view.typing || this.view.failing);
    const taken = !waiting || Date.parse(bubble.at) < this.readUpTo;
    return taken ? "ticks" : "tick";
  }

  // In a group the first of several bubbles of one writer says who it is; so does everything
  // that somebody says in the group's name.
  writer(bubble, previous) {
    if (!this.view.group || bubble.kind === "system") return "";
    if (bubble.mine) return bubble.name === this.view.title ? bubble.name : "";
    const goesOn = previous && previous.kind !== "system" && !previous.mine
      && previous.name === bubble.name && !this.daySign(bubble, previous);
    return goesOn ? "" : bubble.name;
  }

  topic(bubble) {
    return this.phone.topics.chosen === null ? bubble.topic : "";
  }

  look(bubble, previous) {
    return JSON.stringify([
      bubble, this.daySign(bubble, previous), this.ticks(bubble),
      this.writer(bubble, previous), this.topic(bubble),
      bubble.poll?.closes ? this.clock.day(Date.parse(bubble.poll.closes)) : "",
    ]);
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
    const block = make("div", { className: "block" }, this.bubble(bubble, previous));
    if (bubble.rows.length) block.append(this.keyboard(bubble));
    row.append(block);
    return row;
  }

  bubble(bubble, previous) {
    const element = make("div", { className: "bubble" });
    const writer = this.writer(bubble, previous);
    if (writer) element.append(nameLine(writer, bubble.colour));
    else element.append(spoken(`${bubble.mine ? "我" : bubble.name || this.view.title}：`));
    const topic = this.topic(bubble);
    if (topic) element.append(make("p", { className: "bubble-topic" }, spoken("话题："), make("bdi", { text: topic })));
    if (bubble.quote) element.append(quote(bubble.quote));
    element.append(...this.contents(bubble), this.time(bubble));
    return element;
  }

  contents(bubble) {
    if (bubble.poll) return [this.polls.draw(bubble, this.clock)];
    const parts = [];
    if (bubble.picture) parts.push(this.photo(bubble));
    if (bubble.voice) parts.push(voice(bubble.voice));
    if (bubble.document) parts.push(make("p", { className: "bubble-document" }, spoken("文件："), make("bdi", { text: bubble.document })));
    if (bubble.text) parts.push(make("p", { className: "bubble-text" }, ...this.formatted(bubble)));
    return parts;
  }

  photo(bubble) {
    const image = picture({ picture: bubble.picture, text: "图片" }, () => this.phone.chat.resized());
    const [width, height] = bubble.size;
    if (width) {
      image.width = width;
      image.height = height;
    }
    return image;
  }

  time(bubble) {
    const time = make("span", { className: "bubble-time" });
    if (bubble.edited) time.append(make("span", { text: "已编辑" }));
    time.append(this.clock.time(Date.parse(bubble.at)));
    const ticks = this.ticks(bubble);
    if (bubble.failed) time.append(notTaken());
    else if (ticks) time.append(icon(ticks, "bubble-ticks"), spoken(ticks === "ticks" ? "已送到" : "已发出"));
    return time;
  }

  // Offsets are UTF-16 code units, in the Bot API as in JavaScript.
  formatted({ text, entities }) {
    const shown = entities.filter(({ type }) => type in MARKS);
    const cuts = shown.flatMap(({ offset, length }) => [offset, offset + length]);
    const edges = [...new Set([0, ...cuts, text.length])].sort((a, b) => a - b);
    return edges.slice(1).map((end, at) => {
      const begin = edges[at];
      const over = shown.filter(({ offset, length }) => offset <= begin && end <= offset + length);
      return over.reduce((inner, entity) => MARKS[entity.type](inner, entity, this.phone), text.slice(begin, end));
    });
  }

  keyboard({ id, rows }) {
    const holder = make("div", { className: "keys" });
    for (const row of rows) {
      holder.append(make("div", { className: "keys-row" }, ...row.map((button) => this.button(id, button))));
    }
    return holder;
  }

  button(bubble, { label, data, url, app }) {
    const button = make("button", { className: "key", attrs: { type: "button" } }, make("bdi", { text: label }));
    if (data) Object.assign(button.dataset, { bubble, tap: data });
    if (url) button.append(icon("out", "key-mark"), spoken("，打开链接"));
    if (app) button.append(icon("app", "key-mark"), spoken("，打开小程序"));
    if (url) button.addEventListener("click", () => this.phone.openLink(url, button));
    if (app) button.addEventListener("click", () => this.phone.openApp(app, button));
    return button;
  }
}

const wrap = (tag) => (inner) => make(tag, {}, inner);
const MARKS = {
  bold: wrap("strong"), italic: wrap("em"), underline: wrap("u"), strikethrough: wrap("s"),
  code: wrap("code"), pre: wrap("code"), blockquote: wrap("q"),
  text_link: (inner, { url }, phone) => {
    const button = make("button", { className: "text-link", attrs: { type: "button" } }, inner);
    button.addEventListener("click", () => phone.openLink(url, button));
    return button;
  },
};

function nameLine(name, colour) {
  return make("p", { className: `bubble-name name-${colour}` }, make("bdi", { text: name }), spoken("："));
}

function quote({ name, text }) {
  return make("p", { className: "bubble-quote" },
    spoken("回复 "), make("bdi", { className: "quote-name", text: name }),
    make("bdi", { className: "quote-text", text }));
}

function lastIncoming({ bubbles }) {
  const last = bubbles.findLast(({ mine, kind }) => !mine && kind !== "system");
  return last ? Date.parse(last.at) : -Infinity;
}
