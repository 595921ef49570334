// What a page of another origin does to hear the hub. The tests call one of the two, and look at opened and received.
import { fetchEventSource } from "@microsoft/fetch-event-source";

globalThis.opened = 0;
globalThis.received = [];

globalThis.listenWithEventSource = (hub, withCredentials) => {
  const source = new EventSource(hub, { withCredentials });
  source.onopen = () => globalThis.opened++;
  source.onmessage = (event) => globalThis.received.push(`${event.lastEventId} ${event.data}`);
};

globalThis.listenWithFetchEventSource = (hub, token) => {
  fetchEventSource(hub, {
    headers: { Authorization: `Bearer ${token}` },
    onopen: async (response) => {
      if (!response.ok) {
        throw new Error(`status ${response.status}`);
      }
      globalThis.opened++;
    },
    onmessage: (event) => {
      // It reports each block, also those that hold a comment or a retry and no event.
      if (event.data !== "") {
        globalThis.received.push(`${event.id} ${event.data}`);
      }
    },
    // Without this it takes a stream that was ended in good order for the last one.
    onclose: () => {
      throw new Error("the stream has ended");
    },
  });
};

globalThis.ready = true;
