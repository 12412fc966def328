// The platform's page script as the simulator plays it: wx.config, checked by the simulator, and
// the element wx-open-subscribe with the sheet that asks. Who looks at the page is named by
// "phone" in its fragment or its query: …/notices#phone=OPENID
(() => {
  "use strict";

  const PAGE = new URL("page/", document.currentScript.src);
  const MOST = 3; // templates in one sheet
  const STYLE = /<style[^>]*>([\s\S]*?)<\/style>/gi;
  const parameter = (text) => new URLSearchParams(text.slice(1)).get("phone") ?? "";
  const phone = parameter(location.hash) || parameter(location.search);

  const SHEET = `
    :host { position: fixed; inset: 0; z-index: 2147483647; display: flex; align-items: end;
      justify-content: center; background: #0008;
      font: 400 20px/1.5 system-ui, "PingFang SC", "Noto Sans CJK SC", sans-serif; }
    form { box-sizing: border-box; width: min(100%, 30rem); max-height: 90vh; overflow: auto;
      padding: 24px 20px; border-radius: 16px 16px 0 0; background: #fff; color: #191919; }
    h2 { margin: 0 0 4px; font-size: 22px; }
    p { margin: 0 0 12px; color: #4d4d4d; font-size: 18px; }
    label { display: flex; gap: 12px; align-items: start; padding: 12px 0;
      border-top: 1px solid #0002; }
    input { flex: none; width: 24px; height: 24px; margin: 4px 0 0; accent-color: #07873f; }
    b, small { display: block; }
    small { color: #4d4d4d; font-size: 18px; overflow-wrap: anywhere; }
    div { display: flex; gap: 12px; padding-top: 12px; }
    button { flex: 1; min-height: 52px; border: 0; border-radius: 10px; font: inherit;
      font-weight: 600; background: #ededed; color: #191919; }
    button.yes { background: #07733a; color: #fff; }
    :focus-visible { outline: 3px solid #1769d2; outline-offset: 2px; }
    @media (prefers-color-scheme: dark) {
      form { background: #232323; color: #f0f0f0; }
      p, small { color: #c8c8c8; }
      label { border-color: #fff3; }
      button { background: #444; color: #f0f0f0; }
    }`;

  const styled = (root, ...texts) => {
    root.adoptedStyleSheets = texts.map((text) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(text);
      return sheet;
    });
  };

  // Plain text, so that the browser need not ask first whether it may.
  const tell = async (name, body) => {
    const answer = await fetch(new URL(name, PAGE), { method: "POST", body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return answer.json();
  };

  // wx --------------------------------------------------------------------------------------

  const account = { appId: "", templates: {}, tags: [] };
  const waiting = { ready: [], error: [] };
  let state = "new"; // new, asked, ready, error
  let failure = null;
  let opened;
  const open = new Promise((resolve) => { opened = resolve; });

  const end = (name, value) => {
    state = name;
    for (const one of waiting[name].splice(0)) one(value);
  };

  window.wx = {
    async config({ appId, timestamp, nonceStr, signature, openTagList = [] }) {
      if (state === "asked") return;
      state = "asked";
      const url = location.href.split("#")[0];
      let answer;
      try {
        answer = await tell("config", { appId, timestamp, nonceStr, signature, url });
      } catch {
        answer = { errMsg: "config:fail" };
      }
      if (answer.errMsg !== "config:ok") {
        failure = { errMsg: answer.errMsg };
        end("error", failure);
        return;
      }
      Object.assign(account, { appId, templates: answer.templates, tags: openTagList });
      end("ready");
      opened();
    },
    ready(act) {
      if (state === "ready") act();
      else waiting.ready.push(act);
    },
    error(act) {
      if (state === "error") act(failure);
      else waiting.error.push(act);
    },
  };

  // wx-open-subscribe -----------------------------------------------------------------------

  class OpenSubscribe extends HTMLElement {
    async connectedCallback() {
      await open;
      if (this.shadowRoot || !account.tags.includes("wx-open-subscribe")) return;
      const root = this.attachShadow({ mode: "open" });
      const styles = [":host { display: block; }"];
      for (const part of this.querySelectorAll('script[type="text/wxtag-template"]')) {
        // Taken out as text: a page may forbid styles that stand in markup.
        const markup = part.text.replace(STYLE, (_, style) => {
          styles.push(style);
          return "";
        });
        const drawn = new DOMParser().parseFromString(markup, "text/html");
        if (part.slot !== "style") root.append(...drawn.body.childNodes);
      }
      styled(root, ...styles);
      root.addEventListener("click", () => this.ask());
    }

    async ask() {
      const wanted = (this.getAttribute("template") ?? "").split(",").map((one) => one.trim());
      const known = wanted.filter((one) => account.templates[one]?.use === "notice");
      if (!known.length || known.length < wanted.length || known.length > MOST) {
        this.fail("20001", "subscribe:fail invalid template");
        return;
      }
      const choices = await this.choose(known);
      try {
        const told = !choices || await tell("subscribe", { appId: account.appId, phone, choices });
        if (choices && told.errMsg !== "subscribe:ok") throw new Error(told.errMsg);
      } catch {
        this.fail("10002", "subscribe:fail");
        return;
      }
      const details = known.map((one) => [
        one, JSON.stringify({ status: choices ? choices[one] : "cancel" }),
      ]);
      this.say("success", {
        errMsg: "subscribe:ok",
        subscribeDetails: JSON.stringify(Object.fromEntries(details)),
      });
    }

    // The sheet: what was chosen by template, null when it was put away without a choice.
    choose(templates) {
      const host = document.createElement("div");
      const root = host.attachShadow({ mode: "open" });
      styled(root, SHEET);
      const form = document.createElement("form");
      form.setAttribute("role", "dialog");
      form.setAttribute("aria-modal", "true");
      form.setAttribute("aria-label", "订阅通知");
      form.innerHTML = `<h2>订阅通知</h2><p>允许公众号发送以下通知</p>`;
      const boxes = templates.map((id) => this.row(form, id));
      const buttons = document.createElement("div");
      const button = (label, name) => {
        const one = document.createElement("button");
        Object.assign(one, { type: "button", textContent: label, className: name });
        buttons.append(one);
        return one;
      };
      const no = button("拒绝", "no");
      const yes = button("允许", "yes");
      form.append(buttons);
      root.append(form);
      document.body.append(host);
      yes.focus();
      return new Promise((resolve) => {
        const done = (chosen) => { host.remove(); resolve(chosen); };
        const all = (said) => Object.fromEntries(templates.map((id, at) => [id, said(at)]));
        no.onclick = () => done(all(() => "reject"));
        yes.onclick = () => done(all((at) => (boxes[at].checked ? "accept" : "reject")));
        host.onkeydown = (event) => { if (event.key === "Escape") done(null); };
      });
    }

    row(form, id) {
      const { title, labels, longTerm } = account.templates[id];
      const label = document.createElement("label");
      const box = document.createElement("input");
      Object.assign(box, { type: "checkbox", checked: true });
      const words = document.createElement("span");
      const name = document.createElement("b");
      const more = document.createElement("small");
      name.textContent = title;
      more.textContent = `${longTerm ? "长期" : "一次"} · ${labels.join("、")}`;
      words.append(name, more);
      label.append(box, words);
      form.append(label);
      return box;
    }

    fail(errCode, errMsg) {
      this.say("error", { errCode, errMsg });
    }

    say(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail }));
    }
  }

  customElements.define("wx-open-subscribe", OpenSubscribe);
})();
