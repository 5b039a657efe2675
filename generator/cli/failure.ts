import pc from 'picocolors';
import { EXIT_CODE, FpgaGenError } from '../errors.ts';

/** Colours for people only: a pipe, a log or NO_COLOR gets none. */
const colours = pc.createColors(process.stderr.isTTY === true && process.env['NO_COLOR'] === undefined);

/** Exit code for whatever was thrown. */
export function exitCodeOf(error: unknown): number {
  return error instanceof FpgaGenError ? error.exitCode : EXIT_CODE.internal;
}

/** What stderr gets: a message for a foreseen failure, a stack for a bug of ours; or either as a JSON document. */
export function describeFailure(error: unknown, asJson: boolean): string {
  if (error instanceof FpgaGenError) {
    return asJson ? JSON.stringify(error) : `${colours.red('error:')} ${error.message}`;
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!asJson) {
    return `${colours.red('internal error:')} this is a bug of fpga-gen; please report it with these lines\n${stack}`;
  }
  const [name, message] = error instanceof Error ? [error.name, error.message] : ['Error', String(error)];
  return JSON.stringify({ error: name, exit_code: EXIT_CODE.internal, message, stack });
}
