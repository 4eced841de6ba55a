import { describe, expect, it } from 'vitest';
import { pullError, repositoryOf } from './index.ts';

describe('the registries', () => {
  it('have any image, known or not', () => {
    for (const reference of ['nginx', 'nginx:1.25-alpine-slim', 'docker.io/library/httpd:2.4.38-alpine', 'agent:1', 'v1', 'ghcr.io/me/app:2.0.1', 'node:20-bullseye', 'python:3.12-slim']) {
      expect(pullError(reference), reference).toBeUndefined();
    }
  });

  it('are asked by whatever name they had', () => {
    expect(repositoryOf('docker.io/library/nginx:1.25@sha256:0')).toBe('nginx');
    expect(repositoryOf('k8s.gcr.io/e2e-test-images/agnhost:2.21')).toBe('registry.k8s.io/e2e-test-images/agnhost');
    expect(repositoryOf('gcr.io/kubernetes-e2e-test-images/nautilus:1.0')).toBe('registry.k8s.io/e2e-test-images/nautilus');
  });

  it('do not have a version that never was, nor what says so of itself', () => {
    for (const reference of ['nginx:1.161', 'nginx:2.0', 'redis:99', 'nginx:doesnotexist']) expect(pullError(reference), reference).toMatch(/: not found$/);
    expect(pullError('nginx:1.161')).toBe('rpc error: code = NotFound desc = failed to pull and unpack image "docker.io/library/nginx:1.161": failed to resolve reference "docker.io/library/nginx:1.161": docker.io/library/nginx:1.161: not found');
    for (const reference of ['foo:non-existent', 'webserver:404', 'does-not-exist/app']) expect(pullError(reference), reference).toMatch(/pull access denied/);
  });
});
