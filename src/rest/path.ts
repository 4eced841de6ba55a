/** What a path asks for, as Kubernetes' request info reads it. */
export interface ResourcePath {
  /** '' for the core group. */
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly namespace?: string;
  readonly name?: string;
  readonly subresource?: string;
  /** What follows the subresource: the path that `proxy` passes on, with its slash. */
  readonly rest?: string;
  /** True for the old `/api/v1/watch/...` paths. */
  readonly watch: boolean;
}

/** Of a namespace's own path; what else follows a namespace is a resource in it. */
const NAMESPACE_SUBRESOURCES = new Set(['status', 'finalize']);

/** The resource behind a path, or undefined for any other path (`/version`, `/apis/apps`, `/healthz`). */
export function parseResourcePath(path: string): ResourcePath | undefined {
  const parts = path.split('/');
  // parts[0] is what stands before the first slash: nothing.
  if (parts.length > 2 && parts[parts.length - 1] === '' && parts[parts.length - 2] !== 'proxy' && !parts.includes('proxy')) parts.pop();
  let at: number;
  let group = '';
  let version: string;
  if (parts[1] === 'api') {
    if (parts.length < 4) return undefined;
    version = parts[2]!;
    at = 3;
  } else if (parts[1] === 'apis') {
    if (parts.length < 5) return undefined;
    group = parts[2]!;
    version = parts[3]!;
    at = 4;
  } else return undefined;

  const watch = parts[at] === 'watch';
  if (watch) at++;
  let namespace: string | undefined;
  if (parts[at] === 'namespaces' && parts.length > at + 2 && !NAMESPACE_SUBRESOURCES.has(parts[at + 2]!)) {
    namespace = decode(parts[at + 1]!);
    at += 2;
  }
  const resource = parts[at];
  if (!resource || namespace === '') return undefined;
  const name = parts.length > at + 1 ? decode(parts[at + 1]!) : undefined;
  if (name === '') return undefined;
  const subresource = parts[at + 2];
  const rest = parts.length > at + 3 ? `/${parts.slice(at + 3).join('/')}` : undefined;
  if (rest !== undefined && subresource !== 'proxy') return undefined;
  return {
    group, version, resource, watch,
    ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }),
    ...(subresource === undefined || subresource === '' ? {} : { subresource }), ...(rest === undefined ? {} : { rest }),
  };
}

function decode(part: string): string {
  if (!part.includes('%')) return part;
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
