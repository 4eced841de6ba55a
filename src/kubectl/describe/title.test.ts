import { expect, test } from 'vitest';
import { titleOf } from './title.ts';

test.each([
  ['apiVersion', 'API Version'], ['uid', 'UID'], ['podIP', 'Pod IP'], ['nonResourceURLs', 'Non Resource URLs'], ['insecureSkipTLSVerify', 'Insecure Skip TLSVerify'], ['URL', 'URL'],
  ['HTTPServer', 'HTTPServer'], ['openAPIV3Schema', 'openAPIV3Schema'], ['with-dash', 'With - Dash'], ['under_score', 'under_score'], ['a.b', 'a.b'], ['osb', 'Osb'],
])('%s is titled %s', (field, title) => {
  expect(titleOf(field)).toBe(title);
});
