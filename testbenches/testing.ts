/**
 * For property tests of one's own (`fpga-gen/testing`): random models and designs, and a build folder made of them.
 * The arbitraries are fast-check's: they shrink, and print the seed of a failure.
 */
export { type DesignOptions, designOptions } from './arbitraries/design.ts';
export { type RandomModelOptions, randomFloatModel } from './arbitraries/model.ts';
export { writeDesign } from './arbitraries/write-design.ts';
