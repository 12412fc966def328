// The page of the two pictured phones: takes each state of the simulator and shows it.

import { Bank } from "./bank.js";
import { ClockBar } from "./clockbar.js";
import { Desk } from "./desk.js";
import { SimulatedClock } from "./moments.js";
import { MonthStrip } from "./month.js";
import { setText } from "./page.js";
import { latest, listen } from "./server.js";
import { Tabs } from "./tabs.js";
import { TelegramPhone } from "./telegram.js";
import { Tools } from "./tools.js";
import { WeChatPhone } from "./wechat.js";

const ASK_EVERY = 3000; // ms

const clock = new SimulatedClock();
const telegram = new TelegramPhone();
const phones = [new WeChatPhone(), telegram];
const bank = new Bank();
const desk = new Desk();
const tabs = new Tabs();
const follow = () => phones.forEach(({ chat }) => chat.follow());
const clockBar = new ClockBar(clock, follow);
const month = new MonthStrip(follow);
const tools = new Tools(telegram);

/** The one thing to do next, for someone who has never been here. */
function guide({ phones: shown, ledger, desk: counter, month: played }) {
  if (played && !played.over) return "每条消息下面，写着它是怎么到的。";
  const joined = shown.some((phone) => phone.joined);
  if (counter?.records.some(({ state }) => state === "received")) return "申请到了学分银行。在那里点「认可」，看聊天里怎么说。";
  if (joined && ledger.length) return "记录存进学分银行了。点「跳到下一课」试试。";
  if (!joined) {
    const wechat = shown.some(({ id }) => id === "wechat");
    return wechat ? "第一步：在微信手机里，点「关注」。" : "第一步：在手机里，点「START」。";
  }
  return "第二步：读一读手机里的话，照着点一下就行。";
}

function show(state) {
  states += 1;
  clock.set(state.now, state.zone);
  for (const phone of phones) phone.surround(state);
  tools.show(state.telegram);
  for (const phone of phones) {
    const own = state.phones.find(({ id }) => id === phone.id);
    tabs.offer(phone.id, Boolean(own));
    if (own) tabs.news(phone.id, phone.show(own, clock));
  }
  document.getElementById("bank-empty").hidden = state.ledger.length > 0 || Boolean(state.desk?.records.length);
  document.getElementById("ledger-head").hidden = !state.desk || state.ledger.length === 0;
  tabs.news("bank", bank.show(state.ledger, clock) + desk.show(state.desk, clock));
  month.show(state.month, clock);
  clockBar.show(state);
  setText(document.getElementById("guide"), guide(state));
  document.body.classList.toggle("nobody-joined", !state.phones.some(({ joined }) => joined));
  tick();
}

// The bot plans its next lesson after the last one went out, which the simulator cannot see:
// while the time on show has passed, ask again now and then.
let asking = false;
let states = 0;
async function askAgain() {
  if (asking || !clockBar.outdated()) return;
  asking = true;
  const before = states;
  const state = await latest();
  if (state && before === states) show(state); // else a newer one has come meanwhile
  asking = false;
}

function tick() {
  clockBar.tick();
  for (const phone of phones) phone.tick(clock);
}

setInterval(tick, 1000);
setInterval(askAgain, ASK_EVERY);
const look = listen(show, (lost) => clockBar.connection(lost));
tools.onPerson(look);
