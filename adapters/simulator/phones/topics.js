// The topics of a group that has them: all together, or one by itself.

import { make } from "./page.js";

const GENERAL = 1;

export class Topics {
  /** `root` is the bar above the bubbles; `changed()` is called when another one is chosen. */
  constructor(root, changed) {
    this.root = root;
    this.changed = changed;
    this.chosen = null; // a thread; null for all
    this.look = "";
  }

  show(group) {
    const topics = group?.topics ?? [];
    const look = JSON.stringify([group?.id, topics]);
    if (look === this.look) return;
    if (!topics.some(({ thread }) => thread === this.chosen) || JSON.parse(this.look || "[]")[0] !== group?.id) this.chosen = null;
    this.look = look;
    this.root.hidden = topics.length === 0;
    this.root.replaceChildren(...(topics.length ? [this.button(null, "全部")] : []),
      ...topics.map(({ thread, name, closed }) => this.button(thread, closed ? `${name}（已关闭）` : name)));
    this.press();
  }

  button(thread, name) {
    const button = make("button", { className: "topic", attrs: { type: "button" }, data: { thread: String(thread) } }, make("bdi", { text: name }));
    button.addEventListener("click", () => {
      this.chosen = thread;
      this.press();
      this.changed();
    });
    return button;
  }

  press() {
    for (const button of this.root.children) {
      button.setAttribute("aria-pressed", String(button.dataset.thread === String(this.chosen)));
    }
  }

  /** The bubbles of the topic in sight. */
  filter(bubbles) {
    if (this.chosen === null) return bubbles;
    return bubbles.filter(({ thread }) => (thread || GENERAL) === this.chosen);
  }

  /** Where new words go: General has no thread of its own. */
  thread() {
    return this.chosen === null || this.chosen === GENERAL ? 0 : this.chosen;
  }
}
