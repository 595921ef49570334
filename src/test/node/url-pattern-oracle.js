// Reads one question per line, {"pattern", "base", "topic"}, and answers each with a line: "match", "no match" or "malformed".

import {createInterface} from 'node:readline';
// The class itself, not the global: newer Node has a URLPattern of its own, and the answers must not depend on the version.
import {URLPattern} from 'urlpattern-polyfill/urlpattern';

function answer({pattern, base, topic}) {
  let compiled;
  try {
    compiled = new URLPattern(pattern, base);
  } catch {
    return 'malformed';
  }
  return compiled.test(topic, base) ? 'match' : 'no match';
}

for await (const line of createInterface({input: process.stdin})) {
  console.log(answer(JSON.parse(line)));
}
