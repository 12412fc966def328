// Brings the platform's element to life and says what came of it. The values of the signature
// stand in data- attributes, so that the page needs no script of its own making in its text.
(() => {
  "use strict";

  const OUTSIDE_AFTER = 1500; // another browser than WeChat's never says that it is ready
  const TROUBLE_AFTER = 10000;
  const all = ["ask", "accepted", "refused", "outside", "old", "trouble", "waiting"];
  const ask = document.getElementById("ask");
  const element = document.getElementById("element");
  const inWeChat = /MicroMessenger/i.test(navigator.userAgent);

  const show = (name) => {
    for (const one of all) document.getElementById(one).hidden = one !== name;
  };

  // {"TEMPLATE": "{\"status\":\"accept\"}"}, as text or as an object; newer clients say
  // acceptWithAudio and the like.
  const statuses = (details) => {
    try {
      const read = typeof details === "string" ? JSON.parse(details) : details;
      return Object.values(read ?? {}).map((one) => {
        const value = typeof one === "string" && one.startsWith("{") ? JSON.parse(one) : one;
        return String(value?.status ?? value);
      });
    } catch {
      return [];
    }
  };

  const late = setTimeout(
    () => show(inWeChat ? "trouble" : "outside"),
    inWeChat ? TROUBLE_AFTER : OUTSIDE_AFTER,
  );

  element.addEventListener("success", (event) => {
    const accepted = statuses(event.detail?.subscribeDetails).some((one) => /^accept/.test(one));
    show(accepted ? "accepted" : "refused");
  });
  element.addEventListener("error", () => show("trouble"));
  document.addEventListener("WeixinOpenTagsError", () => {
    clearTimeout(late);
    show("old");
  });

  if (typeof wx === "undefined") {
    clearTimeout(late);
    show(inWeChat ? "trouble" : "outside");
    return;
  }
  let failed = false;
  wx.error(() => {
    failed = true;
    clearTimeout(late);
    show(inWeChat ? "trouble" : "outside");
  });
  wx.ready(() => {
    if (failed) return;
    clearTimeout(late);
    show("ask");
  });
  const { appId, timestamp, nonce, signature } = ask.dataset;
  wx.config({
    debug: false,
    appId,
    timestamp: Number(timestamp),
    nonceStr: nonce,
    signature,
    jsApiList: [],
    openTagList: ["wx-open-subscribe"],
  });
})();
