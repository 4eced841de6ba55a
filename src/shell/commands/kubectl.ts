/** `kubectl` and `k`: the commands of `src/kubectl`, on this terminal's files and screen. */
import type { CustomCommand, ResolvedCommandContext } from 'just-bash/browser';
import type { FileAnswer } from '../../kubectl/effect.ts';
import type { Cache } from '../../kubectl/call.ts';
import { runKubectl } from '../../kubectl/kubectl.ts';
import { SERVER } from '../kubeconfig.ts';
import { fromBytes, type Screen } from '../laptop-fs.ts';
import type { World } from '../world.ts';
import { drive, Interrupted } from './drive.ts';
import { outputOf } from './output.ts';

/** Makes the command under a name; those of one terminal share what discovery told. */
export function kubectlCommand(world: World, screen: Screen): (name: string) => CustomCommand {
  const cache: Cache = {};
  return (name) => ({
    name,
    async execute(args, ctx) {
      const output = outputOf(ctx, screen);
      const variables = Object.fromEntries(ctx.env);
      try {
        const exitCode = await drive(runKubectl(args, { variables, cache, terminal: true, server: SERVER }), {
          world, signal: ctx.signal, stdout: output.stdout, stderr: output.stderr, stdin: () => fromBytes(ctx.stdin),
          readFile: (path) => readFile(ctx, path), writeFile: (path, text) => writeFile(ctx, path, text), edit: (file, text) => edit(ctx, world, file, text),
        });
        return { ...output.kept, exitCode };
      } catch (error) {
        if (error instanceof Interrupted) return { ...output.kept, exitCode: 130 };
        output.stderr(`${name}: ${error instanceof Error ? error.message : String(error)}\n`);
        return { ...output.kept, exitCode: 1 };
      }
    },
  });
}

async function readFile(ctx: ResolvedCommandContext, given: string): Promise<FileAnswer> {
  const path = ctx.fs.resolvePath(ctx.cwd, given);
  try {
    const { isDirectory } = await ctx.fs.stat(path);
    return isDirectory ? { folder: (await ctx.fs.readdir(path)).sort() } : { text: await ctx.fs.readFile(path) };
  } catch {
    return { error: 'missing' };
  }
}

async function writeFile(ctx: ResolvedCommandContext, given: string, text: string): Promise<FileAnswer | undefined> {
  const path = ctx.fs.resolvePath(ctx.cwd, given);
  const folder = path.slice(0, path.lastIndexOf('/'));
  try {
    if (folder !== '') await ctx.fs.mkdir(folder, { recursive: true });
    await ctx.fs.writeFile(path, text);
    return undefined;
  } catch {
    return { error: 'denied' };
  }
}

/** `KUBE_EDITOR` or `EDITOR` when set, as a command of the shell; else the editor beside the terminal. */
async function edit(ctx: ResolvedCommandContext, world: World, name: string, text: string): Promise<string> {
  const editor = ctx.env.get('KUBE_EDITOR') ?? ctx.env.get('EDITOR');
  if (!editor) return world.edit ? world.edit(name, text, ctx.signal) : text;
  const path = `/tmp/${name.split('/').at(-1)}`;
  await ctx.fs.mkdir('/tmp', { recursive: true });
  await ctx.fs.writeFile(path, text);
  await ctx.exec!(`${editor} ${path}`, { cwd: ctx.cwd });
  return ctx.fs.readFile(path);
}
