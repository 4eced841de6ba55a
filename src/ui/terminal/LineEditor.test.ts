import { describe, expect, it } from 'vitest';
import { LineEditor, widthOf, type LineHost } from './LineEditor.ts';

function given(history: string[] = [], over: Partial<LineHost> = {}): { editor: LineEditor; sent: string[]; type: (...keys: string[]) => Promise<void> } {
  const sent: string[] = [];
  const editor = new LineEditor({
    write: () => undefined, columns: () => 40, prompt: () => '$ ', isIncomplete: (text) => text.endsWith('\\'), complete: async () => ({ from: 0, candidates: [] }), history: () => history,
    submit: (text) => sent.push(text), end: () => sent.push('end'), ...over,
  });
  editor.start();
  return { editor, sent, type: async (...keys) => { for (const key of keys) await editor.type(key); } };
}

describe('LineEditor', () => {
  it('sends what was typed', async () => {
    const { type, sent } = given();
    await type('l', 's', '\r');
    expect(sent).toEqual(['ls']);
  });
  it('moves and edits as bash does', async () => {
    const { type, editor } = given();
    await type('kubectl get pods', '\u0001', 'X', '\u0005', 'Y', '\u0017', '\u001b[D', '\u007f');
    expect([editor.text, editor.cursor]).toEqual(['Xkubectl ge ', 11]);
  });
  it('kills and yanks', async () => {
    const { type, editor } = given();
    await type('one two', '\u0015', 'x ', '\u0019');
    expect(editor.text).toBe('x one two');
  });
  it('goes through the history and back to the draft', async () => {
    const { type, editor } = given(['first', 'second']);
    await type('draft', '\u001b[A', '\u001b[A');
    expect(editor.text).toBe('first');
    await type('\u001b[B', '\u001b[B');
    expect(editor.text).toBe('draft');
  });
  it('finds in the history', async () => {
    const { type, sent } = given(['kubectl get pods', 'ls', 'kubectl get nodes']);
    await type('\u0012', 'g', 'e', 't', '\u0012', '\r');
    expect(sent).toEqual(['kubectl get pods']);
  });
  it('takes a paste of several lines whole, and goes on where a line does', async () => {
    const { type, sent } = given();
    await type('\u001b[200~a\nb\n\u001b[201~', '\r');
    expect(sent).toEqual(['a\nb']);
    const more = given();
    await more.type('a\\', '\r', 'b', '\r');
    expect(more.sent).toEqual(['a\\\nb']);
  });
  it('completes to what candidates share', async () => {
    const { type, editor } = given([], { complete: async (text) => ({ from: text.length - 1, candidates: ['pods', 'poddisruptionbudgets'] }) });
    await type('get p', '\t');
    expect(editor.text).toBe('get pod');
  });
  it('leaves a single candidate with a blank', async () => {
    const { type, editor } = given([], { complete: async () => ({ from: 4, candidates: ['pods'] }) });
    await type('get p', '\t');
    expect(editor.text).toBe('get pods ');
  });
});

describe('widthOf', () => {
  it('counts columns', () => expect([widthOf('ab'), widthOf('\u001b[36mab\u001b[0m'), widthOf('船'), widthOf('é')]).toEqual([2, 2, 2, 1]));
});
