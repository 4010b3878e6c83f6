/** The secret that lets this page talk to its host: from the URL fragment, kept for reloads, and off the address bar. */

const key = 'raftarium.token';

/** Returns the token, or an empty string when the page was opened without one. */
export function takeToken(): string {
  const given = new URLSearchParams(location.hash.slice(1)).get('token');
  if (given === null) return sessionStorage.getItem(key) ?? '';
  sessionStorage.setItem(key, given);
  history.replaceState(null, '', location.pathname + location.search);
  return given;
}
