import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{generator,sim,designs,testbenches,scripts}/**/*.test.ts'],
    // vitest would otherwise run the compiled tests of other folders too.
    exclude: ['**/node_modules/**', 'dist/**', 'build/**'],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
});
