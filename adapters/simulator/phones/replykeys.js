// The keyboard that a bot shows under the private chat, in place of the letters.

import { make } from "./page.js";

export class ReplyKeys {
  /** `root` holds the keys, `toggle` folds them away; `press({text, app})` is a key. */
  constructor(root, toggle, press) {
    Object.assign(this, { root, toggle, press });
    this.open = true;
    this.rows = null;
    this.look = "";
    toggle.addEventListener("click", () => {
      this.open = !this.open;
      this.arrange();
    });
  }

  /** `rows` of keys; null where there is no keyboard. A new one comes up by itself. */
  show(rows) {
    const look = JSON.stringify(rows);
    if (look !== this.look) {
      this.look = look;
      this.rows = rows;
      this.open = true;
      this.root.replaceChildren(...(rows ?? []).map((row) => this.row(row)));
    }
    this.arrange();
  }

  row(keys) {
    return make("div", { className: "replykeys-row" }, ...keys.map((key) => {
      const button = make("button", { className: "replykey", attrs: { type: "button" } }, make("bdi", { text: key.text }));
      button.addEventListener("click", () => this.press(key));
      return button;
    }));
  }

  arrange() {
    this.toggle.hidden = !this.rows;
    this.root.hidden = !this.rows || !this.open;
    this.toggle.setAttribute("aria-expanded", String(this.open));
    this.toggle.setAttribute("aria-label", this.open ? "收起按键" : "打开按键");
  }
}
