// The list of a Telegram phone's chats: who, what was said last, when, and what is unread.

import { make, spoken } from "./page.js";

const PRIVATE = "private";

export class ChatList {
  /** `root` is the .chats of the phone; `turnTo(id)` opens a chat. */
  constructor(root, turnTo) {
    this.root = root;
    this.list = root.querySelector("ul");
    this.turnTo = turnTo;
    this.forget();
  }

  /** Take all that comes next as read: it is another person's phone. */
  forget() {
    this.seen = new Map(); // chat -> ids of the bubbles that were in sight
    this.first = true;
    this.unread = 0;
    this.drawn = "";
  }

  /** Show the chats; returns how many bubbles came into chats that are not in sight. */
  show(own, more, open, clock) {
    this.root.hidden = open !== "";
    const chats = [{ ...own, id: PRIVATE }, ...more.groups].map((chat) => this.entry(chat, open, clock));
    this.first = false;
    const before = this.unread;
    this.unread = chats.reduce((sum, { unread }) => sum + unread, 0);
    this.draw(chats.sort((one, other) => other.at - one.at));
    return Math.max(0, this.unread - before);
  }

  entry({ id, title, bubbles, members }, open, clock) {
    if (id === open || this.first) this.seen.set(id, new Set(bubbles.map((bubble) => bubble.id)));
    const seen = this.seen.get(id) ?? new Set();
    const last = bubbles.at(-1);
    const at = last ? Date.parse(last.at) : -Infinity;
    return {
      id, title, at, group: members !== undefined,
      unread: bubbles.filter(({ id: one, mine, kind }) => !mine && kind !== "system" && !seen.has(one)).length,
      time: last ? when(at, clock) : "",
      words: last ? preview(last, members !== undefined) : "还没有消息",
    };
  }

  draw(chats) {
    const look = JSON.stringify(chats);
    if (look === this.drawn) return;
    this.drawn = look;
    const held = this.list.contains(document.activeElement) ? document.activeElement.dataset.chat : null;
    this.list.replaceChildren(...chats.map((chat) => this.item(chat)));
    if (held !== null) this.list.querySelector(`[data-chat="${held}"]`)?.focus();
  }

  item({ id, title, group, unread, time, words }) {
    const face = make("span", { className: `face list-face${group ? " face-group" : ""}`, text: [...title][0] ?? "", attrs: { "aria-hidden": "true" } });
    const button = make("button", { className: "list-chat", attrs: { type: "button" }, data: { chat: id } },
      face,
      make("span", { className: "list-words" },
        make("bdi", { className: "list-title", text: title }), make("bdi", { className: "list-last", text: words })),
      make("span", { className: "list-time", text: time }));
    if (unread) button.append(make("span", { className: "list-unread" }, String(Math.min(unread, 99)), spoken(" 条未读")));
    button.addEventListener("click", () => this.turnTo(id));
    return make("li", {}, button);
  }

  focus() {
    this.list.querySelector("button")?.focus();
  }
}

function when(at, clock) {
  const day = clock.day(at);
  return day === "今天" ? clock.time(at) : day;
}

function preview({ kind, mine, name, text, poll, voice, picture }, group) {
  const what = poll ? `[${poll.quiz ? "测验" : "投票"}] ${text}` : voice ? `[语音] ${text}` : picture ? `[图片] ${text}` : text;
  const line = what.split("\n", 1)[0];
  if (kind === "system" || !group) return line;
  return `${mine ? "我" : name}：${line}`;
}
