// Voice messages: one plays at a time.

import { icon, make, setIcon, setText } from "./page.js";

const player = new Audio();
let playing = null; // the bubble that plays

/** A voice bubble; `src` is where the sound is, `seconds` its length. */
export function voice({ src, seconds }) {
  const button = make("button", { className: "voice-play", attrs: { type: "button", "aria-label": `播放语音，${length(seconds)}` } }, icon("play"));
  const bar = make("span", { className: "voice-bar", attrs: { "aria-hidden": "true" } });
  const time = make("span", { className: "voice-time", text: length(seconds) });
  const own = { src, seconds, button, bar, time };
  button.addEventListener("click", () => (playing === own && !player.paused ? player.pause() : play(own)));
  return make("div", { className: "voice" }, button, bar, time);
}

async function play(own) {
  if (playing !== own) {
    rest();
    playing = own;
    player.src = own.src;
  }
  try {
    await player.play();
  } catch {
    setText(own.time, "放不出来");
  }
}

function rest() {
  if (!playing) return;
  const { button, bar, time, seconds } = playing;
  setIcon(button, "play");
  button.setAttribute("aria-label", `播放语音，${length(seconds)}`);
  bar.style.removeProperty("--played");
  setText(time, length(seconds));
  playing = null;
}

player.addEventListener("play", () => {
  if (!playing) return;
  setIcon(playing.button, "pause");
  playing.button.setAttribute("aria-label", "暂停");
});
player.addEventListener("pause", () => {
  if (!playing) return;
  setIcon(playing.button, "play");
  playing.button.setAttribute("aria-label", "接着播放");
});
player.addEventListener("timeupdate", () => {
  if (!playing || !Number.isFinite(player.duration)) return;
  playing.bar.style.setProperty("--played", `${(100 * player.currentTime) / player.duration}%`);
  setText(playing.time, length(player.currentTime));
});
player.addEventListener("ended", rest);

function length(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
