// The package eventsource with a token, as its documentation tells it: a line on standard output for whatever comes.
import { EventSource } from "eventsource";

const { HUB: hub, TOKEN: token } = process.env;

const source = new EventSource(hub, {
  fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, Authorization: `Bearer ${token}` } }),
});

source.onopen = () => console.log("open");
source.onmessage = (event) => console.log(`message ${event.lastEventId} ${event.data}`);
source.onerror = (event) => console.log(`error ${event.code ?? ""} ${event.message ?? ""}`);
