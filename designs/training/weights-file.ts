import { readFileSync, writeFileSync } from 'node:fs';
import { InputError } from '../../generator/errors.ts';
import { readSafetensors, type Tensor, writeSafetensors } from '../../generator/model/safetensors.ts';
import { type Parameters, zeroParameters } from './parameters.ts';
import { TENSORS } from './shape.ts';

/** Writes the state dict as float32; the parameters themselves are rounded to it, so that they are what was written. */
export function saveWeights(path: URL, parameters: Parameters): void {
  const tensors = TENSORS.map(({ name, rows, cols }): Tensor => {
    const values = Float32Array.from(parameters.views[name]);
    parameters.views[name].set(values);
    return { name, shape: [rows, cols], values };
  });
  writeFileSync(path, writeSafetensors(tensors));
}

/** Reads a state dict that saveWeights wrote. */
export function loadWeights(path: URL): Parameters {
  const tensors = new Map(
    readSafetensors(readFileSync(path), path.pathname).map((tensor) => [tensor.name, tensor]),
  );
  const parameters = zeroParameters();
  for (const { name, rows, cols } of TENSORS) {
    const tensor = tensors.get(name);
    if (tensor?.shape.join() !== `${rows},${cols}`) {
      throw new InputError({
        subject: `${path.pathname}: tensor ${name}`,
        rule: `must have the shape [${rows}, ${cols}]`,
        received: tensor?.shape,
        hint: 'Train the float model first: npx tsx designs/microgpt-q412/train.ts',
      });
    }
    parameters.views[name].set(tensor.values);
  }
  return parameters;
}
