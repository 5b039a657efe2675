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
      hint: didYouMean(key, knownKeys(schema, path, value)),
    });
  }
  const received = valueAt(value, path);
  throw new InputError({
    subject: at(subject, path),
    rule: received === undefined && path.length > 0 ? 'is missing' : lowerCase(issue.message),
    received,
    hint: describedAt(schema, path, value) ?? 'see docs/schema for the form of this file',
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
function knownKeys(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): readonly string[] {
  const properties = valueAt(schemaAt(schema, path, value), ['properties']);
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : [];
}

function describedAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): string | undefined {
  const description = valueAt(schemaAt(schema, path, value), ['description']);
  return typeof description === 'string' ? description : undefined;
}

/** The part of the JSON schema that describes `path`; of a union, the member of the value's kind, or else its first. */
function schemaAt(schema: z.ZodType, path: readonly PropertyKey[], value: unknown): unknown {
  let found = value;
  let part = memberFor(z.toJSONSchema(schema, { io: 'input' }), found);
  for (const step of path) {
    found = valueAt(found, [step]);
    part = memberFor(valueAt(part, typeof step === 'number' ? ['items'] : ['properties', step]), found);
  }
  return part;
}

function memberFor(part: unknown, value: unknown): unknown {
  const union = valueAt(part, ['oneOf']) ?? valueAt(part, ['anyOf']);
  if (!Array.isArray(union)) return part;
  const members: readonly unknown[] = union;
  const kind = valueAt(value, ['kind']);
  const ofKind = members.find((member) => valueAt(member, ['properties', 'kind', 'const']) === kind);
  return ofKind ?? members[0];
}

function lowerCase(message: string): string {
  return message.charAt(0).toLowerCase() + message.slice(1);
}
