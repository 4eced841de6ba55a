import type { CustomCommand } from 'just-bash/browser';

/** `xargs -I{}`, `-n1`, `-d,`: options whose value stands right behind their letter, which just-bash's own takes apart only. */
export const xargsCommand: CustomCommand = {
  name: 'xargs',
  execute(args, ctx) {
    const apart: string[] = [];
    let i = 0;
    for (; i < args.length && args[i]!.startsWith('-') && args[i] !== '--'; i++) {
      const glued = /^(-[InPLds])(.+)$/s.exec(args[i]!);
      if (glued) apart.push(glued[1]!, glued[2]!);
      else {
        apart.push(args[i]!);
        if (/^-[InPLds]$/.test(args[i]!) && i + 1 < args.length) apart.push(args[++i]!);
      }
    }
    return ctx.origCommand!([...apart, ...args.slice(i)]);
  },
};
