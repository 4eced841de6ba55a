import { expect, it } from 'vitest';
import { loadOfGenerator, loadOfLine, stressFootprint } from './footprint.ts';

it('a loop that fetches is load; other lines are none', () => {
  expect(loadOfLine('while sleep 0.01; do wget -q -O- http://php-apache; done')).toEqual({ host: 'php-apache', port: 80, clients: 1, pauseMs: 15 });
  expect(loadOfLine('while true; do curl -s http://api.shop.svc:8080/x > /dev/null; sleep 1; done')).toEqual({ host: 'api.shop.svc', port: 8080, clients: 1, pauseMs: 1005 });
  expect(loadOfLine('while true; do echo hi; sleep 1; done')).toBeUndefined();
  expect(loadOfLine('wget -q http://once')).toBeUndefined();
});

it('a generator says who and how much', () => {
  expect(loadOfGenerator({ name: 'c', args: ['-c', '10', '-q', '5', 'http://web:8080/'] })).toEqual({ host: 'web', port: 8080, clients: 10, pauseMs: 200 });
});

it('stress uses what it is told to', () => {
  expect(stressFootprint({ name: 'c', command: ['stress'], args: ['--vm', '1', '--vm-bytes', '150M'] })).toMatchObject({ idleMillis: 1000, memoryMi: 150 });
  expect(stressFootprint({ name: 'c', args: ['-cpus', '2'] })).toMatchObject({ idleMillis: 2000 });
});
