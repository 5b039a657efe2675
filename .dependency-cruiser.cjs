/**
 * Who may import whom. The independence of generator and simulator is what makes their agreement a proof
 * (docs: "Independence is the proof"), so it is a rule here and not a habit.
 *
 * `.test.ts` files may cross the lines: a test of two rooms has to stand in one of them.
 */
const tests = '\\.test\\.ts$';
/** What tests share. */
const support = ['/support/', '^testbenches/units/'];
/** Where the library's public face and the command line put the rooms together. */
const assembly = '^generator/(cli/|index\\.ts$)';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'A cycle has no order in which to read it.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'generator-not-to-sim',
      comment:
        'The generator must not lean on what checks it. Only the command line and index.ts assemble both.',
      severity: 'error',
      from: { path: '^generator/', pathNot: [assembly, tests] },
      to: { path: '^(sim|testbenches)/' },
    },
    {
      name: 'sim-to-generator-types-only',
      comment:
        'The simulator reads the build folder, never the generator. What both must agree on is in generator/design/; errors.ts and file-failure.ts compute nothing.',
      severity: 'error',
      from: { path: '^sim/', pathNot: tests },
      to: {
        path: '^generator/',
        pathNot: '^generator/(design/|(errors|file-failure)\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'sim-not-to-templates-or-testbenches',
      comment: 'Simulator and RTL are two independent writings of the arithmetic.',
      severity: 'error',
      from: { path: '^sim/', pathNot: tests },
      to: { path: '^(templates|testbenches)/' },
    },
    {
      name: 'no-test-from-product',
      comment: 'Test files and test support stay out of the package.',
      severity: 'error',
      from: { path: '^(generator|sim|testbenches)/', pathNot: [tests, ...support] },
      to: { path: [tests, ...support] },
    },
    {
      name: 'no-development-package',
      comment: 'What the package needs at run time must be in its dependencies.',
      severity: 'error',
      from: { path: '^(generator|sim|testbenches)/', pathNot: [tests, ...support] },
      to: {
        dependencyTypes: ['npm-dev'],
        dependencyTypesNot: ['type-only'],
        pathNot: '^node_modules/@types/',
      },
    },
    {
      name: 'not-resolvable',
      comment: 'An import that leads nowhere.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    exclude: { path: '^(dist|build|coverage)/' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.cjs', '.d.ts'],
    },
  },
};
