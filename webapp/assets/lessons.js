// @ts-check

/**
 * The seven streams of the tutorial: what to write for each event, and which event is the last.
 *
 * A page has to know the last event of a finite stream: EventSource takes every end for an accident, comes back and, where the
 * events carry no ids, gets the whole story again, for ever.
 *
 * @typedef {object} Lesson
 * @property {string} name  of the endpoint, `sse/<name>`, and of the section
 * @property {string} called  as in `start<called>SSE()`
 * @property {Record<string, (event: MessageEvent) => string>} writes  the line for an event, by type of event
 * @property {(event: MessageEvent) => boolean} [isLast]  absent: runs until stopped
 * @property {string} [lost]  the line for a lost connection, if it is not the usual one
 * @property {boolean} [replaces]  each line replaces the one before
 * @property {boolean} [resumes]  the server can go on after a given id
 */

/** @type {Lesson[]} */
export const lessons = [
  {
    name: 'basic',
    called: 'Basic',
    writes: { message: (event) => event.data },
    isLast: (event) => event.data === '消息 9',
  },
  {
    name: 'json',
    called: 'JSON',
    writes: {
      message: (event) => {
        const data = JSON.parse(event.data);
        return `ID: ${data.id}, 消息: ${data.message}, 时间: ${data.timestamp}`;
      },
    },
    isLast: (event) => JSON.parse(event.data).id === 4,
  },
  {
    name: 'events',
    called: 'Events',
    writes: {
      start: (event) => `[开始] ${event.data}`,
      progress: (event) => {
        const data = JSON.parse(event.data);
        return `[进度] ${data.progress}% (步骤 ${data.step})`;
      },
      complete: (event) => `[完成] ${event.data}`,
    },
    isLast: (event) => event.type === 'complete',
  },
  {
    name: 'reconnect',
    called: 'Reconnect',
    writes: { message: (event) => `消息 ID: ${event.lastEventId}, 内容: ${event.data}` },
    isLast: (event) => event.lastEventId === '99',
    lost: '[连接断开，3秒后自动重连...]',
    resumes: true,
  },
  {
    name: 'clock',
    called: 'Clock',
    writes: { message: (event) => event.data },
    replaces: true,
  },
  {
    name: 'multifield',
    called: 'Multifield',
    writes: { update: (event) => `消息 ID: ${event.lastEventId}, 事件: ${event.type}, 内容:\n${event.data}` },
    isLast: (event) => event.lastEventId === '4',
  },
  {
    name: 'heartbeat',
    called: 'Heartbeat',
    writes: { message: (event) => event.data },
  },
];
