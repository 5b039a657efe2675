import { TENSORS, type TensorShape } from './shape.ts';

type TensorName = (typeof TENSORS)[number]['name'];

/** All values of a model in one array (for the optimiser), and a view of every tensor in it. */
export interface Parameters {
  readonly all: Float64Array;
  readonly views: Readonly<Record<TensorName, Float64Array>>;
}

/** A model of zeros. */
export function zeroParameters(): Parameters {
  const sizes = TENSORS.map(({ rows, cols }) => rows * cols);
  const all = new Float64Array(sizes.reduce((sum, size) => sum + size, 0));
  let begin = 0;
  const view = ({ rows, cols }: TensorShape): Float64Array => {
    const values = all.subarray(begin, begin + rows * cols);
    begin += rows * cols;
    return values;
  };
  const views = Object.fromEntries(TENSORS.map((shape) => [shape.name, view(shape)]));
  return { all, views: views as Record<TensorName, Float64Array> };
}
