/**
 * The four ways in which a command may end badly without it being our fault, and the one form of their
 * messages. Each names its subject, the rule or resource, what was found and what to change. Only the
 * command line prints them and exits; everything else that is thrown is a bug of ours (exit code 70).
 */

/** Exit codes of the command line (`docs`: 0 done, 1 mismatch, 2 input, 3 does not fit, 4 tool, 70 ours). */
export const EXIT_CODE = {
  done: 0,
  mismatch: 1,
  input: 2,
  doesNotFit: 3,
  tool: 4,
  internal: 70,
} as const;

export interface InputErrorDetails {
  /** What is wrong: a file, a key path such as `model.json: layers[2].heads`, an option such as `--clock`. */
  readonly subject: string;
  /** The rule that it breaks, best as a phrase that continues the subject: `must be a power of two`. */
  readonly rule: string;
  /** The offending value itself; it is quoted and shortened in the message. */
  readonly received?: unknown;
  /** What to do about it; each line becomes one of the message. */
  readonly hint?: string | undefined;
}

export interface DoesNotFitErrorDetails {
  /** The limiting resource, in the board family's own name: `BRAM36`, `LUT6`, `DDR4`. */
  readonly resource: string;
  readonly needed: number;
  readonly available: number;
  /** Unit of both figures: `blocks`, `bytes`, `cycles`. */
  readonly unit: string;
  /** What would make it fit. */
  readonly hint?: string | undefined;
}

export interface MismatchErrorDetails {
  /** The unit, or the whole of which `stream` is a part. */
  readonly unit: string;
  readonly stream?: string | undefined;
  /** Cycle of the first difference; null when what differs has no time. */
  readonly cycle: number | null;
  readonly signal: string;
  readonly expected: unknown;
  readonly actual: unknown;
  readonly hint?: string | undefined;
}

export interface ToolErrorDetails {
  readonly tool: string;
  /** The command as one can paste it into a shell. */
  readonly command: string;
  /** null when the tool did not start or was killed. */
  readonly exitCode: number | null;
  /** All that it printed; the message shows its last lines. */
  readonly log: string;
  /** The tool's own first line that names an error, or a sentence of ours when it did not start. */
  readonly firstErrorLine: string;
  readonly hint?: string | undefined;
}

/** What every foreseen failure shares. `toJSON` is the document that `--json` puts on stderr. */
export abstract class FpgaGenError extends Error {
  abstract readonly exitCode: number;
  readonly hint: string | undefined;
  readonly #details: object;

  constructor(message: string, details: { readonly hint?: string | undefined }) {
    super([message, ...(details.hint ?? '').split('\n').filter(Boolean).map(indented)].join('\n'));
    this.name = new.target.name;
    this.hint = details.hint;
    this.#details = details;
  }

  toJSON(): object {
    return {
      error: this.name,
      exit_code: this.exitCode,
      message: this.message,
      details: Object.fromEntries(
        Object.entries(this.#details).map(([key, value]) => [snakeCase(key), jsonValue(value)]),
      ),
    };
  }
}

/** Bad input or usage (exit code 2). */
export class InputError extends FpgaGenError {
  override readonly exitCode = EXIT_CODE.input;
  readonly subject: string;
  readonly rule: string;
  readonly received: unknown;

  constructor(details: InputErrorDetails) {
    super(inputMessage(details), details);
    this.subject = details.subject;
    this.rule = details.rule;
    this.received = details.received;
  }
}

/** The design is sound but larger than the board, or the tool found no placement (exit code 3). */
export class DoesNotFitError extends FpgaGenError {
  override readonly exitCode = EXIT_CODE.doesNotFit;
  readonly resource: string;
  readonly needed: number;
  readonly available: number;
  readonly unit: string;

  constructor(details: DoesNotFitErrorDetails) {
    super(doesNotFitMessage(details), details);
    this.resource = details.resource;
    this.needed = details.needed;
    this.available = details.available;
    this.unit = details.unit;
  }
}

/** A comparison that must be exact was not (exit code 1). */
export class MismatchError extends FpgaGenError {
  override readonly exitCode = EXIT_CODE.mismatch;
  readonly unit: string;
  readonly stream: string | undefined;
  readonly cycle: number | null;
  readonly signal: string;
  readonly expected: unknown;
  readonly actual: unknown;

  constructor(details: MismatchErrorDetails) {
    super(mismatchMessage(details), details);
    this.unit = details.unit;
    this.stream = details.stream;
    this.cycle = details.cycle;
    this.signal = details.signal;
    this.expected = details.expected;
    this.actual = details.actual;
  }
}

/** An outside tool is missing or failed (exit code 4). */
export class ToolError extends FpgaGenError {
  override readonly exitCode = EXIT_CODE.tool;
  readonly tool: string;
  readonly command: string;
  /** Exit code of the tool, not of ours. */
  readonly toolExitCode: number | null;
  readonly log: string;
  readonly firstErrorLine: string;

  constructor(details: ToolErrorDetails) {
    super(toolMessage(details), details);
    this.tool = details.tool;
    this.command = details.command;
    this.toolExitCode = details.exitCode;
    this.log = details.log;
    this.firstErrorLine = details.firstErrorLine;
  }
}

/** Longest quoted value in a message, in characters. */
const LONGEST_VALUE = 160;
/** Lines of a tool's log that its message ends with. */
const LOG_LINES = 20;

function inputMessage({ subject, rule, received }: InputErrorDetails): string {
  const joint = /^(must|may|is|are|has|have|does|do|needs?|names?|cannot|holds?|ends?)\b/.test(rule)
    ? ' '
    : ': ';
  const tail = received === undefined ? '' : `, received ${formatValue(received)}`;
  return `${printable(subject)}${joint}${printable(rule)}${tail}`;
}

function doesNotFitMessage({ resource, needed, available, unit }: DoesNotFitErrorDetails): string {
  const [shown, has, short] = [needed, available, needed - available].map(groupDigits);
  return printable(`does not fit: ${resource} needs ${shown} ${unit}, ${has} are available (${short} short)`);
}

function mismatchMessage(details: MismatchErrorDetails): string {
  const { unit, stream, cycle, signal, expected, actual } = details;
  const place = [unit, ...(stream === undefined ? [] : [`stream ${stream}`])].join(', ');
  const time = cycle === null ? '' : `, cycle ${cycle}`;
  return `${printable(`${place}${time}, ${signal}`)}: expected ${formatValue(expected)}, got ${formatValue(actual)}`;
}

function toolMessage({ tool, command, exitCode, log, firstErrorLine }: ToolErrorDetails): string {
  const ending = exitCode === null ? 'did not run to its end' : `failed with exit code ${exitCode}`;
  const lines = log.trimEnd().split('\n').slice(-LOG_LINES).map(printable);
  return [
    printable(`${tool} ${ending}: ${firstErrorLine}`),
    printable(`  command: ${command}`),
    ...(log.trim() === '' ? [] : ['  its last lines:', ...lines.map((line) => `  | ${line}`)]),
  ].join('\n');
}

/** One value for a message: as JSON where that is short, control characters escaped. */
export function formatValue(value: unknown): string {
  const text = valueText(value);
  return printable(
    text.length <= LONGEST_VALUE ? text : `${text.slice(0, LONGEST_VALUE)}… (${text.length} characters)`,
  );
}

function valueText(value: unknown): string {
  if (typeof value === 'bigint' || typeof value === 'number') return String(value);
  if (value === undefined) return 'nothing';
  if (value instanceof Error) return value.message;
  if (typeof value === 'function' || typeof value === 'symbol') return `a ${typeof value}`;
  if (ArrayBuffer.isView(value)) return `${value.constructor.name} of ${value.byteLength} bytes`;
  try {
    return JSON.stringify(value, (_key, inner: unknown) =>
      typeof inner === 'bigint' ? String(inner) : inner,
    );
  } catch {
    return 'an object that refers to itself';
  }
}

function indented(line: string): string {
  return `  ${printable(line)}`;
}

/** `text` on one line, without the control characters with which a hostile name could steer a terminal. */
function printable(text: string): string {
  return text
    .replaceAll('\t', '  ')
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code <= 0xff
        ? `\\x${code.toString(16).padStart(2, '0')}`
        : `\\u${code.toString(16).padStart(4, '0')}`;
    });
}

function groupDigits(value: number): string {
  return Number.isFinite(value) ? value.toLocaleString('en-US', { maximumFractionDigits: 1 }) : String(value);
}

function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Values that JSON has no form for become the text of the message. */
function jsonValue(value: unknown): unknown {
  const plain = typeof value === 'string' || typeof value === 'boolean' || value === null;
  return plain || (typeof value === 'number' && Number.isFinite(value)) ? value : formatValue(value);
}
