import type { CustomCommand } from 'just-bash/browser';
import type { World } from '../world.ts';

/** `edit FILE` (and `vi`, `nano`, `code`): shows the file in the person's editor beside the terminal. */
export const editCommand = (name: string, world: World): CustomCommand => ({
  name,
  async execute(args, ctx) {
    const files = args.filter((arg) => !arg.startsWith('-'));
    if (!world.show) return { stdout: '', stderr: `${name}: there is no screen here\n`, exitCode: 1 };
    if (files.length === 0) return { stdout: '', stderr: `usage: ${name} FILE\n`, exitCode: 2 };
    for (const file of files) {
      const path = ctx.fs.resolvePath(ctx.cwd, file);
      if (!(await ctx.fs.exists(path))) await ctx.fs.writeFile(path, '');
      world.show(path);
    }
    return { stdout: '', stderr: '', exitCode: 0 };
  },
});
