// @ts-check

/**
 * What an answer says went wrong, in the words of the server (RFC 9457); empty if it says nothing. The body is done with.
 *
 * @param {Response} response
 * @returns {Promise<string>}
 */
export async function problemOf(response) {
  if (!/^application\/problem\+json\s*(;|$)/i.test(response.headers.get('Content-Type') ?? '')) {
    response.body?.cancel();
    return '';
  }
  try {
    return String((await response.json()).detail ?? '');
  } catch {
    return '';
  }
}
