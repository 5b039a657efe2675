import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { packagePath } from '../package-root.ts';
import { publishedSchemas } from './published.ts';

describe('docs/schema (renew: npm run schemas)', () => {
  test.each(Object.entries(publishedSchemas))('%s.schema.json is current', async (name, schema) => {
    const content = `${JSON.stringify(z.toJSONSchema(schema), null, 2)}\n`;
    await expect(content).toMatchFileSnapshot(packagePath('docs', 'schema', `${name}.schema.json`));
  });

  test('holds nothing else than these and the schemas of our input files', () => {
    const names = [...Object.keys(publishedSchemas), 'board', 'model', 'tokenizer'];
    const unknown = readdirSync(packagePath('docs', 'schema')).filter(
      (file) => !names.some((name) => file === `${name}.schema.json`),
    );
    expect(unknown).toEqual([]);
  });
});
