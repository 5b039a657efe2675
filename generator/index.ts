/**
 * The library: what the command line does, as functions. Results have the form of the published JSON
 * schemas (`fpga-gen/schema/NAME.schema.json`).
 */
export { simulate } from '../sim/simulate.ts';
export { verify } from '../testbenches/verify.ts';
export { buildDesign as build } from './build.ts';
export { evaluateModel } from './cli/evaluate-model.ts';
export {
  DoesNotFitError,
  type DoesNotFitErrorDetails,
  FpgaGenError,
  InputError,
  type InputErrorDetails,
  MismatchError,
  type MismatchErrorDetails,
  ToolError,
  type ToolErrorDetails,
} from './errors.ts';
export { importModel } from './import.ts';
export { readReport } from './report.ts';
export type { BoardsResult } from './schema/boards.ts';
export type { BuildRequest, BuildResult } from './schema/build.ts';
export type { DoctorResult } from './schema/doctor.ts';
export type { EvalRequest, EvalResult } from './schema/eval.ts';
export type { GenerationRequest, Prompt, Sampling } from './schema/generation.ts';
export type { ImportRequest, ImportResult } from './schema/import.ts';
export type { ReportResult } from './schema/report.ts';
export type { SimRequest, SimResult } from './schema/sim.ts';
export type { SynthResult } from './schema/synth.ts';
export type { VerifyRequest, VerifyResult } from './schema/verify.ts';
export { type Board, listBoards, loadBoard } from './sizing/board.ts';
export { type Synthesis, type SynthesisRequest, synthesise } from './synth/synth.ts';
