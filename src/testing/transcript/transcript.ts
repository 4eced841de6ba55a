/**
 * A transcript: a text of kubectl lines and what is expected of them, which runs against our engine or any other
 * cluster, so that a real one can check what we expect.
 *
 *     # A comment
 *     --- web.yaml
 *     kind: ConfigMap
 *     --- end
 *     $ kubectl apply -f web.yaml
 *     configmap/web created
 *     $ kubectl get pod none
 *     ! Error from server (NotFound): pods "none" not found
 *     [exit 1]
 *     $ settle 60
 *
 * A comment `# serve: --cloud` says with which arguments of `npm run serve` its cluster is made; default three nodes.
 *
 * `! ` marks stderr; an exit code other than 0 is said. In expected lines `<age>` is a duration as kubectl prints it,
 * `<*>` any word, `<...>` any text; a line `...` stands for any lines. Output that is expected with wildcards is compared
 * word by word, for the widths of columns depend on what stands in them. `settle [seconds]` lets the cluster come to rest, `advance
 * seconds` lets time pass.
 */
export interface Step {
  /** The line after `$ `. */
  readonly command: string;
  readonly line: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
  readonly exitCode: number;
}

export interface Transcript {
  readonly name: string;
  readonly files: ReadonlyMap<string, string>;
  /** Arguments of `npm run serve`. */
  readonly serve: readonly string[];
  readonly steps: readonly Step[];
}

/** Throws an Error that names the line. */
export function parseTranscript(name: string, text: string): Transcript {
  const files = new Map<string, string>();
  const steps: { command: string; line: number; stdout: string[]; stderr: string[]; exitCode: number }[] = [];
  const lines = text.split('\n');
  const serve = /^# serve: (.+)$/m.exec(text)?.[1]?.trim().split(/\s+/) ?? [];
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i]!;
    const step = steps[steps.length - 1];
    const file = /^--- (\S+)$/.exec(line)?.[1];
    const exit = /^\[exit (\d+)\]$/.exec(line)?.[1];
    if (file !== undefined && file !== 'end') {
      const end = lines.indexOf('--- end', i);
      if (end < 0) throw new Error(`${name}:${i + 1}: the file ${file} has no "--- end"`);
      files.set(file, `${lines.slice(i + 1, end).join('\n')}\n`);
      i = end;
    } else if (line.startsWith('$ ')) steps.push({ command: line.slice(2).trim(), line: i + 1, stdout: [], stderr: [], exitCode: 0 });
    else if (line.startsWith('#') || (!step && line.trim() === '')) continue;
    else if (!step) throw new Error(`${name}:${i + 1}: expected output before the first command`);
    else if (exit !== undefined) step.exitCode = Number(exit);
    else if (line.startsWith('! ')) step.stderr.push(line.slice(2));
    else step.stdout.push(line);
  }
  for (const step of steps) while (step.stdout.length && step.stdout[step.stdout.length - 1]!.trim() === '') step.stdout.pop();
  return { name, files, serve, steps };
}
