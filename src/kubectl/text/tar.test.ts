import { expect, test } from 'vitest';
import { readTar, writeTar } from './tar.ts';

test('what is written is read again, letters beyond ASCII too', () => {
  const entries = [{ name: 'a.txt', text: 'hello\n' }, { name: 'dir/b', text: `${'ü'.repeat(600)}` }, { name: 'empty', text: '' }];
  expect(readTar(writeTar(entries))).toEqual(entries);
});

test('blocks of 512 bytes, a checksum, two empty blocks at the end', () => {
  const archive = writeTar([{ name: 'a', text: 'x' }]);
  expect(archive.length).toBe(4 * 512);
  expect(archive.slice(257, 262)).toBe('ustar');
  const sum = [...archive.slice(0, 512)].reduce((total, char, i) => total + (i >= 148 && i < 156 ? 32 : char.charCodeAt(0)), 0);
  expect(Number.parseInt(archive.slice(148, 154), 8)).toBe(sum);
});
