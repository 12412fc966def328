// Polls and quizzes as Telegram shows them: one option votes at once, several are ticked and then
// sent; afterwards shares, what was right, and why.

import { icon, make, spoken } from "./page.js";

export class Polls {
  /** `vote(bubbleId, options, button)` sends a vote; no options take one back. */
  constructor(vote) {
    this.vote = vote;
    this.ticked = new Map(); // bubble id -> options ticked and not sent yet
  }

  draw({ id, poll }, clock) {
    const done = poll.voted || poll.closed;
    const kind = kindOf(poll);
    const element = make("div", { className: "poll", attrs: { role: "group", "aria-label": `${kind}：${poll.question}` } },
      make("p", { className: "poll-question" }, make("bdi", { text: poll.question })),
      make("p", { className: "poll-kind", text: kind }));
    if (done) element.append(results(poll));
    else element.append(...(poll.several ? this.several(id, poll) : [this.single(id, poll)]));
    if (poll.explanation) element.append(why(poll.explanation));
    if (poll.voted && !poll.closed && poll.revoting) element.append(this.back(id));
    element.append(make("p", { className: "poll-count", text: count(poll, clock) }));
    return element;
  }

  single(id, { options }) {
    return make("div", { className: "poll-options" }, ...options.map(({ text }, place) => {
      const button = option(text, "poll-ring");
      button.addEventListener("click", () => this.vote(id, [place], button));
      return button;
    }));
  }

  several(id, { options }) {
    const ticked = this.ticked.get(id) ?? new Set();
    this.ticked.set(id, ticked);
    const send = make("button", { className: "poll-send", text: "投票", attrs: { type: "button" } });
    const update = () => send.setAttribute("aria-disabled", String(ticked.size === 0));
    const boxes = options.map(({ text }, place) => {
      const button = option(text, "poll-box");
      button.setAttribute("role", "checkbox");
      button.setAttribute("aria-checked", String(ticked.has(place)));
      button.addEventListener("click", () => {
        if (!ticked.delete(place)) ticked.add(place);
        button.setAttribute("aria-checked", String(ticked.has(place)));
        update();
      });
      return button;
    });
    send.addEventListener("click", async () => {
      if (!ticked.size) return;
      if (await this.vote(id, [...ticked].sort((a, b) => a - b), send)) this.ticked.delete(id);
    });
    update();
    return [make("div", { className: "poll-options" }, ...boxes), send];
  }

  back(id) {
    const button = make("button", { className: "poll-send", text: "撤回投票", attrs: { type: "button" } });
    button.addEventListener("click", () => this.vote(id, [], button));
    return button;
  }
}

function option(text, mark) {
  const box = make("span", { className: mark, attrs: { "aria-hidden": "true" } }, icon("check"));
  return make("button", { className: "poll-option", attrs: { type: "button" } }, box, make("bdi", { text }));
}

function results(poll) {
  return make("ul", { className: "poll-results" }, ...poll.options.map((one) => {
    const [look, mark, words] = verdict(one, poll.quiz);
    const share = one.percent ?? 0;
    const bar = make("span", { className: "poll-bar", attrs: { "aria-hidden": "true" } });
    bar.style.setProperty("--share", `${share}%`);
    const line = make("li", { className: `poll-result ${look}` },
      make("span", { className: "poll-percent", text: one.votes === null ? "" : `${share}%` }),
      make("bdi", { className: "poll-words", text: one.text }), bar);
    if (mark) line.append(make("span", { className: "poll-mark" }, icon(mark), spoken(words)));
    return line;
  }));
}

// Colour is never the only sign: each verdict has a mark and words of its own.
function verdict({ chosen, right }, quiz) {
  if (!quiz) return chosen ? ["chosen", "check", "您选的"] : ["", "", ""];
  if (chosen) return right ? ["right", "check", "您选的，对了"] : ["wrong", "cross", "您选的，不对"];
  return right ? ["right", "check", "正确答案"] : ["", "", ""];
}

function why(text) {
  return make("p", { className: "poll-why" }, make("strong", { text: "为什么：" }), make("bdi", { text }));
}

function kindOf({ quiz, several, anonymous, closed }) {
  const kind = quiz ? "测验" : "投票";
  return [`${anonymous ? "匿名" : ""}${kind}`, several ? "可以选几个" : "", closed ? "已结束" : ""]
    .filter(Boolean).join(" · ");
}

function count({ total, closed, closes }, clock) {
  const people = total ? `${total} 人回答了` : "还没有人回答";
  if (!closes || closed) return people;
  const at = Date.parse(closes);
  return `${people} · ${clock.day(at)} ${clock.time(at)} 结束`;
}
