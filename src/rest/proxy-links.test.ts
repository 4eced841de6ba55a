import { expect, it } from 'vitest';
import { withProxiedLinks } from './proxy-links.ts';

it('links of a page lead back through the proxy; those to others and other texts stay', () => {
  const page = (type: string): string => withProxiedLinks({ status: 200, headers: { 'content-type': type }, body: '<a href="/x">a</a><a href="//other/x">b</a>' }, '/api/v1/namespaces/a/pods/b/proxy').body;
  expect(page('text/html; charset=utf-8')).toBe('<a href="/api/v1/namespaces/a/pods/b/proxy/x">a</a><a href="//other/x">b</a>');
  expect(page('text/plain')).toContain('href="/x"');
  expect(withProxiedLinks({ headers: { location: '/y' }, body: '' }, '/p').headers.location).toBe('/p/y');
});
