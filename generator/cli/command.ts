import { Command, type CommanderError } from 'commander';
import { EXIT_CODE } from '../errors.ts';
import type { Flag, FlagValues } from './flag.ts';
import { toggle } from './flag.ts';
import { usageError } from './usage-error.ts';

type Flags = Readonly<Record<string, Flag<unknown>>>;

/** One command: its words, what it does, and how its result reads. Only `run` touches the library. */
export interface CommandSpec<Chosen extends Flags, Result> {
  readonly name: string;
  readonly description: string;
  /** The one thing that it works on, such as `DIR`; a command like `doctor` has none. */
  readonly argument?: { readonly name: string; readonly description: string };
  readonly flags: Chosen;
  /** Shown below the options in the help. */
  readonly examples?: readonly string[];
  /** `argument` is empty for a command without one. */
  readonly run: (argument: string, values: FlagValues<Chosen>) => Promise<Result>;
  /** The result for people, without a final line break. */
  readonly show: (result: Result) => string;
  /** Exit code of a result that is an answer, but not the hoped-for one; 0 when left out. */
  readonly exitCode?: (result: Result) => number;
}

/** Where a command's result goes. */
export interface Output {
  readonly print: (text: string) => void;
  readonly setExitCode: (code: number) => void;
}

/** Builds the commander command for `spec`; every command has `--json`. */
export function createCommand<const Chosen extends Flags, Result>(
  spec: CommandSpec<Chosen, Result>,
  output: Output,
): Command {
  const json = toggle('--json', 'print one JSON document');
  const command = new Command(spec.name).description(spec.description);
  if (spec.argument !== undefined) command.argument(`<${spec.argument.name}>`, spec.argument.description);
  for (const { option } of [...Object.values(spec.flags), json]) command.addOption(option);
  if (spec.examples !== undefined) command.addHelpText('after', exampleText(spec.examples));
  refuseOurWay(command);
  return command.action(async () => {
    const options: Readonly<Record<string, unknown>> = command.opts();
    const result = await spec.run(command.args[0] ?? '', readFlags(spec.flags, options));
    output.print(json.read(options) ? JSON.stringify(result) : spec.show(result));
    output.setExitCode(spec.exitCode?.(result) ?? EXIT_CODE.done);
  });
}

/** Makes `command` throw an InputError on wrong usage, instead of printing and exiting. */
export function refuseOurWay(command: Command): Command {
  return command.configureOutput({ outputError: () => undefined }).exitOverride((error: CommanderError) => {
    throw error.exitCode === 0 || error.code === 'commander.help' ? error : usageError(command, error);
  });
}

function readFlags<Chosen extends Flags>(
  flags: Chosen,
  options: Readonly<Record<string, unknown>>,
): FlagValues<Chosen> {
  const values = Object.entries(flags).map(([key, flag]) => [key, flag.read(options)] as const);
  // The one cast of the command line: the keys and the types of the values are those of `flags`.
  return Object.fromEntries(values) as FlagValues<Chosen>;
}

function exampleText(examples: readonly string[]): string {
  return `\nExamples:\n${examples.map((example) => `  $ fpga-gen ${example}`).join('\n')}`;
}
