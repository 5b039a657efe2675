import { z } from 'zod';
import { InputError } from '../errors.ts';
import { didYouMean } from '../nearest.ts';

/**
 * `value` as the schema describes it.
 *
 * @param subject what the user knows the document as
 * @throws InputError with the path of the first thing that is wrong, the rule, what was found and what to do.
 */
export function parseSchema<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  subject: string,
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = mostHelpful(parsed.error.issues);
  const path = issue.path;
  if (issue.code === 'unrecognized_keys') {
    const [key = ''] = issue.keys;
    throw new InputError({
      subject: at(subject, path),
      rule: 'unknown key',
      received: key,
      hint: didYouMean(key, knownKeys(schema, path)),
    });
  }
  const received = valueAt(value, path);
  throw new InputError({
    subject: at(subject, path),
    rule: received === undefined && path.length > 0 ? 'is missing' : lowerCase(issue.message),
    received,
    hint: describedAt(schema, path) ?? 'see docs/schema for the form of this file',
  });
}

/** `model.json: layers[2].heads` */
export function at(subject: string, path: readonly PropertyKey[]): string {
  const steps = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return steps === '' ? subject : `${subject}: ${steps.replace(/^\./, '')}`;
}

/** The first, but a misspelt key rather than the one that is missing for it. */
function mostHelpful(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const issue = issues.find(({ code }) => code === 'unrecognized_keys') ?? issues[0];
  if (issue === undefined) throw new Error('a failed parse has an issue');
  return issue;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found = value;
  for (const step of path) {
    if (typeof found !== 'object' || found === null || !Object.hasOwn(found, step)) return undefined;
    found = Reflect.get(found, step);
  }
  return found;
}

/** Keys that the published schema has at `path`. */
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const properties = valueAt(schemaAt(schema, path), ['properties']);
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function describedAt(schema: z.ZodType, path: readonly PropertyKey[]): string | undefined {
  const description = valueAt(schemaAt(schema, path), ['description']);
  return typeof description === 'string' ? description : undefined;
}

/** The part of the JSON schema that describes `path`; of a union, its first member. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[]): unknown {
  const member = (part: unknown): unknown =>
    valueAt(part, ['oneOf', 0]) ?? valueAt(part, ['anyOf', 0]) ?? part;
  let part: unknown = member(z.toJSONSchema(schema, { io: 'input' }));
  for (const step of path) {
    part = member(valueAt(part, typeof step === 'number' ? ['items'] : ['properties', step]));
  }
  return part;
}

function lowerCase(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
