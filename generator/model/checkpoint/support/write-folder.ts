import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** One tensor to write: what the header says, and the bytes. */
export interface WrittenTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

/** A safetensors file. */
export function safetensorsBytes(tensors: Readonly<Record<string, WrittenTensor>>): Uint8Array {
  let end = 0;
  const header: Record<string, object> = { __metadata__: { format: 'pt' } };
  for (const [name, { dtype, shape, bytes }] of Object.entries(tensors)) {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const prefix = new Uint8Array(8);
  new DataView(prefix.buffer).setBigUint64(0, BigInt(json.length), true);
  return Buffer.concat([prefix, json, ...Object.values(tensors).map(({ bytes }) => bytes)]);
}

/** A folder of Hugging Face; with `shards` the tensors are dealt to so many files. */
export function writeFolder(
  folder: string,
  config: object,
  tensors: Readonly<Record<string, WrittenTensor>>,
  shards = 1,
): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
  if (shards === 1) {
    writeFileSync(join(folder, 'model.safetensors'), safetensorsBytes(tensors));
    return;
  }
  const weightMap: Record<string, string> = {};
  for (let shard = 0; shard < shards; shard++) {
    const file = `model-0000${shard + 1}-of-0000${shards}.safetensors`;
    const dealt = Object.entries(tensors).filter((_, index) => index % shards === shard);
    for (const [name] of dealt) weightMap[name] = file;
    writeFileSync(join(folder, file), safetensorsBytes(Object.fromEntries(dealt)));
  }
  const index = { metadata: {}, weight_map: weightMap };
  writeFileSync(join(folder, 'model.safetensors.index.json'), JSON.stringify(index));
}
