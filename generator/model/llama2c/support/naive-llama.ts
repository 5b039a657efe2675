import type { FloatLinear, FloatModel } from '../../float-model.ts';

/** Greedy tokens of a llama with adjacent pairs, in float64, written for clarity and for nothing else. */
export function greedyTokens(model: FloatModel, prompt: readonly number[], count: number): number[] {
  const { shape, positions, layers, finalNorm, head } = model;
  const { width, heads, kvHeads, headDim } = shape;
  if (positions.kind !== 'rotary' || positions.pairing !== 'adjacent') throw new Error('adjacent pairs only');
  const { base } = positions;
  const read = new Map<FloatLinear, Float64Array>();
  const multiply = (linear: FloatLinear, x: readonly number[]): number[] => {
    const values = read.get(linear) ?? linear.values;
    read.set(linear, values);
    return Array.from({ length: linear.rows }, (_, row) =>
      x.reduce((sum, value, col) => sum + value * (values[row * linear.cols + col] ?? 0), 0),
    );
  };
  const norm = (gain: Float64Array | null | undefined, x: readonly number[]): number[] => {
    const root = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length + model.normEpsilon);
    return x.map((value, i) => (value / root) * (gain?.[i] ?? 1));
  };
  const turn = (x: readonly number[], position: number): number[] =>
    x.map((value, i) => {
      const angle = position * base ** (-(2 * Math.floor((i % headDim) / 2)) / headDim);
      const other = x[i % 2 === 0 ? i + 1 : i - 1] ?? 0;
      return value * Math.cos(angle) + (i % 2 === 0 ? -other : other) * Math.sin(angle);
    });
  const embedding = model.tokenEmbedding;
  const keys = layers.map((): number[][] => []);
  const values = layers.map((): number[][] => []);
  const tokens = [...prompt];
  for (let position = 0; position + 1 < prompt.length + count; position++) {
    const token = tokens[position] ?? 0;
    let x = [...embedding.subarray(token * width, (token + 1) * width)];
    const add = (y: readonly number[]): void => {
      x = x.map((value, i) => value + (y[i] ?? 0));
    };
    for (const [index, layer] of layers.entries()) {
      const a = norm(layer.attentionNorm.gain, x);
      const q = turn(multiply(layer.wq, a), position);
      keys[index]?.push(turn(multiply(layer.wk, a), position));
      values[index]?.push(multiply(layer.wv, a));
      const out = q.map(() => 0);
      for (let h = 0; h < heads; h++) {
        const from = Math.floor((h * kvHeads) / heads) * headDim;
        const range = Array.from({ length: headDim }, (_, i) => i);
        const scores = (keys[index] ?? []).map((key) =>
          range.reduce((sum, i) => sum + (q[h * headDim + i] ?? 0) * (key[from + i] ?? 0), 0),
        );
        const weights = scores.map((score) => Math.exp(score / Math.sqrt(headDim)));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        for (const i of range) {
          out[h * headDim + i] = weights.reduce(
            (sum, weight, p) => sum + (weight / total) * (values[index]?.[p]?.[from + i] ?? 0),
            0,
          );
        }
      }
      add(multiply(layer.wo, out));
      const f = norm(layer.ffnNorm.gain, x);
      const gate = layer.gate === null ? [] : multiply(layer.gate, f);
      const hidden = multiply(layer.up, f).map((up, i) => {
        const g = gate[i] ?? 0;
        return (up * g) / (1 + Math.exp(-g));
      });
      add(multiply(layer.down, hidden));
    }
    if (position + 1 < prompt.length) continue;
    const logits = multiply(head, norm(finalNorm?.gain, x));
    tokens.push(logits.indexOf(Math.max(...logits)));
  }
  return tokens.slice(prompt.length);
}
