/** Names of images as the distribution spec has them: `[host[:port]/]path[:tag][@digest]`. */
const HOST = '(?:(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])(?:\\.(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9]))*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const PART = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const PATH_RE = new RegExp(`^${PART}(?:/${PART})*$`), HOST_RE = new RegExp(`^${HOST}$`);
const TAG_RE = /^\w[\w.-]{0,127}$/, DIGEST_RE = /^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/;
const MAX_NAME = 255;

/** The tag, `latest` where neither tag nor digest is given; '' when `image` is no name or is named by its digest alone. */
export function tagOf(image: string): string {
  if (/^[a-f0-9]{64}$/.test(image)) return '';
  const at = image.indexOf('@');
  const digest = at < 0 ? undefined : image.slice(at + 1);
  const named = at < 0 ? image : image.slice(0, at);
  const slash = named.lastIndexOf('/'), colon = named.indexOf(':', slash + 1);
  const name = colon < 0 ? named : named.slice(0, colon);
  const tag = colon < 0 ? undefined : named.slice(colon + 1);
  const first = name.indexOf('/');
  const host = first < 0 ? '' : name.slice(0, first);
  const isHost = host !== '' && (/[.:]/.test(host) || host === 'localhost' || host.toLowerCase() !== host);
  const path = isHost ? name.slice(first + 1) : name;
  if (!PATH_RE.test(path) || path.length > MAX_NAME || (isHost && !HOST_RE.test(host))) return '';
  if ((tag !== undefined && !TAG_RE.test(tag)) || (digest !== undefined && !DIGEST_RE.test(digest))) return '';
  return tag ?? (digest === undefined ? 'latest' : '');
}

/** `latest`, said or implied, is pulled anew each time. */
export const pullPolicyOf = (image: string): string => (tagOf(image) === 'latest' ? 'Always' : 'IfNotPresent');
