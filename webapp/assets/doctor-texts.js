// @ts-check

/**
 * Every word of the doctor's page, as in texts.js. Remedies are not here: a line of configuration is the same in every language.
 *
 * @type {Record<string, {zh?: string, en: string}>}
 */
export const doctorTexts = {
  'doctor.title': { en: 'The doctor · Wellspring' },
  'doctor.back': { en: 'Lessons and hub' },
  'doctor.heading': { en: 'The doctor' },
  'doctor.sentence': {
    en: 'Tests this deployment from your browser, through everything between: does a proxy buffer, compress or hang up; are HTTP/2, CORS, cookies and the clock right? Each finding comes with the line of configuration that mends it. Open this page at the address your users use.',
  },
  'doctor.examine': { en: 'Examination' },
  'doctor.page': { en: 'Origin of the page that is to read events (may be empty; for example `https://app.example.com`)' },
  'doctor.report': { en: 'The result as JSON' },

  'doctor.stage.requests': { zh: '请求：头、cookie、时钟…', en: 'Requests: headers, cookies, clock …' },
  'doctor.stage.pulse': { zh: '一条两秒的流…', en: 'A stream of two seconds …' },
  'doctor.stage.many': { zh: '同时打开七条流…', en: 'Seven streams at once …' },
  'doctor.stage.heartbeats': {
    zh: '等待两次心跳：{passed} 秒，最多 {whole} 秒…',
    en: 'Waiting for two heartbeats: {passed} s of at most {whole} s …',
  },

  'doctor.verdict.running': { zh: '正在检查。', en: 'Examining.' },
  'doctor.verdict.good': { zh: '{good} 项检查全部正常。', en: 'All {good} checks are good.' },
  'doctor.verdict.mixed': {
    zh: '错误 {wrong} 项，警告 {warnings} 项，未能查明 {unknown} 项。',
    en: '{wrong} wrong, {warnings} to think about, {unknown} could not be found out.',
  },
  'doctor.verdict.stopped': { zh: '检查已停止。', en: 'The examination was stopped.' },
  'doctor.verdict.unreachable': {
    zh: '服务器没有按预期应答（{detail}）。`/sse/` 是否转发到了 Wellspring？',
    en: 'The server did not answer as it should ({detail}). Does `/sse/` go to Wellspring?',
  },

  'doctor.severity.good': { zh: '正常', en: 'good' },
  'doctor.severity.warning': { zh: '警告', en: 'warning' },
  'doctor.severity.wrong': { zh: '错误', en: 'wrong' },
  'doctor.severity.unknown': { zh: '未知', en: 'unknown' },

  'doctor.where.nginx': { zh: 'nginx', en: 'nginx' },
  'doctor.where.Tomcat': { zh: 'Tomcat', en: 'Tomcat' },
  'doctor.where.Wellspring': { zh: 'Wellspring', en: 'Wellspring' },
  'doctor.where.client': { zh: '客户端', en: 'client' },
  'doctor.where.server': { zh: '服务器', en: 'server' },

  'doctor.buffering.title': { zh: '缓冲', en: 'Buffering' },
  'doctor.buffering.steady': {
    zh: '{events} 条事件在 {ms} 毫秒内依次到达，应为 {expected} 毫秒。',
    en: '{events} events came one by one over {ms} ms; {expected} ms is right.',
  },
  'doctor.buffering.atOnce': {
    zh: '{events} 条事件几乎同时到达：{ms} 毫秒，应为 {expected} 毫秒。中间有代理在缓冲。',
    en: '{events} events came together, within {ms} ms instead of {expected} ms: something on the way buffers.',
  },
  'doctor.buffering.nothing': {
    zh: '流没有到达（状态 {status}，事件 {events} 条）。',
    en: 'The stream did not come (status {status}, {events} events).',
  },

  'doctor.compression.title': { zh: '压缩', en: 'Compression' },
  'doctor.compression.off': { zh: '流没有被压缩。', en: 'The stream is not compressed.' },
  'doctor.compression.on': {
    zh: '流被压缩了（{encoding}）：压缩会攒着数据，并且每条连接都要占用内存。',
    en: 'The stream is compressed ({encoding}): a compressor waits for more, and costs memory for every connection.',
  },

  'doctor.protocol.title': { zh: 'HTTP 版本', en: 'HTTP version' },
  'doctor.protocol.new': { zh: '流通过 `{protocol}` 到达。', en: 'Streams come by `{protocol}`.' },
  'doctor.protocol.old': {
    zh: '流通过 `{protocol}` 到达：浏览器对同一来源最多六条连接，所有标签页合计。HTTP/2 需要 TLS。',
    en: 'Streams come by `{protocol}`: a browser opens at most six connections to one origin, all tabs together. HTTP/2 needs TLS.',
  },
  'doctor.protocol.untold': { zh: '浏览器没有说明。', en: 'The browser does not say.' },

  'doctor.connections.title': { zh: '连接上限', en: 'Limit of connections' },
  'doctor.connections.free': { zh: '{wanted} 条流同时打开了。', en: '{wanted} streams were open at once.' },
  'doctor.connections.limited': {
    zh: '{wanted} 条流中只有 {atOnce} 条能同时打开，其余的一声不响地等着；其他标签页占用 {otherTabs} 条。',
    en: 'Of {wanted} streams only {atOnce} were open at once; the others waited without a word. Other tabs hold {otherTabs}.',
  },
  'doctor.connections.few': {
    zh: '{wanted} 条流中只有 {atOnce} 条能同时打开。',
    en: 'Of {wanted} streams only {atOnce} were open at once.',
  },
  'doctor.connections.buffered': { zh: '在缓冲的代理之后无法测量。', en: 'Cannot be measured behind a proxy that buffers.' },

  'doctor.lastEventId.title': { zh: 'Last-Event-ID', en: 'Last-Event-ID' },
  'doctor.lastEventId.kept': { zh: '请求头原样到达服务器。', en: 'The header arrives at the server as it was sent.' },
  'doctor.lastEventId.lost': {
    zh: '请求头没有原样到达服务器：断线的客户端会错过事件。',
    en: 'The header does not arrive as it was sent: who reconnects misses events.',
  },

  'doctor.caching.title': { zh: '缓存', en: 'Caching' },
  'doctor.caching.kept': {
    zh: '没有应答来自缓存，`Cache-Control: {control}` 也到了这里。',
    en: 'No answer came from a cache, and `Cache-Control: {control}` arrives here.',
  },
  'doctor.caching.cached': { zh: '同一个应答来了两次：中间有缓存。', en: 'The same answer came twice: there is a cache on the way.' },
  'doctor.caching.changed': {
    zh: '流的 `Cache-Control` 被改成了 `{control}`，应含 `no-cache`。',
    en: 'The stream’s `Cache-Control` has become `{control}`; it has to have `no-cache`.',
  },

  'doctor.cors.title': { zh: 'CORS', en: 'CORS' },
  'doctor.cors.kept': {
    zh: '`Origin: {origin}` 到达服务器，只有 Wellspring 添加 CORS 头。',
    en: '`Origin: {origin}` arrives at the server, and nobody but Wellspring adds headers of CORS.',
  },
  'doctor.cors.twice': {
    zh: '代理也添加了 CORS 头；出现两次，浏览器就拒绝应答。',
    en: 'A proxy adds headers of CORS as well; browsers refuse an answer that has them twice.',
  },
  'doctor.cors.originLost': {
    zh: '浏览器发送了 `Origin: {origin}`，服务器收到的是 `{seen}`。',
    en: 'The browser sent `Origin: {origin}`, the server got `{seen}`.',
  },

  'doctor.page.title': { zh: '其他来源的页面', en: 'The page of another origin' },
  'doctor.page.allowed': { zh: '`{page}` 的页面可以读取应答，也可以带 cookie。', en: 'Pages of `{page}` may read answers, with cookies too.' },
  'doctor.page.refused': { zh: '`{page}` 的页面不能读取应答。', en: 'Pages of `{page}` may not read answers.' },
  'doctor.page.withoutCookies': {
    zh: '`{page}` 的页面可以读取应答，但中枢的应答不能带 cookie：设置对所有来源开放。',
    en: 'Pages of `{page}` may read answers, the hub’s without cookies: the setting is open to every origin.',
  },

  'doctor.cookies.title': { zh: 'Cookie', en: 'Cookies' },
  'doctor.cookies.kept': {
    zh: '`HttpOnly; Secure; SameSite=Strict` 的 cookie 去而复返。',
    en: 'A cookie with `HttpOnly; Secure; SameSite=Strict` went out and came back.',
  },
  'doctor.cookies.lost': {
    zh: '服务器设置的 cookie 没有回到服务器。',
    en: 'The cookie that the server set did not come back to it.',
  },
  'doctor.cookies.insecure': {
    zh: 'Cookie 去而复返，但没有 TLS：默认的 `__Secure-` cookie 不能用，令牌谁都能读到。',
    en: 'A cookie came back, but there is no TLS: the default `__Secure-` cookie cannot be used, and anybody on the way reads tokens.',
  },
  'doctor.cookies.disabled': { zh: '浏览器禁用了 cookie。', en: 'Cookies are switched off in this browser.' },

  'doctor.address.title': { zh: '公开地址', en: 'Public address' },
  'doctor.address.same': { zh: '服务器知道自己的地址：`{seen}`。', en: 'The server knows its own address: `{seen}`.' },
  'doctor.address.other': {
    zh: '服务器以为自己在 `{seen}`，而本页在 `{here}`：应答中的链接和 cookie 会出错。',
    en: 'The server believes to be at `{seen}`, and this page is at `{here}`: links and cookies in answers will be wrong.',
  },

  'doctor.clock.title': { zh: '时钟', en: 'Clock' },
  'doctor.clock.right': {
    zh: '服务器与浏览器相差 {ms} 毫秒（误差 ±{doubt}）。',
    en: 'Server and browser differ by {ms} ms (±{doubt}).',
  },
  'doctor.clock.off': {
    zh: '服务器与浏览器相差 {ms} 毫秒（误差 ±{doubt}），其中一个不准：令牌会过早失效，或者尚未生效。',
    en: 'Server and browser differ by {ms} ms (±{doubt}), and one of them is wrong: tokens expire early, or are not valid yet.',
  },

  'doctor.silence.title': { zh: '安静', en: 'Silence' },
  'doctor.silence.heard': {
    zh: '安静 {heartbeat} 秒之后，第一次心跳按时到达。',
    en: 'After {heartbeat} s of silence the first heartbeat came in time.',
  },
  'doctor.silence.cut': {
    zh: '安静 {seconds} 秒之后连接被断开，第一次心跳要到 {heartbeat} 秒才来。',
    en: 'The connection was cut after {seconds} s of silence; the first heartbeat is due after {heartbeat} s.',
  },
  'doctor.silence.late': {
    zh: '心跳应在 {heartbeat} 秒之后到达，却没有按时来：中间有代理扣住了它。',
    en: 'The heartbeat was due after {heartbeat} s and did not come in time: something on the way holds it back.',
  },
  'doctor.silence.none': {
    zh: '中枢没有心跳：安静的连接会被路上的代理断开，离开的客户端也不会被发现。',
    en: 'This hub has no heartbeat: proxies cut silent connections, and clients that are gone are not noticed.',
  },

  'doctor.survival.title': { zh: '两次心跳', en: 'Two heartbeats' },
  'doctor.survival.survived': {
    zh: '流经过两次心跳，{seconds} 秒后由服务器正常结束。',
    en: 'A stream lived through two heartbeats, and was ended by the server after {seconds} s.',
  },
  'doctor.survival.died': {
    zh: '流在 {seconds} 秒后断开，没有等到两次心跳（每 {heartbeat} 秒一次）。',
    en: 'A stream was over after {seconds} s, before two heartbeats of {heartbeat} s.',
  },
  'doctor.survival.none': { zh: '没有心跳，无从检查。', en: 'Without heartbeats there is nothing to live through.' },

  'doctor.hub.title': { zh: '中枢的地址', en: 'The hub’s own address' },
  'doctor.hub.survived': {
    zh: '`/.well-known/mercure` 的流在 {seconds} 秒内收到了两次心跳。',
    en: 'A stream of `/.well-known/mercure` had two heartbeats within {seconds} s.',
  },
  'doctor.hub.died': {
    zh: '`/.well-known/mercure` 的流在 {seconds} 秒后断开，没有等到两次心跳（每 {heartbeat} 秒一次）。',
    en: 'A stream of `/.well-known/mercure` was over after {seconds} s, before two heartbeats of {heartbeat} s.',
  },
  'doctor.hub.held': {
    zh: '`/.well-known/mercure` 的心跳在 {seconds} 秒内没有到齐：中间有代理扣住了它们。',
    en: 'The heartbeats of `/.well-known/mercure` did not come within {seconds} s: something on the way holds them back.',
  },
  'doctor.hub.compressed': {
    zh: '`/.well-known/mercure` 的流被压缩了。',
    en: 'A stream of `/.well-known/mercure` is compressed.',
  },
  'doctor.hub.refused': {
    zh: '`/.well-known/mercure` 没有应答一条流（状态 {status}）。',
    en: '`/.well-known/mercure` did not answer with a stream (status {status}).',
  },
  'doctor.hub.closed': {
    zh: '没有令牌就不能订阅（状态 {status}），所以没有检查。代理必须像对待 `/sse/` 那样对待它。',
    en: 'Nobody subscribes here without a token (status {status}), so it was not tested. A proxy has to treat it as it treats `/sse/`.',
  },
  'doctor.hub.none': { zh: '没有心跳，无从检查。', en: 'Without heartbeats there is nothing to live through.' },
};
