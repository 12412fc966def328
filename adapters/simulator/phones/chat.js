// The scrolling part of a phone: bubbles kept in step with the state, dots, and a reader's place.

import { calm, make } from "./page.js";

const NEAR = 60; // px from the end within which a reader follows new bubbles
const DOTS_AFTER = 200; // ms: an answer faster than this needs no dots
const BETWEEN = 90; // ms between the appearance of bubbles of one state
const TOGETHER = 4000; // ms: bubbles closer to each other than this are read as one
const PAGE = 0.85; // of a screen: the last line read stays in sight
const FAR = 3; // screens
const MARGIN = 12; // px above the first line of what has come

/**
 * `draw(bubble, previous, more)` returns the element of one bubble; it is called again only when
 * what it shows has changed, which `look(bubble, previous, more)` tells as a string.
 */
export class Chat {
  constructor({ log, newer, draw, look }) {
    Object.assign(this, { log, newer, draw, look });
    this.rows = new Map(); // bubble id -> {element, look}
    this.first = true;
    this.following = true;
    this.lastTop = 0;
    this.start = null; // the first bubble of what came last, until the reader moves
    this.startedAt = -Infinity;
    this.dots = make("div", { className: "row theirs dots-row", attrs: { "aria-hidden": "true" } },
      make("span", { className: "bubble dots" }, make("i"), make("i"), make("i")));
    this.dotsTimer = 0;
    log.addEventListener("scroll", () => this.scrolled(), { passive: true });
    for (const move of ["wheel", "touchmove", "keydown"]) {
      log.addEventListener(move, () => { this.start = null; }, { passive: true });
    }
    newer.addEventListener("click", () => this.readOn());
    new ResizeObserver(() => this.resized()).observe(log);
  }

  /** Show these bubbles, oldest first; returns how many came from the other side. */
  show(bubbles, more = {}) {
    const fresh = this.place(bubbles, more);
    this.showDots(Boolean(more.typing));
    const arrived = this.first ? [] : fresh;
    this.animate(arrived);
    if (this.first) this.toEnd(false);
    else if (arrived.length) this.settle(arrived);
    this.first = false;
    this.showNewer();
    return arrived.filter(({ bubble }) => !bubble.mine).length;
  }

  /** Forget all bubbles: another chat is shown from now on. */
  reset() {
    for (const { element } of this.rows.values()) element.remove();
    this.rows.clear();
    this.showDots(false);
    this.first = true;
    this.following = true;
    this.start = null;
  }

  /** Bring the reader to the end and keep following: after an act of their own. */
  follow() {
    this.following = true;
    this.start = null;
    this.toEnd(true);
    this.showNewer();
  }

  // A screen further, so that nothing is skipped; from far up straight to the end.
  readOn() {
    const { clientHeight, scrollTop } = this.log;
    const left = this.end() - scrollTop;
    const step = left > FAR * clientHeight ? left : Math.min(left, clientHeight * PAGE);
    this.start = null;
    this.log.focus({ preventScroll: true });
    this.scrollTo(scrollTop + step, true);
  }

  place(bubbles, more) {
    const fresh = [];
    let previous = null;
    let cursor = this.log.firstElementChild;
    const ids = new Set(bubbles.map(({ id }) => id));
    for (const [id, { element }] of this.rows) {
      if (ids.has(id)) continue;
      if (cursor === element) cursor = element.nextElementSibling;
      element.remove();
      this.rows.delete(id);
    }
    for (const bubble of bubbles) {
      const known = this.rows.get(bubble.id);
      const element = this.row(bubble, previous, more, known);
      if (!known) fresh.push({ bubble, element });
      if (cursor === element) cursor = cursor.nextElementSibling;
      else this.log.insertBefore(element, cursor);
      previous = bubble;
    }
    return fresh;
  }

  row(bubble, previous, more, known) {
    const look = this.look(bubble, previous, more);
    if (known?.look === look) return known.element;
    const element = this.draw(bubble, previous, more);
    if (known) {
      const held = known.element.contains(document.activeElement);
      known.element.replaceChildren(...element.childNodes);
      known.element.className = element.className;
      known.look = look;
      if (held) this.log.focus({ preventScroll: true });
      return known.element;
    }
    this.rows.set(bubble.id, { element, look });
    return element;
  }

  animate(arrived) {
    arrived.forEach(({ element }, index) => {
      element.classList.add("arriving");
      element.style.animationDelay = `${Math.min(index * BETWEEN, 4 * BETWEEN)}ms`;
      element.addEventListener("animationend", () => {
        element.classList.remove("arriving");
        element.style.animationDelay = "";
      }, { once: true });
    });
  }

  showDots(typing) {
    if (!typing) {
      clearTimeout(this.dotsTimer);
      this.dotsTimer = 0;
      this.dots.remove();
    } else if (!this.dotsTimer) {
      this.dotsTimer = setTimeout(() => {
        this.log.append(this.dots);
        if (this.following) this.toEnd(true);
      }, DOTS_AFTER);
    } else if (this.dots.isConnected && this.dots.nextElementSibling) {
      this.log.append(this.dots);
    }
  }

  // After new bubbles: an own one always shows; others show from the first line of what came
  // together, so that a lesson is read from its beginning, and only to a reader at the end.
  settle(arrived) {
    if (arrived.some(({ bubble }) => bubble.mine)) {
      this.following = true;
      this.start = null;
    }
    const theirs = arrived.find(({ bubble }) => !bubble.mine)?.element;
    const together = performance.now() - this.startedAt < TOGETHER;
    if (theirs && !(together && this.start?.isConnected)) this.start = theirs;
    if (theirs) this.startedAt = performance.now();
    if (this.following) this.toStart(true);
  }

  toStart(smooth) {
    const top = this.start?.isConnected ? this.start.offsetTop - MARGIN : Infinity;
    this.scrollTo(Math.min(top, this.end()), smooth);
    if (this.end() > top + NEAR) this.following = false;
  }

  end() {
    return this.log.scrollHeight - this.log.clientHeight;
  }

  toEnd(smooth) {
    this.scrollTo(this.end(), smooth);
  }

  scrollTo(top, smooth) {
    this.log.scrollTo({ top, behavior: smooth && !calm() ? "smooth" : "instant" });
  }

  scrolled() {
    const { scrollTop } = this.log;
    if (this.end() - scrollTop <= NEAR) this.following = true;
    else if (scrollTop < this.lastTop - 1) this.following = false;
    this.lastTop = scrollTop;
    this.showNewer();
  }

  resized() {
    if (this.following) this.toStart(false);
    this.showNewer();
  }

  showNewer() {
    const below = !this.following && this.end() - this.log.scrollTop > NEAR;
    this.newer.hidden = !below;
  }
}
