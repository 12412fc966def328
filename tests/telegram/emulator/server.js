'use strict';
// Starts the emulator on a free port of loopback and says which; ends when its input ends.
// The argument is the folder that its packages were installed into.

const path = require('node:path');
const { createRequire } = require('node:module');

const load = createRequire(path.join(process.argv[2], 'package.json'));
const axios = load('axios');
const TelegramServer = load('telegram-test-api');

const server = new TelegramServer({ host: '127.0.0.1' });
server.config.port = 0; // its constructor would take 0 for "no port named"

// Telegram sends the secret that setWebhook gave it; the emulator keeps it and forgets to.
axios.interceptors.request.use((call) => {
  const hook = Object.values(server.webhooks).find(({ url }) => url === call.url);
  if (hook && hook.secret_token) {
    call.headers['X-Telegram-Bot-Api-Secret-Token'] = hook.secret_token;
  }
  return call;
});

// It also leaves out of getMe what the Bot API calls always present, and aiogram insists on; and it
// does not tell which methods were called.
const called = [];
const routes = server.webServer;
server.webServer = Object.assign((request, response) => {
  if (request.url === '/called') {
    response.end(JSON.stringify(called));
    return;
  }
  if (request.url.startsWith('/bot')) called.push(request.url.split('/').pop());
  if (request.url.endsWith('/getMe')) {
    response.json = function json(body) {
      const whole = { ...body, result: { ...body.result, is_bot: true } };
      return Object.getPrototypeOf(this).json.call(this, whole);
    };
  }
  routes(request, response);
}, { settings: routes.settings });

// A webhook that refuses is the caller's to judge; it would end the emulator otherwise.
process.on('unhandledRejection', (error) => process.stderr.write(`${error.message}\n`));
process.stdin.on('end', () => process.exit(0)).resume();

server.start().then(
  () => process.stdout.write(`${server.server.address().port}\n`),
  (error) => {
    process.stderr.write(`${error.stack}\n`);
    process.exit(1);
  },
);
