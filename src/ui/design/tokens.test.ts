/** The colours, measured: contrast by WCAG 2.2, and states told apart by people with any colour vision. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

type Colour = readonly [number, number, number];

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');
const theme = (name: string): ReadonlyMap<string, Colour> => {
  const block = css.slice(css.indexOf(`[data-theme='${name}'] {`));
  return new Map([...block.slice(0, block.indexOf('\n}')).matchAll(/--([a-z-]+): #([0-9a-f]{6});/g)].map(([, token, hex]) => [token!, [0, 2, 4].map((i) => parseInt(hex!.slice(i, i + 2), 16) / 255) as unknown as Colour]));
};

const linear = (c: Colour): Colour => c.map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)) as unknown as Colour;
const luminance = (c: Colour): number => { const [r, g, b] = linear(c); return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
const contrast = (a: Colour, b: Colour): number => { const [hi, lo] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number]; return (hi + 0.05) / (lo + 0.05); };

/** Machado, Oliveira and Fernandes 2009: what people without one kind of cone see, on linear light. */
const VISIONS: Readonly<Record<string, readonly Colour[]>> = {
  everybody: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

/** CIE L*a*b*, D65. */
function lab(c: Colour, vision: readonly Colour[]): Colour {
  const light = linear(c);
  const [r, g, b] = vision.map((row) => Math.min(1, Math.max(0, row[0] * light[0] + row[1] * light[1] + row[2] * light[2]))) as unknown as Colour;
  const f = (t: number): number => (t > 0.008856 ? Math.cbrt(t) : 7.787 * t + 16 / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505), y = f(0.2126 * r + 0.7152 * g + 0.0722 * b), z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const apart = (a: Colour, b: Colour, vision: readonly Colour[]): number => { const p = lab(a, vision), q = lab(b, vision); return Math.hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]); };

const GROUNDS = ['sea', 'surface', 'raised', 'hover'], WORDS = ['text', 'muted', 'faint', 'accent-strong', 'danger'];
const STATES = ['ready', 'starting', 'notready', 'pending', 'failing', 'terminating', 'succeeded', 'unknown'];

describe.each([['dark', 4.5], ['light', 4.5], ['projector', 7]])('%s', (name, least) => {
  const of = theme(name);
  it(`words stand out from every ground, ${least} to 1`, () => {
    const poor = GROUNDS.flatMap((ground) => WORDS.map((word) => [word, ground, Math.round(contrast(of.get(word)!, of.get(ground)!) * 100) / 100] as const)).filter(([, , ratio]) => ratio < least);
    expect([...poor, ['accent-text', 'accent', contrast(of.get('accent-text')!, of.get('accent')!)] as const, ['danger-text', 'danger', contrast(of.get('danger-text')!, of.get('danger')!)] as const].filter(([, , ratio]) => ratio < least)).toEqual([]);
  });
  it('the marks of states stand out, 3 to 1', () => {
    expect(STATES.filter((state) => contrast(of.get(state)!, of.get('surface')!) < 3)).toEqual([]);
  });
  it.each(Object.keys(VISIONS))('good, bad and in between are told apart: %s', (vision) => {
    const pairs = [['ready', 'failing'], ['ready', 'notready'], ['ready', 'pending'], ['failing', 'pending'], ['failing', 'starting'], ['notready', 'starting']] as const;
    expect(pairs.map(([a, b]) => [a, b, Math.round(apart(of.get(a)!, of.get(b)!, VISIONS[vision]!))] as const).filter(([, , far]) => far < 14)).toEqual([]);
  });
});
