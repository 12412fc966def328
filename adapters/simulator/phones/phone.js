// What both phones have in common: joining, leaving, saying, tapping, notes, the status bar.

import { setNote, setText } from "./page.js";
import { popup } from "./popup.js";
import { attach, post } from "./server.js";

/** One pictured phone. `root` is its section in index.html. */
export class Phone {
  constructor(id) {
    this.id = id;
    this.root = document.getElementById(id);
    this.log = this.find(".log");
    this.joined = null; // unknown before the first state
    this.refused = ""; // why the last act was not taken
    this.find(".join").addEventListener("click", () => this.act("join", {}, this.find(".join")));
    this.closeLeave = popup(this.find(".more"), this.find(".leave"));
    this.find(".leave-button").addEventListener("click", () => this.leave());
    this.find(".compose").addEventListener("submit", (event) => {
      event.preventDefault();
      this.sendWords();
    });
    const file = this.find(".file");
    this.find(".attach").addEventListener("click", () => file.click());
    file.addEventListener("change", () => this.sendFile(file));
    this.log.addEventListener("click", ({ target }) => {
      const button = target.closest("button[data-bubble]");
      if (!button) return;
      this.act("tap", { bubble: button.dataset.bubble, data: button.dataset.tap }, button);
    });
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  /** Do something on this phone; resolves to true when the simulator took it. */
  async act(what, body, button = null) {
    if (button?.getAttribute("aria-busy") === "true") return false;
    button?.setAttribute("aria-busy", "true");
    this.chat.follow();
    this.refused = await post(`${this.id}/${what}`, body);
    button?.removeAttribute("aria-busy");
    this.showNotes();
    return this.refused === "";
  }

  async sendWords() {
    const field = this.find(".words");
    const text = field.value.trim();
    if (!text) return;
    field.value = "";
    const taken = await this.act("say", { text });
    if (!taken && field.value === "") field.value = text;
  }

  async sendFile(field) {
    const [chosen] = field.files;
    if (!chosen) return;
    const button = this.find(".attach");
    button.setAttribute("aria-busy", "true");
    this.chat.follow();
    this.refused = await attach(`${this.id}/attach`, chosen);
    field.value = ""; // so that the same file can be chosen again
    button.removeAttribute("aria-busy");
    this.showNotes();
  }

  leave() {
    this.closeLeave();
    this.find(".more").focus();
    this.act("leave", {});
  }

  /** Show the part of a state that is this phone's; returns how many bubbles have come in. */
  show(phone, clock) {
    this.state = phone;
    this.clock = clock;
    for (const name of this.root.querySelectorAll(".account")) setText(name, phone.title);
    setText(this.find(".owner"), phone.person ? `${phone.person}的` : "");
    const arrived = this.chat.show(phone.bubbles, { typing: phone.typing, phone });
    this.showNotes();
    this.keepFocus();
    return arrived;
  }

  // The button just pressed may be gone with the page it stood on: go on where the answer comes.
  keepFocus() {
    const turned = this.joined !== null && this.joined !== this.state.joined;
    this.joined = this.state.joined;
    if (turned && gone(document.activeElement)) {
      (this.joined ? this.log : this.find(".join")).focus({ preventScroll: true });
    }
  }

  showNotes() {
    const words = this.refused || this.state?.failing || "";
    for (const note of this.root.querySelectorAll(".note")) setNote(note, words);
  }

  /** Once a second: the time in the status bar. */
  tick(clock) {
    if (clock.now() !== null) setText(this.find(".status-time"), clock.time(clock.now()));
  }
}

function gone(element) {
  return element === document.body || element.getClientRects().length === 0;
}
