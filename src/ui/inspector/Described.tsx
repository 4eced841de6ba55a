import { useEffect, useState } from 'react';
import { runKubectl } from '../../kubectl/kubectl.ts';
import { drive } from '../../shell/commands/drive.ts';
import type { Ref } from '../state/selection.ts';
import { pageWorld } from '../terminal/pageWorld.ts';
import { useVersion } from './useObject.ts';

/** What `kubectl describe` says of it: the page's own kubectl, asked anew when the object has changed. */
export function Described({ target }: { target: Ref }) {
  const [text, setText] = useState('');
  const version = useVersion(target);
  useEffect(() => {
    const ask = new AbortController();
    void describe(target, ask.signal).then((told) => { if (!ask.signal.aborted) setText(told); });
    return () => ask.abort();
  }, [target, version]);
  return text ? <pre className="yaml unwrapped" tabIndex={0} aria-label="Description">{text}</pre> : <p className="hint">One moment…</p>;
}

async function describe({ kind, apiVersion, namespace, name }: Ref, signal: AbortSignal): Promise<string> {
  let told = '';
  const [version, group] = apiVersion?.includes('/') ? apiVersion.split('/').toReversed() : [];
  const args = ['describe', group ? `${kind}.${version}.${group}`.toLowerCase() : kind.toLowerCase(), name, ...(namespace ? ['-n', namespace] : [])];
  const hear = (part: string): void => { told += part; };
  try {
    await drive(runKubectl(args, { variables: {} }), {
      world: pageWorld, signal, stdout: hear, stderr: hear, stdin: () => '', readFile: async () => ({ error: 'missing' }), writeFile: async () => ({ error: 'denied' }), edit: async (_name, text) => text,
    });
  } catch (error) { hear(error instanceof Error ? error.message : String(error)); }
  return told;
}
