import { Command, CommanderError } from 'commander';
import { EXIT_CODE } from '../errors.ts';
import { packageVersion } from '../package-root.ts';
import { boardsCommand } from './boards.ts';
import { buildCommand } from './build.ts';
import { createCommand, type Output, refuseOurWay } from './command.ts';
import { doctorCommand } from './doctor.ts';
import { evalCommand } from './eval.ts';
import { describeFailure, exitCodeOf } from './failure.ts';
import { importCommand } from './import.ts';
import { reportCommand } from './report.ts';
import { simCommand } from './sim.ts';
import { synthCommand } from './synth.ts';
import { verifyCommand } from './verify.ts';

/** The command line. Sets `process.exitCode`; only this file prints, and nothing else in the package does. */
export async function main(args: readonly string[]): Promise<void> {
  const asJson = args.includes('--json');
  const fail = (error: unknown): void => {
    process.stderr.write(`${describeFailure(error, asJson)}\n`);
    process.exitCode = exitCodeOf(error);
  };
  process.stdout.on('error', endQuietlyWhenNobodyReads);
  process.on('uncaughtException', (error) => {
    fail(error);
    process.exit();
  });
  try {
    await createProgram().parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError)
      process.exitCode = error.exitCode === 0 ? EXIT_CODE.done : EXIT_CODE.input;
    else fail(error);
  }
}

function createProgram(): Command {
  const output: Output = {
    print: (text) => process.stdout.write(`${text}\n`),
    setExitCode: (code) => {
      process.exitCode = code;
    },
  };
  const program = new Command('fpga-gen')
    .description(
      'Turns a language model into an FPGA accelerator one can trust before opening a vendor tool.',
    )
    .version(packageVersion(), '-V, --version', 'print the version')
    .addHelpText(
      'after',
      '\nExit codes: 0 done, 1 a comparison failed, 2 bad input or usage, 3 does not fit,\n4 a tool is missing or failed, 70 an error of fpga-gen itself.',
    );
  refuseOurWay(program);
  // The library is loaded by the command that needs it: starting is quick, and the help needs none of it.
  const sim = simCommand(async (request) => (await import('../../sim/simulate.ts')).simulate(request));
  const synth = synthCommand(async (request) => (await import('../synth/synth.ts')).synthesise(request));
  const evaluate = evalCommand(async (request) =>
    (await import('./evaluate-model.ts')).evaluateModel(request),
  );
  const build = buildCommand(async (request) => (await import('../build.ts')).buildDesign(request));
  const verify = verifyCommand(async (request) =>
    (await import('../../testbenches/verify.ts')).verify(request),
  );
  const importModel = importCommand(async (request) => (await import('../import.ts')).importModel(request));
  const report = reportCommand(async (folder) => (await import('../report.ts')).readReport(folder));
  program.addCommand(createCommand(build, output));
  program.addCommand(createCommand(sim, output));
  program.addCommand(createCommand(verify, output));
  program.addCommand(createCommand(synth, output));
  program.addCommand(createCommand(report, output));
  program.addCommand(createCommand(importModel, output));
  program.addCommand(createCommand(evaluate, output));
  program.addCommand(createCommand(boardsCommand, output));
  program.addCommand(createCommand(doctorCommand, output));
  return program;
}

/** `fpga-gen … | head` closes our output early: that is no failure of ours. */
function endQuietlyWhenNobodyReads(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
  process.exit();
}
