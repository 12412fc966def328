// The Telegram phone: the list of chats, the private chat with the bot, groups, and what is
// under a chat: START, commands, the keyboard a bot shows, a Mini App.

import { Chat } from "./chat.js";
import { ChatList } from "./chatlist.js";
import { deepLink, telegramLink } from "./links.js";
import { make, setText } from "./page.js";
import { Phone } from "./phone.js";
import { popup } from "./popup.js";
import { ReplyKeys } from "./replykeys.js";
import { ask } from "./server.js";
import { Sheet } from "./sheet.js";
import { TelegramBubbles } from "./tgbubbles.js";
import { Toast } from "./toast.js";
import { Topics } from "./topics.js";

const PRIVATE = "private";

export class TelegramPhone extends Phone {
  constructor() {
    super("telegram");
    this.open = PRIVATE; // which chat, or "" for the list of them
    this.pending = null; // what a deep link sends with START
    this.key = "";
    this.commands = "";
    this.bubbles = new TelegramBubbles(this);
    this.chat = new Chat({
      log: this.log,
      newer: this.find(".newer"),
      draw: (...args) => this.bubbles.draw(...args),
      look: (...args) => this.bubbles.look(...args),
    });
    this.closeCommands = popup(this.find(".commands"), this.find(".command-list"));
    this.list = new ChatList(this.find(".chats"), (id) => this.turnTo(id));
    this.topics = new Topics(this.find(".topics"), () => this.again());
    this.keys = new ReplyKeys(this.find(".replykeys"), this.find(".keys-toggle"), (key) => this.press(key));
    this.sheet = new Sheet(this.find(".sheet"), (type, data) => this.appTold(type, data));
    this.toast = new Toast(this.find(".toast"), this.find(".alert"), (url) => this.openLink(url, this.log));
    this.find(".bar-back").addEventListener("click", () => this.turnTo(""));
    this.find(".app").addEventListener("click", () => this.openApp(this.more.app?.url, this.find(".app")));
    this.find(".app-button").addEventListener("click", () => {
      this.closeLeave();
      this.openApp("", this.find(".more"));
    });
  }

  /** What a state tells beside the private chat: groups, keyboard, toast, whose phone it is. */
  surround({ telegram }) {
    if (!telegram) return;
    const other = this.more !== undefined && this.more.person !== telegram.person;
    if (other) this.start();
    this.more = telegram;
    const group = this.group();
    if (this.open && this.open !== PRIVATE && !group) {
      const moved = telegram.groups.find(({ migrated_from: from }) => from === this.open);
      this.open = moved ? moved.id : "";
    }
    this.toast.heed(telegram);
  }

  /** Another person's phone: as if just taken up. */
  start() {
    this.open = PRIVATE;
    this.pending = null;
    this.refused = "";
    this.joined = null;
    this.list.forget();
    this.sheet.close();
  }

  show(phone, clock) {
    this.own = phone;
    const view = this.view();
    const key = JSON.stringify([this.more.person, this.open, this.topics.chosen]);
    if (key !== this.key) this.chat.reset();
    this.key = key;
    this.showParts(view, clock);
    const arrived = super.show(view, clock);
    this.showBar();
    return arrived + this.list.show(this.own, this.more, this.open, clock);
  }

  /** Show the last state again, after something on the phone itself was changed. */
  again() {
    this.show(this.own, this.clock);
  }

  /** The chat in sight in the shape of the private one. */
  view() {
    const group = this.group();
    this.topics.show(group);
    if (!group) return { ...this.own, group: null };
    return { ...this.own, ...group, group, bubbles: this.topics.filter(group.bubbles) };
  }

  group() {
    return this.more?.groups.find(({ id }) => id === this.open) ?? null;
  }

  showParts(view, clock) {
    const { group, joined } = view;
    const starting = !group && (!joined || this.pending !== null);
    this.find(".chat").hidden = this.open === "";
    this.find(".more").hidden = !joined || Boolean(group) || this.open === "";
    this.find(".join").hidden = !starting;
    this.find(".compose").hidden = starting;
    this.find(".attach").hidden = Boolean(group);
    this.find(".commands-slot").hidden = starting || view.commands.length === 0;
    this.find(".app").hidden = starting || Boolean(group) || !this.more.app;
    setText(this.find(".app"), this.more.app?.text ?? "");
    this.find(".welcome").hidden = joined || Boolean(group) || view.bubbles.length > 0;
    this.find(".words").setAttribute("aria-label", group ? "在群里说话" : "给机器人发消息");
    setText(this.find(".commands-words"), group || this.more.app ? "/" : "菜单");
    this.find(".commands").setAttribute("aria-label", group || this.more.app ? "命令" : "菜单");
    this.showCommands(view.commands);
    this.keys.show(starting || group ? null : this.more.keyboard);
    this.bubbles.show(view, clock);
  }

  showBar() {
    const { group, typing, title } = this.state;
    const face = group ? [...title][0] ?? "" : "";
    this.find(".bar").classList.toggle("bar-listing", this.open === "");
    setText(this.find(".face-letter"), face);
    this.find(".face-chat").classList.toggle("face-group", Boolean(group));
    if (this.open === "") setText(this.find(".bar-title .account"), "聊天");
    const quiet = group ? `${group.members} 位成员` : "机器人";
    setText(this.find(".activity"), this.open === "" ? "" : typing ? "正在输入……" : quiet);
    this.log.setAttribute("aria-label", group ? "Telegram 群聊" : "Telegram 聊天");
  }

  /** Open a chat of the list, or with "" the list itself. */
  turnTo(id) {
    this.open = id;
    this.pending = null;
    this.refused = "";
    this.again();
    if (id === "") this.list.focus();
    else this.log.focus({ preventScroll: true });
  }

  where() {
    const { person } = this.more;
    return this.group() ? { person, chat: this.open, thread: this.topics.thread() } : { person };
  }

  async act(what, body, button = null) {
    const sent = { ...this.where(), ...body };
    if (what === "join" && this.pending) sent.payload = this.pending;
    const taken = await super.act(what, sent, button);
    if (taken && what === "join" && this.pending !== null) {
      this.pending = null;
      this.again();
      this.log.focus({ preventScroll: true });
    }
    return taken;
  }

  /** A page: the private chat with a payload, a page of this server, or one elsewhere. */
  openLink(url, opener) {
    const link = deepLink(url, this.more.username);
    if (!link) {
      this.sheet.open(url, { title: "网页", name: "打开的网页" }, opener);
      return;
    }
    this.turnTo(PRIVATE);
    if (!this.own.joined || link.payload) {
      this.pending = link.payload;
      this.again();
      this.find(".join").focus({ preventScroll: true });
    }
  }

  /** The Mini App at `url`, "" for the bot's own, with launch data made now. */
  async openApp(url, opener) {
    const { refused, told } = await ask("telegram/launch", { ...this.where(), ...(url ? { url } : {}) });
    this.refused = refused;
    this.showNotes();
    if (!told) return;
    const page = new URL(told.url, location.href).href;
    this.sheet.open(page, { title: "小程序", name: "小程序" }, opener);
  }

  // What a Mini App asks of Telegram: to be closed, or to open one of its links.
  appTold(type, { path_full: path }) {
    if (type !== "web_app_close" && type !== "web_app_open_tg_link") return;
    this.sheet.close();
    if (path) this.openLink(telegramLink(path), this.log);
  }

  press({ text, app }) {
    if (app) this.openApp(app, this.log);
    else this.act("say", { text });
  }

  showCommands(commands) {
    const look = JSON.stringify([commands, this.open]);
    if (look === this.commands) return;
    this.commands = look;
    const whom = this.group() ? `@${this.more.username}` : "";
    this.find(".command-list").replaceChildren(...commands.map(({ command, description }) => {
      const button = make("button", { attrs: { type: "button" } },
        make("span", { text: description }), make("span", { className: "command", text: `/${command}` }));
      button.addEventListener("click", () => {
        this.closeCommands();
        this.find(".commands").focus();
        this.act("say", { text: `/${command}${whom}` });
      });
      return button;
    }));
  }
}
