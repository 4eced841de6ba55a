import { describe, expect, it } from 'vitest';
import { readTerms, termsMatch } from './terms.ts';

const finds = (search: string, kind: string, name: string, namespace = 'default', status = 'Running'): boolean => termsMatch(readTerms(search), kind, name, namespace, status);

describe('the words of a search', () => {
  it('each must be part of the name, in any order', () => {
    expect(finds('x2 web', 'Pod', 'web-5d8f-x2k')).toBe(true);
    expect(finds('web api', 'Pod', 'web-5d8f-x2k')).toBe(false);
    expect(finds('', 'Pod', 'anything')).toBe(true);
  });

  it('a kind stands for all of that kind, and before a slash for that kind', () => {
    expect(finds('pods', 'Pod', 'web')).toBe(true);
    expect(finds('pod', 'Node', 'node-1')).toBe(false);
    expect(finds('deployment/we', 'Deployment', 'web')).toBe(true);
    expect(finds('deployment/we', 'Pod', 'web')).toBe(false);
  });

  it('ns: and status: narrow, whatever their case', () => {
    expect(finds('NS:shop', 'Pod', 'web', 'shop')).toBe(true);
    expect(finds('ns:shop', 'Pod', 'web', 'media')).toBe(false);
    expect(finds('status:crash', 'Pod', 'web', 'shop', 'CrashLoopBackOff')).toBe(true);
    expect(finds('status:crash', 'Pod', 'web', 'shop', 'Running')).toBe(false);
  });
});
