// On a narrow screen one panel at a time, chosen by tabs; on a wide one all stand side by side.

const NARROW = matchMedia("(max-width: 859px)");

export class Tabs {
  constructor() {
    this.tabs = [...document.querySelectorAll(".tab")];
    this.unread = new Map();
    this.chosen = "wechat";
    for (const tab of this.tabs) {
      tab.addEventListener("click", () => this.choose(tab.dataset.shows));
      tab.addEventListener("keydown", (event) => this.keyed(event, tab));
    }
    NARROW.addEventListener("change", () => this.arrange());
    this.arrange();
  }

  choose(id) {
    this.chosen = id;
    this.unread.delete(id);
    this.arrange();
  }

  /** Something came into a panel: mark its tab when it is not the one in view. */
  news(id, count) {
    if (!count || !NARROW.matches || id === this.chosen) return;
    this.unread.set(id, (this.unread.get(id) ?? 0) + count);
    this.arrange();
  }

  /** Leave out the tab of a panel that is not there. */
  offer(id, there) {
    this.tab(id).hidden = !there;
    document.getElementById(id).dataset.there = String(there);
    if (!there && this.chosen === id) this.choose("bank");
    else this.arrange();
  }

  tab(id) {
    return this.tabs.find((tab) => tab.dataset.shows === id);
  }

  arrange() {
    if (!NARROW.matches) this.unread.clear();
    for (const tab of this.tabs) {
      const id = tab.dataset.shows;
      const chosen = id === this.chosen;
      const panel = document.getElementById(id);
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
      this.mark(tab, this.unread.get(id) ?? 0);
      panel.hidden = panel.dataset.there === "false" || (NARROW.matches && !chosen);
      if (NARROW.matches) panel.setAttribute("role", "tabpanel");
      else panel.removeAttribute("role");
    }
  }

  mark(tab, count) {
    const mark = tab.querySelector(".tab-news");
    mark.hidden = count === 0;
    mark.textContent = count ? String(Math.min(count, 99)) : "";
    if (count) tab.setAttribute("aria-label", `${tab.firstChild.textContent}，${count} 条新消息`);
    else tab.removeAttribute("aria-label");
  }

  keyed(event, tab) {
    const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!by) return;
    event.preventDefault();
    const there = this.tabs.filter(({ hidden }) => !hidden);
    const next = there[(there.indexOf(tab) + by + there.length) % there.length];
    this.choose(next.dataset.shows);
    next.focus();
  }
}
