import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { InputError } from '../../errors.ts';
import { CheckpointFile } from '../checkpoint/checkpoint-file.ts';
import type { StoredTensor } from '../checkpoint/stored-tensor.ts';
import { PLAIN_TYPES } from '../checkpoint/value-type.ts';
import { parseSchema } from '../parse-schema.ts';
import { parseJson, readModelFile } from '../read-json.ts';
import { headerLength, PREFIX_BYTES, parseHeader } from '../safetensors-header.ts';

const SINGLE_FILE = 'model.safetensors';
const INDEX_FILE = 'model.safetensors.index.json';
const LARGEST_INDEX_BYTES = 64 * 2 ** 20;
/** A file in the folder, not a path. */
const SHARD = /^[\p{L}\p{N}_][\p{L}\p{N}_.+ -]*\.safetensors$/u;

const DTYPES = {
  bytes: {
    F64: PLAIN_TYPES.F64.blockBytes,
    F32: PLAIN_TYPES.F32.blockBytes,
    F16: PLAIN_TYPES.F16.blockBytes,
    BF16: PLAIN_TYPES.BF16.blockBytes,
    I8: PLAIN_TYPES.I8.blockBytes,
    U8: PLAIN_TYPES.U8.blockBytes,
    I32: PLAIN_TYPES.I32.blockBytes,
  },
  hint: 'Checkpoints of 8-bit floats and other types are not read: take one of 16-bit floats.',
};

const indexSchema = z.looseObject({
  weight_map: z
    .record(z.string(), z.unknown(), 'must be an object of file names')
    .meta({ description: 'the file of each tensor' }),
});

/**
 * The tensors of a folder, by name: of model.safetensors, or of the shards that its index names.
 *
 * @throws InputError where a file is missing or damaged, or index and shards contradict each other.
 */
export function tensorsOf(folder: string): ReadonlyMap<string, StoredTensor> {
  const single = join(folder, SINGLE_FILE);
  if (existsSync(single)) return new Map(tensorsIn(single).map((tensor) => [tensor.name, tensor]));
  const index = join(folder, INDEX_FILE);
  if (existsSync(index)) return shardedTensors(folder, index);
  throw new InputError({
    subject: folder,
    rule: `must hold ${SINGLE_FILE} or ${INDEX_FILE} with its shards`,
    hint: existsSync(join(folder, 'pytorch_model.bin'))
      ? 'pytorch_model.bin is not read, because reading a pickle runs what it says: convert it to safetensors.'
      : 'Download the weights too.',
  });
}

function shardedTensors(folder: string, path: string): ReadonlyMap<string, StoredTensor> {
  const index = parseSchema(
    indexSchema,
    parseJson(readModelFile(path, path, LARGEST_INDEX_BYTES), path),
    path,
  );
  const map = new Map(
    Object.entries(index.weight_map).map(([name, shard]) => [name, fileName(shard, name, path)]),
  );
  const tensors = new Map<string, StoredTensor>();
  for (const shard of new Set(map.values())) {
    for (const tensor of tensorsIn(join(folder, shard))) {
      const { name } = tensor;
      if (map.get(name) === shard) tensors.set(name, tensor);
      else throw stray(path, name, shard, map.get(name));
    }
  }
  for (const [name, shard] of map) {
    if (tensors.has(name)) continue;
    throw new InputError({
      subject: join(folder, shard),
      rule: `must hold the tensor ${name}, by ${path}`,
      hint: 'The index belongs to other shards, or a shard is incomplete.',
    });
  }
  return tensors;
}

function fileName(shard: unknown, tensor: string, path: string): string {
  if (typeof shard === 'string' && shard.length < 256 && SHARD.test(shard)) return shard;
  throw new InputError({
    subject: `${path}: weight_map.${tensor}`,
    rule: 'must be the name of a .safetensors file in the folder, not a path',
    received: shard,
  });
}

function stray(index: string, name: string, shard: string, elsewhere: string | undefined): InputError {
  return new InputError({
    subject: `${index}: weight_map`,
    rule: `must name ${shard} for the tensor ${name}, which lies in it`,
    received: elsewhere,
    hint: elsewhere === undefined ? undefined : 'A tensor must not lie in two shards.',
  });
}

function tensorsIn(path: string): readonly StoredTensor[] {
  const file = new CheckpointFile(path);
  const prefix = file.read(0, Math.min(PREFIX_BYTES, file.bytes));
  const header = headerLength(prefix, file.bytes, path);
  const data = PREFIX_BYTES + header;
  return parseHeader(file.read(PREFIX_BYTES, header), file.bytes - data, DTYPES, path).map(
    ({ name, dtype, shape, begin }) => ({
      name,
      shape,
      type: PLAIN_TYPES[dtype],
      file,
      offset: data + begin,
    }),
  );
}
