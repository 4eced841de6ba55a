/** Links of a page that came through a proxy path lead back through it (https://kubernetes.io/docs/tasks/access-application-cluster/access-cluster-services/). */
const LINK = /(\s(?:href|src|action|formaction|cite|background|longdesc|usemap|profile|data|icon|manifest|poster)=")(\/(?!\/)[^"]*)(")/gi;

/** `prefix`: the path up to and with `/proxy`. Only pages are changed. */
export function withProxiedLinks<R extends { readonly headers: Readonly<Record<string, string>>; readonly body: string }>(response: R, prefix: string): R {
  const { location } = response.headers;
  const headers = location?.startsWith('/') ? { ...response.headers, location: prefix + location } : response.headers;
  const body = response.headers['content-type']?.startsWith('text/html') ? response.body.replace(LINK, (_, before: string, path: string, after: string) => before + prefix + path + after) : response.body;
  return headers === response.headers && body === response.body ? response : { ...response, headers, body };
}
