import type { Command, CommanderError } from 'commander';
import { InputError } from '../errors.ts';

/** Commander's complaint in our form. Its text is `error: what is wrong` and perhaps `(Did you mean x?)`. */
export function usageError(command: Command, { message }: CommanderError): InputError {
  const [complaint = '', ...more] = message.replace(/^error: /, '').split('\n');
  const suggestion = /\(Did you mean (.*)\?\)/.exec(more.join(' '))?.[1];
  return new InputError({
    subject: commandPath(command),
    rule: complaint.replace(/\.$/, ''),
    hint: suggestion === undefined ? `see ${commandPath(command)} --help` : `did you mean ${suggestion}?`,
  });
}

/** `fpga-gen build` for the command `build` of the program `fpga-gen`. */
function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}
