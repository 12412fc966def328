// Beside the Telegram phone: whose phone it is, and what a tester does with groups.

import { make, setNote, setText } from "./page.js";
import { popup } from "./popup.js";
import { post } from "./server.js";

const BOT = {
  outside: "不在群里", member: "普通成员", administrator: "管理员", restricted: "不能发言",
};
const OWN = {
  outside: "不在群里", member: "普通成员", administrator: "管理员", creator: "群主", restricted: "不能发言",
};

// Which tools there are in a group as it stands.
const OFFERED = {
  add: ({ bot, own }) => bot === "outside" && own !== "outside",
  remove: ({ bot }) => bot !== "outside",
  promote: ({ bot }) => bot === "member" || bot === "restricted",
  demote: ({ bot }) => bot === "administrator" || bot === "restricted",
  restrict: ({ bot, type }) => bot === "member" && type === "supergroup",
  migrate: ({ type }) => type === "group",
  slow: ({ type, slow }) => type === "supergroup" && !slow,
  fast: ({ slow }) => slow,
  anonymous: ({ own, anonymous }) => (own === "creator" || own === "administrator") && !anonymous,
  admin: ({ own, anonymous }) => own === "member" || anonymous,
  plain: ({ own }) => own === "administrator",
  leave: ({ own }) => own !== "outside" && own !== "creator",
  join: ({ own }) => own === "outside",
};

export class Tools {
  constructor(phone) {
    this.phone = phone;
    this.root = document.getElementById("telegram-tools");
    this.whose = document.getElementById("whose");
    this.which = this.find(".which");
    this.look = "";
    popup(this.find(".tools-button"), this.find(".tools-panel"));
    this.which.addEventListener("change", () => this.arrange());
    this.find(".tools-make").addEventListener("submit", (event) => {
      event.preventDefault();
      const title = this.find(".group-title").value;
      this.use("make", { title, forum: this.forum() });
    });
    this.find(".group-forum").addEventListener("click", () => {
      this.find(".group-forum").setAttribute("aria-pressed", String(!this.forum()));
    });
    this.find(".tools-topic").addEventListener("submit", (event) => {
      event.preventDefault();
      this.use("topic", { name: this.find(".topic-name").value });
    });
    for (const button of this.root.querySelectorAll("[data-do]")) {
      button.addEventListener("click", () => this.use(button.dataset.do, {}, button));
    }
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  /** `look(id)` has the page show the Telegram phone of another person. */
  onPerson(look) {
    this.whose.addEventListener("change", () => look(this.whose.value));
  }

  forum() {
    return this.find(".group-forum").getAttribute("aria-pressed") === "true";
  }

  show(telegram) {
    if (!telegram) return;
    this.telegram = telegram;
    const look = JSON.stringify([telegram.people, telegram.person, telegram.everywhere]);
    if (look === this.look) return;
    this.look = look;
    fill(this.whose, telegram.people.map(({ id, name }) => [id, name]), telegram.person);
    fill(this.which, telegram.everywhere.map(({ id, title }) => [id, title]), this.which.value);
    this.arrange();
  }

  group() {
    return this.telegram.everywhere.find(({ id }) => String(id) === this.which.value) ?? null;
  }

  arrange() {
    const group = this.group();
    const held = document.activeElement;
    this.find(".tools-group").hidden = !group;
    if (!group) return;
    const name = this.whose.selectedOptions[0]?.text ?? "";
    const kind = group.type === "supergroup" ? "超级群" : "普通群";
    const own = `${OWN[group.own]}${group.anonymous ? "，匿名发言" : ""}`;
    setText(this.find(".tools-standing"), `${kind}。机器人：${BOT[group.bot]}。${name}：${own}。`);
    for (const button of this.root.querySelectorAll("[data-do]")) {
      button.hidden = !OFFERED[button.dataset.do](group);
    }
    setText(this.find("[data-do=admin]"), group.anonymous ? "我不再匿名" : "我当管理员");
    this.find(".tools-topic").hidden = !group.forum;
    if (held?.hidden && this.root.contains(held)) this.which.focus();
  }

  async use(what, more = {}, button = null) {
    if (button?.getAttribute("aria-busy") === "true") return;
    button?.setAttribute("aria-busy", "true");
    const group = this.group();
    const body = { do: what, person: this.telegram.person, ...(group ? { chat: group.id } : {}), ...more };
    setNote(this.find(".tools-note"), await post("telegram/group", body));
    button?.removeAttribute("aria-busy");
  }
}

function fill(select, entries, chosen) {
  select.replaceChildren(...entries.map(([value, text]) => make("option", { text, attrs: { value } })));
  if (entries.some(([value]) => String(value) === String(chosen))) select.value = String(chosen);
}
