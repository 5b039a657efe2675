import { defineConfig } from 'vitest/config';

/** Tests that take more than about 20 seconds: `npm test` (mode `fast`) leaves them out, `npm run test:all` runs everything. */
const SLOW = [
  'generator/cli/{import,package}.test.ts',
  'scripts/{estimates,readme}.test.ts',
  'sim/reference/fake-quantised.test.ts',
  'testbenches/random-*.test.ts',
  'testbenches/{bad-input,bitstream,boards,damaged-design,emitted-scripts,hierarchy,images,int4,lint-designs}*.test.ts',
  'testbenches/{rtl-lint,stories260k,tiny-bitnet,token-slots}*.test.ts',
  'testbenches/units/{gated_activation,lookup_array}/*.test.ts',
];

export default defineConfig(({ mode }) => ({
  test: {
    include: ['{generator,sim,designs,testbenches,scripts}/**/*.test.ts'],
    // vitest would otherwise run the compiled tests of other folders too.
    exclude: ['**/node_modules/**', 'dist/**', 'build/**', ...(mode === 'fast' ? SLOW : [])],
    testTimeout: 30_000,
    hookTimeout: 120_000,
  },
}));
