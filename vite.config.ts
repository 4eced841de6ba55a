import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  base: './',
  plugins: [react()],
  worker: { format: 'es' },
  build: { target: 'es2023', chunkSizeWarningLimit: 4000 },
  test: { include: ['src/**/*.test.ts', 'src/**/*.test.tsx'], pool: 'threads', maxWorkers: 2 },
});
