// @ts-check

/**
 * Every word of the page, by key. The page itself is written in Chinese: where `zh` is absent here, the words standing in
 * index.html are the Chinese text. `{name}` is filled in; words in backticks become code elements.
 *
 * The lines a stream writes into its output are not here: they are the tutorial's and stay as they are in both languages.
 *
 * @type {Record<string, {zh?: string, en: string}>}
 */
export const texts = {
  'page.title': { en: 'SSE by example · Wellspring' },
  'page.skip': { en: 'Skip to content' },
  'page.heading': { en: 'Server-Sent Events by example' },
  'page.sentence': {
    en: 'Seven streams that show SSE byte by byte: what the browser’s `EventSource` receives, and beside it the bytes the same endpoint really sends. And at the end a hub: publish and subscribe yourself.',
  },
  'page.contents': { en: 'Contents' },
  'page.doctor': { en: 'The doctor: are proxy, HTTP/2, CORS, cookies and clock right?' },
  'page.foot': { en: 'Wellspring · a Server-Sent Events server and Mercure hub in Java · Apache-2.0' },

  'contents.basic': { en: 'Basic' },
  'contents.json': { en: 'JSON' },
  'contents.events': { en: 'Event types' },
  'contents.reconnect': { en: 'Reconnection' },
  'contents.clock': { en: 'Clock' },
  'contents.multifield': { en: 'Fields' },
  'contents.heartbeat': { en: 'Heartbeat' },
  'contents.hub': { en: 'Publish, subscribe' },

  start: { en: 'Start' },
  stop: { en: 'Stop' },
  cut: { en: 'Cut' },
  restart: { en: 'From the beginning' },
  copy: { en: 'Copy' },
  copied: { zh: '已复制', en: 'Copied' },
  selected: { zh: '已选中，请按 Ctrl+C', en: 'Selected: press Ctrl+C' },
  'received.nothing': { zh: '还没有消息', en: 'nothing yet' },
  received: { en: 'Received `EventSource`' },

  'basic.title': { en: '1. Basic SSE' },
  'basic.teaches': {
    en: 'One `data:` line and a blank line make an event. EventSource takes every end for a lost connection and would replay it all, so the page itself closes after the last event.',
  },
  'json.title': { en: '2. SSE with JSON' },
  'json.teaches': { en: 'After `data:` any text may follow; when it is JSON, the page takes it apart with `JSON.parse`.' },
  'events.title': { en: '3. Custom event types' },
  'events.teaches': {
    en: '`event:` names an event, and the page receives it by that name with `addEventListener`; at `complete` it closes the connection.',
  },
  'reconnect.title': { en: '4. Reconnection (try a page reload)' },
  'reconnect.teaches': {
    en: 'Every message has an `id:`; after a loss the browser waits `retry:` milliseconds and tells the server with `Last-Event-ID` where to go on.',
  },
  'reconnect.tryReload': { en: 'Start, then reload the page: the browser goes on after the last id it received.' },
  'reconnect.tryCut': {
    en: 'Press Cut: the connection under `fetch` breaks, waits 3 seconds and comes back with `Last-Event-ID`; nothing missing, nothing twice.',
  },
  'clock.title': { en: '5. Live clock' },
  'clock.teaches': {
    en: 'A stream without an end: the server pushes its time every second until you stop it; the page replaces that one line.',
  },
  'multifield.title': { en: '6. Messages with several fields' },
  'multifield.teaches': {
    en: 'An event may have an `id:`, an `event:` and several `data:` lines; the browser joins these with line breaks into one `event.data`.',
  },
  'heartbeat.title': { en: '7. Heartbeat' },
  'heartbeat.teaches': {
    en: 'A line that begins with `:` is a comment; it keeps proxies from dropping a silent connection. EventSource never shows comments, only the raw bytes do: the first heartbeat comes after 50 seconds, then one every 15.',
  },

  'state.closed': { zh: '未连接', en: 'not connected' },
  'state.connecting': { zh: '连接中', en: 'connecting' },
  'state.open': { zh: '已连接', en: 'open' },
  'state.reconnecting': { zh: '重连中', en: 'reconnecting' },
  'state.finished': { zh: '已完成', en: 'finished' },

  'position.resuming': {
    zh: '接着 ID {id} 之后：`sse/reconnect?lastEventId={id}`',
    en: 'Going on after id {id}: `sse/reconnect?lastEventId={id}`',
  },
  'position.kept': { zh: '记住了 ID {id}：“开始”会接着 {next}。', en: 'Id {id} is remembered: Start goes on with {next}.' },
  'position.finished': { zh: '已收到最后一条；“开始”会从头再来。', en: 'The last message has arrived; Start begins again.' },
  'position.none': { zh: '', en: '' },

  'verdict.pending': { zh: '切断一次，这里会给出结论。', en: 'Cut once, and the verdict appears here.' },
  'verdict.unbroken': { zh: '没有缺失，没有重复：收到 {range}，没有断过。', en: 'No gap, no duplicate: received {range}, never interrupted.' },
  'verdict.pass': {
    zh: '没有缺失，没有重复：断在 {before}，从 {after} 接上；收到 {range}，接上 {resumed} 次。',
    en: 'No gap, no duplicate: lost at {before}, resumed at {after}; received {range}, resumed {resumed}×.',
  },
  'verdict.fail': {
    zh: '不完整：收到 {range}，缺失 {missing}，重复 {repeated}。',
    en: 'Not whole: received {range}, missing {missing}, twice {repeated}.',
  },

  'wire.heading': { en: 'On the wire `fetch`' },
  'wire.raw': { en: 'raw bytes' },
  'wire.nothing': { zh: '还没有字节', en: 'no bytes yet' },
  'wire.waiting': { zh: '等待响应…', en: 'waiting for the response…' },
  'wire.ended': { zh: '流结束：{bytes} 字节，{seconds} 秒', en: 'end of stream: {bytes} bytes, {seconds} s' },
  'wire.stopped': { zh: '页面关闭了连接：已收 {bytes} 字节', en: 'closed by the page after {bytes} bytes' },
  'wire.cut': { zh: '✂ 切断：已收 {bytes} 字节，最后的 id 是 {id}', en: '✂ cut after {bytes} bytes; the last id is {id}' },
  'wire.lost': { zh: '连接丢失：已收 {bytes} 字节', en: 'connection lost after {bytes} bytes' },
  'wire.discarded': { zh: '没有收完的事件被丢弃', en: 'the unfinished event is thrown away' },
  'wire.countdown': { zh: '`retry: {retry}`：{seconds} 秒后重连', en: '`retry: {retry}`: reconnecting in {seconds} s' },
  'wire.countedDown': { zh: '按 `retry: {retry}` 等了 {seconds} 秒', en: 'waited {seconds} s as `retry: {retry}` asks' },
  'wire.finished': {
    zh: '204：服务器没有更多了，EventSource 从此不再重连。',
    en: '204: the server has no more, and an EventSource never comes back.',
  },
  'wire.refused': { zh: '不是事件流，EventSource 到此为止。', en: 'Not an event stream: an EventSource gives up here.' },

  'hub.title': { en: '8. The hub: publish and subscribe' },
  'hub.teaches': {
    en: 'The first seven streams tell what the server wants; here you do. The hub speaks the Mercure protocol: one POST to `/.well-known/mercure`, and every browser subscribed to the topic has it at once; who was away gets it on return.',
  },
  'hub.tryTabs': { en: 'Subscribe, and subscribe in another tab too; publish in either, and both receive it.' },
  'hub.tryCut': {
    en: 'Press Cut and publish some within 3 seconds: `fetch` comes back with `Last-Event-ID` and gets what it missed. The `EventSource`, which was not cut, is the witness.',
  },
  'hub.token': { en: 'Token: to publish, or to receive private updates' },
  'hub.demoToken': { en: 'Use the demo token' },
  'hub.tokenNote': {
    en: 'Everybody knows the demo token; it works in demo mode (`bin/run`) only. `fetch` sends it in the `Authorization` header; `EventSource` cannot send headers, so the page sets a cookie for it.',
  },
  'hub.subscribing': { en: 'Subscribe `GET`' },
  'hub.matcher': { en: 'How to match' },
  'hub.matcherTopic': { en: 'topic: a topic or a URI Template' },
  'hub.matcherExact': { en: 'match: exactly this topic' },
  'hub.matcherPattern': { en: 'match_urlpattern: a URL Pattern' },
  'hub.pattern': { en: 'Topic or pattern (`*` is all)' },
  'hub.cursor': { en: 'After which id (may be empty; `earliest` is all history)' },
  'hub.subscribe': { en: 'Subscribe' },
  'hub.unsubscribe': { en: 'Unsubscribe' },
  'hub.otherTab': { en: 'Open in another tab' },
  'hub.publishing': { en: 'Publish `POST`' },
  'hub.topic': { en: 'Topic' },
  'hub.type': { en: 'Event type (may be empty)' },
  'hub.id': { en: 'Id (may be empty: the hub makes one)' },
  'hub.data': { en: 'Data' },
  'hub.private': { en: 'Private: only for those whose token allows it' },
  'hub.publish': { en: 'Publish' },
  'hub.published': { zh: '已发布，ID：`{id}`', en: 'Published, id: `{id}`' },
  'hub.refused': { zh: '没有发布，{status}：{detail}', en: 'Not published, {status}: {detail}' },
  'hub.unreachable': { zh: '没有发布：连不上服务器。', en: 'Not published: the server cannot be reached.' },
  'hub.verdict.pending': {
    zh: '两边都收到更新之后，这里会比较它们。',
    en: 'When both sides have received updates, they are compared here.',
  },
  'hub.verdict.unbroken': { zh: '两边一致：{count} 条更新。', en: 'Both sides agree: {count} updates.' },
  'hub.verdict.pass': {
    zh: '通过：断开 {resumed} 次，每次都接上了。和没有断开的那边相比，{count} 条更新，一条不缺，一条不重。',
    en: 'Passed: cut and resumed, {resumed} in all. Compared with the side that was not cut: {count} updates, nothing missing, nothing twice.',
  },
  'hub.verdict.fail': {
    zh: '没有通过：缺 {missing}；重复 {repeated}。',
    en: 'Failed: missing {missing}; twice {repeated}.',
  },
  'hub.verdict.lost': {
    zh: '服务器不认识 `{asked}` 这个 ID，或者它之后的历史已被清除：从还保留着的最早一条开始重放，中间可能缺了。',
    en: 'The server does not know the id `{asked}`, or history after it was discarded: it replays all that is stored, and something may be missing.',
  },

  'network.connections': { zh: '{own} 条连接', en: '{own} connections' },
  'network.limited': { zh: '{own} / {limit} 条连接', en: '{own} / {limit} connections' },
  'network.limitedTabs': {
    zh: '{own} / {limit} 条连接，其他标签页 {others} 条',
    en: '{own} / {limit} connections, {others} in other tabs',
  },
  'banner.full': {
    zh: '连接不够了：在 HTTP/1.1 下，浏览器对同一站点最多同时开 {limit} 条连接，现在需要 {wanted} 条。多出来的会一直停在“连接中”。请停止一条流、关闭原始字节视图，或通过 HTTP/2 打开本页。',
    en: 'Out of connections: over HTTP/1.1 a browser opens at most {limit} to one site, and {wanted} are wanted now. The rest stay “connecting”. Stop a stream, turn raw bytes off, or open this page over HTTP/2.',
  },
  'banner.fullTabs': {
    zh: '连接不够了：在 HTTP/1.1 下，浏览器对同一站点最多同时开 {limit} 条连接，现在需要 {wanted} 条（其中 {others} 条在其他标签页）。多出来的会一直停在“连接中”。请停止一条流、关闭原始字节视图，或通过 HTTP/2 打开本页。',
    en: 'Out of connections: over HTTP/1.1 a browser opens at most {limit} to one site, and {wanted} are wanted now ({others} in other tabs). The rest stay “connecting”. Stop a stream, turn raw bytes off, or open this page over HTTP/2.',
  },
  'banner.rawOff': { en: 'Turn all raw bytes off' },
  'banner.stopAll': { en: 'Stop all' },
};
