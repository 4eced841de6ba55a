import type { UserInfo } from '../engine/api/api.ts';

/**
 * The users of a static token file: lines of `token,user,uid` and, in quotes, `group,group`
 * (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#static-token-file). Throws an Error for a line that is none.
 */
export function readTokenFile(text: string): Map<string, UserInfo> {
  const users = new Map<string, UserInfo>();
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const [token, username, uid, groups = ''] = [...line.trim().matchAll(/(?:^|,)(?:"([^"]*)"|([^,]*))/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
    if (!token || !username || uid === undefined) throw new Error(`token file: ${JSON.stringify(line)} has no token, user and uid`);
    users.set(token, { username, groups: [...groups.split(',').map((group) => group.trim()).filter(Boolean), 'system:authenticated'], ...(uid ? { uid } : {}) });
  }
  return users;
}
