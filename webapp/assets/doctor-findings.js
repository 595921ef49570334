// @ts-check

/** What the measurements mean: one finding for each question, with the lines of configuration that mend what is wrong. */

/** @typedef {import('./doctor-measure.js').Measured} Measured */
/** @typedef {import('./doctor-measure.js').Course} Course */

/**
 * Good; to be thought about; wrong; could not be found out.
 *
 * @typedef {'good' | 'warning' | 'wrong' | 'unknown'} Severity
 */

/**
 * @typedef {object} Remedy
 * @property {'nginx' | 'Tomcat' | 'Wellspring' | 'client' | 'server'} where
 * @property {string} line
 */

/**
 * @typedef {object} Finding
 * @property {string} check
 * @property {Severity} severity
 * @property {string} says  which sentence it is: the key of a text is `doctor.<check>.<says>`
 * @property {Record<string, string | number>} values  what was measured
 * @property {Remedy[]} remedies
 */

/** The hub accepts tokens from a clock that is so far ahead, and not more. */
const CLOCK_WARNING_MS = 5_000;
const CLOCK_WRONG_MS = 30_000;

const HEARTBEAT_LATE_MS = 4_000;

/** Any one of them helps. Towards a backend that answers in chunks nginx passes each on even where it buffers; HTTP/1.0 has none. */
const UNBUFFERED = [
  line('nginx', 'proxy_buffering off;'),
  line('nginx', 'proxy_http_version 1.1;'),
  line('nginx', '# remove: proxy_ignore_headers X-Accel-Buffering;'),
];

/** The lines, each as it stands in its file. */
const NGINX = {
  uncompressed: line('nginx', 'gzip off;'),
  http2: line('nginx', 'listen 443 ssl http2;  # from nginx 1.25.1: listen 443 ssl; http2 on;'),
  manyStreams: line('nginx', 'http2_max_concurrent_streams 128;'),
  uncached: line('nginx', 'proxy_cache off;'),
  lastEventId: line('nginx', 'proxy_set_header Last-Event-ID $http_last_event_id;'),
  origin: line('nginx', 'proxy_set_header Origin $http_origin;'),
  cookie: line('nginx', 'proxy_set_header Cookie $http_cookie;'),
  noCookieHidden: line('nginx', '# remove: proxy_hide_header Set-Cookie;'),
  noCors: line('nginx', '# remove: add_header Access-Control-…'),
  host: line('nginx', 'proxy_set_header Host $http_host;'),
  scheme: line('nginx', 'proxy_set_header X-Forwarded-Proto $scheme;'),
};

const TOMCAT = {
  uncompressed: line('Tomcat', '<Connector … compression="off"/>'),
  proxies: line('Tomcat', '<Valve className="org.apache.catalina.valves.RemoteIpValve" protocolHeader="x-forwarded-proto"/>'),
};

/**
 * @param {Measured} measured
 * @returns {Finding[]}
 */
export function findingsOf(measured) {
  return [
    buffering(measured),
    compression(measured),
    protocol(measured),
    connections(measured),
    lastEventId(measured),
    caching(measured),
    cors(measured),
    page(measured),
    cookies(measured),
    address(measured),
    clock(measured),
    silence(measured),
    survival(measured),
    hub(measured),
  ].filter((finding) => finding !== null);
}

/** @param {Measured} measured */
function buffering({ pulse }) {
  const times = pulse.lines.filter(({ text }) => text.startsWith('data:')).map(({ ms }) => ms);
  if (pulse.status !== 200 || times.length < 2) {
    return finding('buffering', 'wrong', 'nothing', { status: pulse.status, events: times.length }, UNBUFFERED);
  }
  const spread = times[times.length - 1] - times[0];
  const expected = 250 * (times.length - 1);
  const values = { events: times.length, ms: spread, expected };
  return spread < expected / 2
    ? finding('buffering', 'wrong', 'atOnce', values, UNBUFFERED)
    : finding('buffering', 'good', 'steady', values);
}

/** @param {Measured} measured */
function compression({ pulse }) {
  const values = { encoding: pulse.headers.get('Content-Encoding') ?? '?' };
  return pulse.compressed
    ? finding('compression', 'wrong', 'on', values, [NGINX.uncompressed, TOMCAT.uncompressed])
    : finding('compression', 'good', 'off');
}

/** @param {Measured} measured */
function protocol({ pulse }) {
  if (pulse.protocol === '') {
    return finding('protocol', 'unknown', 'untold');
  }
  return pulse.protocol.startsWith('http/1')
    ? finding('protocol', 'warning', 'old', { protocol: pulse.protocol }, [NGINX.http2])
    : finding('protocol', 'good', 'new', { protocol: pulse.protocol });
}

/** @param {Measured} measured */
function connections({ many, pulse, otherTabs }) {
  const values = { wanted: many.wanted, atOnce: many.atOnce, otherTabs };
  if (pulse.openedMs === null || pulse.endedMs - pulse.openedMs < 500) {
    return finding('connections', 'unknown', 'buffered');
  }
  if (many.atOnce === many.wanted) {
    return finding('connections', 'good', 'free', values);
  }
  const oneStream = line('client', "new EventSource('/.well-known/mercure?match=a&match=b')");
  return pulse.protocol.startsWith('http/1')
    ? finding('connections', 'warning', 'limited', values, [NGINX.http2, oneStream])
    : finding('connections', 'warning', 'few', values, [NGINX.manyStreams, oneStream]);
}

/** @param {Measured} measured */
function lastEventId({ gets }) {
  return gets.every(({ seen, sentLastEventId }) => seen.lastEventId === sentLastEventId)
    ? finding('lastEventId', 'good', 'kept')
    : finding('lastEventId', 'wrong', 'lost', {}, [NGINX.lastEventId]);
}

/** @param {Measured} measured */
function caching({ gets, pulse }) {
  if (new Set(gets.map(({ seen }) => seen.answer)).size < gets.length) {
    return finding('caching', 'wrong', 'cached', {}, [NGINX.uncached]);
  }
  const control = pulse.headers.get('Cache-Control') ?? '';
  const noHidden = line('nginx', '# remove: proxy_hide_header Cache-Control; expires …; add_header Cache-Control …');
  return /\bno-(cache|store)\b/.test(control) && !/\b(public|max-age=0*[1-9])/.test(control)
    ? finding('caching', 'good', 'kept', { control })
    : finding('caching', 'wrong', 'changed', { control: control || '–' }, [noHidden]);
}

/** @param {Measured} measured */
function cors({ gets, post, origin }) {
  // To a GET from its own page a browser adds no Origin, and to that the application adds nothing.
  const uncalled = gets[0].seen.origin === undefined && gets[0].headers.has('Access-Control-Allow-Origin');
  const allowed = post.headers.get('Access-Control-Allow-Origin') ?? '';
  if (uncalled || allowed.includes(',')) {
    return finding('cors', 'wrong', 'twice', {}, [NGINX.noCors]);
  }
  return post.seen.origin === origin
    ? finding('cors', 'good', 'kept', { origin })
    : finding('cors', 'wrong', 'originLost', { origin, seen: post.seen.origin ?? '–' }, [NGINX.origin]);
}

/** @param {Measured} measured */
function page({ gets }) {
  const asked = gets[0].seen.cors;
  if (!asked) {
    return null;
  }
  const setting = line('Wellspring', `WELLSPRING_CORS_ORIGINS=${asked.page}`);
  if (!asked.allowed) {
    return finding('page', 'wrong', 'refused', { page: asked.page }, [setting]);
  }
  return asked.cookies
    ? finding('page', 'good', 'allowed', { page: asked.page })
    : finding('page', 'warning', 'withoutCookies', { page: asked.page }, [setting]);
}

/** @param {Measured} measured */
function cookies({ gets, secure }) {
  const [first, second] = gets;
  if (!navigator.cookieEnabled) {
    return finding('cookies', 'wrong', 'disabled', {}, [line('client', 'navigator.cookieEnabled === true')]);
  }
  if (second.seen.cookie !== first.seen.newCookie) {
    return finding('cookies', 'wrong', 'lost', {}, [NGINX.cookie, NGINX.noCookieHidden]);
  }
  return secure
    ? finding('cookies', 'good', 'kept')
    : finding('cookies', 'warning', 'insecure', {}, [
        NGINX.http2,
        line('client', 'Set-Cookie: __Secure-mercure_access_token=…; Secure; HttpOnly; SameSite=Strict; Path=/.well-known/mercure'),
      ]);
}

/** @param {Measured} measured */
function address({ gets, address: here }) {
  const seen = gets[0].seen.url;
  return seen === here
    ? finding('address', 'good', 'same', { seen })
    : finding('address', 'wrong', 'other', { seen, here }, [NGINX.host, NGINX.scheme, TOMCAT.proxies]);
}

/** @param {Measured} measured */
function clock({ gets }) {
  const best = gets.reduce((one, other) => (other.clockDoubtMs < one.clockDoubtMs ? other : one));
  const values = { ms: best.clockOffsetMs, doubt: best.clockDoubtMs };
  const off = Math.abs(best.clockOffsetMs) - best.clockDoubtMs;
  const mend = [line('server', 'timedatectl set-ntp true')];
  if (off > CLOCK_WRONG_MS) {
    return finding('clock', 'wrong', 'off', values, mend);
  }
  return off > CLOCK_WARNING_MS ? finding('clock', 'warning', 'off', values, mend) : finding('clock', 'good', 'right', values);
}

/**
 * Does the first heartbeat come, and in time?
 *
 * @param {Measured} measured
 */
function silence({ heartbeats, gets }) {
  const heartbeat = gets[0].seen.heartbeat;
  if (heartbeats === null) {
    return finding('silence', 'warning', 'none', {}, [line('Wellspring', 'WELLSPRING_HEARTBEAT=PT20S')]);
  }
  const values = { heartbeat: seconds(heartbeat), seconds: seconds(silenceOf(heartbeats)) };
  if (heartbeats.lines.length >= 2) {
    return heartbeats.lines[1].ms > heartbeat + HEARTBEAT_LATE_MS
      ? finding('silence', 'wrong', 'late', values, UNBUFFERED)
      : finding('silence', 'good', 'heard', values);
  }
  return finding('silence', 'wrong', heartbeats.end === 'given up' ? 'late' : 'cut', values, longer(heartbeat, values.seconds));
}

/** @param {Measured} measured */
function survival({ heartbeats, gets }) {
  if (heartbeats === null) {
    return finding('survival', 'unknown', 'none');
  }
  const heartbeat = gets[0].seen.heartbeat;
  const values = { heartbeat: seconds(heartbeat), seconds: seconds(heartbeats.endedMs) };
  return heartbeats.lines.length >= 3 && heartbeats.end === 'ended'
    ? finding('survival', 'good', 'survived', values)
    : finding('survival', 'wrong', 'died', values, longer(heartbeat, seconds(silenceOf(heartbeats))));
}

/**
 * The hub's own address: a proxy may treat it in another way than the rest.
 *
 * @param {Measured} measured
 */
function hub({ hub: course, gets }) {
  const heartbeat = gets[0].seen.heartbeat;
  if (course === null) {
    return finding('hub', 'unknown', 'none');
  }
  const values = { status: course.status, heartbeat: seconds(heartbeat), seconds: seconds(course.endedMs) };
  if (course.status === 401 || course.status === 403) {
    return finding('hub', 'unknown', 'closed', values, [line('nginx', 'location = /.well-known/mercure { include stream.conf; }')]);
  }
  if (course.status !== 200 && course.end !== 'given up') {
    return finding('hub', 'wrong', 'refused', values, [line('nginx', 'location = /.well-known/mercure { include stream.conf; }')]);
  }
  if (course.compressed) {
    return finding('hub', 'wrong', 'compressed', values, [NGINX.uncompressed, TOMCAT.uncompressed]);
  }
  if (course.lines.length >= 3) {
    return finding('hub', 'good', 'survived', values);
  }
  return course.end === 'given up'
    ? finding('hub', 'wrong', 'held', values, UNBUFFERED)
    : finding('hub', 'wrong', 'died', values, longer(heartbeat, seconds(silenceOf(course))));
}

/**
 * How long nothing came before it was over.
 *
 * @param {Course} course
 */
function silenceOf(course) {
  return course.endedMs - (course.lines.at(-1)?.ms ?? course.openedMs ?? 0);
}

/**
 * Either the proxy waits longer than two heartbeats, or the heartbeats come more often than it gives up.
 *
 * @param {number} heartbeat  in milliseconds
 * @param {number} cutAfter  in seconds
 */
function longer(heartbeat, cutAfter) {
  const wait = Math.max(75, Math.ceil((3 * heartbeat) / 1000));
  return [
    line('nginx', `proxy_read_timeout ${wait}s;`),
    line('Wellspring', `WELLSPRING_HEARTBEAT=PT${Math.max(1, Math.floor(cutAfter / 3))}S`),
  ];
}

/** @param {number} ms */
function seconds(ms) {
  return Math.round(ms / 100) / 10;
}

/**
 * @param {Remedy['where']} where
 * @param {string} text
 * @returns {Remedy}
 */
function line(where, text) {
  return { where, line: text };
}

/**
 * @param {string} check
 * @param {Severity} severity
 * @param {string} says
 * @param {Record<string, string | number>} [values]
 * @param {Remedy[]} [remedies]
 * @returns {Finding}
 */
function finding(check, severity, says, values = {}, remedies = []) {
  return { check, severity, says, values, remedies };
}
