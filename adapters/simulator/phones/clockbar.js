// The simulated time on show, and the two buttons that move it.

import { setNote, setText } from "./page.js";
import { post } from "./server.js";

const SOON = 60_000; // ms before the next lesson from which seconds are counted down

/** Why there is no next lesson, or when it comes, in a few words. */
export function nextWords(state, clock) {
  if (!state.next_due) {
    const joined = state.phones.some((phone) => phone.joined);
    return { due: false, words: joined ? "还没排好" : "关注后才有" };
  }
  const at = Date.parse(state.next_due);
  const left = at - clock.now();
  if (left <= 0) return { due: true, words: "马上就到" };
  if (left < SOON) return { due: true, words: `${Math.ceil(left / 1000)} 秒后到` };
  return { due: true, words: `${clock.day(at)} ${clock.time(at)}` };
}

export class ClockBar {
  /** `beforeMove` is called when the person moves the clock. */
  constructor(clock, beforeMove) {
    this.clock = clock;
    this.next = document.getElementById("next");
    this.hour = document.getElementById("hour");
    this.when = document.getElementById("next-when");
    this.trouble = document.getElementById("trouble");
    this.lost = false;
    this.refused = "";
    for (const [button, body] of [[this.next, { to: "next" }], [this.hour, { minutes: 60 }]]) {
      button.addEventListener("click", async () => {
        if (button.getAttribute("aria-disabled") === "true") return;
        beforeMove();
        button.setAttribute("aria-disabled", "true");
        this.refused = await post("clock", body);
        this.show(this.state);
        this.showTrouble();
      });
    }
  }

  show(state) {
    this.state = state;
    this.hour.setAttribute("aria-disabled", "false");
    this.tick();
  }

  /** Once a second: the running time, and how long until the next lesson. */
  tick() {
    const now = this.clock.now();
    if (now === null) return;
    setText(document.getElementById("clock-time"), this.clock.time(now, true));
    setText(document.getElementById("clock-date"), this.clock.date(now));
    const { due, words } = nextWords(this.state, this.clock);
    setText(this.when, words);
    this.next.setAttribute("aria-disabled", String(!due));
  }

  /** Whether the next lesson on show is no longer to come, or not known though somebody learns. */
  outdated() {
    if (this.clock.now() === null || this.lost) return false;
    if (this.state.next_due) return Date.parse(this.state.next_due) <= this.clock.now();
    return this.state.phones.some(({ joined }) => joined);
  }

  /** Say quietly that the connection is gone, until it is back. */
  connection(lost) {
    if (!lost && this.lost) this.refused = "";
    this.lost = lost;
    this.showTrouble();
  }

  showTrouble() {
    setNote(this.trouble, this.lost ? "连接断了，正在自己重连……" : this.refused);
  }
}
