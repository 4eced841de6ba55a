import { useEffect, useState } from 'react';
import { session } from '../state/cluster.ts';

/** What the API server's discovery names, asked once a visit. */
const asked = new Map<string, Promise<readonly string[]>>();

function resourcesOf(path: string): Promise<readonly string[]> {
  let answer = asked.get(path);
  if (!answer) {
    answer = session.request('GET', path).then(({ status, body }) => (status === 200 ? (JSON.parse(body) as { resources: { name: string }[] }).resources.map((r) => r.name) : []), () => []);
    asked.set(path, answer);
  }
  return answer;
}

/** Whether the engine serves that: `/api/v1` and `pods/log`. */
export function useOffered(path: string, resource: string): boolean {
  const [offered, setOffered] = useState(false);
  useEffect(() => {
    let current = true;
    void resourcesOf(path).then((names) => { if (current) setOffered(names.includes(resource)); });
    return () => { current = false; };
  }, [path, resource]);
  return offered;
}
