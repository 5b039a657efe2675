import { CONTEXT, HEAD_WIDTH, HEADS, WIDTH } from './shape.ts';

const SCALE = 1 / Math.sqrt(HEAD_WIDTH);

/**
 * Causal attention of all heads: out[count, WIDTH] from q, k, v[count, WIDTH].
 * shares[head, t, s] (CONTEXT × CONTEXT a head) keeps the softmax for the gradient.
 */
export function attention(
  q: Float64Array,
  k: Float64Array,
  v: Float64Array,
  shares: Float64Array,
  out: Float64Array,
  count: number,
): void {
  for (let head = 0; head < HEADS; head++) {
    for (let t = 0; t < count; t++) {
      const row = (head * CONTEXT + t) * CONTEXT;
      softmaxScores(q, k, shares, row, head, t);
      for (let i = 0; i < HEAD_WIDTH; i++) {
        const lane = head * HEAD_WIDTH + i;
        let sum = 0;
        for (let s = 0; s <= t; s++) sum += shares[row + s]! * v[s * WIDTH + lane]!;
        out[t * WIDTH + lane] = sum;
      }
    }
  }
}

function softmaxScores(
  q: Float64Array,
  k: Float64Array,
  shares: Float64Array,
  row: number,
  head: number,
  t: number,
): void {
  let maximum = -Infinity;
  for (let s = 0; s <= t; s++) {
    let score = 0;
    for (let i = head * HEAD_WIDTH; i < (head + 1) * HEAD_WIDTH; i++) {
      score += q[t * WIDTH + i]! * k[s * WIDTH + i]!;
    }
    shares[row + s] = score * SCALE;
    maximum = Math.max(maximum, score * SCALE);
  }
  let sum = 0;
  for (let s = 0; s <= t; s++) {
    shares[row + s] = Math.exp(shares[row + s]! - maximum);
    sum += shares[row + s]!;
  }
  for (let s = 0; s <= t; s++) shares[row + s]! /= sum;
}

/** Adds to dq, dk and dv; dScore = share·(dShare - Σ share·dShare). */
export function attentionGradient(
  q: Float64Array,
  k: Float64Array,
  v: Float64Array,
  shares: Float64Array,
  dOut: Float64Array,
  dq: Float64Array,
  dk: Float64Array,
  dv: Float64Array,
  count: number,
): void {
  const dShares = new Float64Array(CONTEXT);
  for (let head = 0; head < HEADS; head++) {
    const first = head * HEAD_WIDTH;
    for (let t = 0; t < count; t++) {
      const row = (head * CONTEXT + t) * CONTEXT;
      let mean = 0;
      for (let s = 0; s <= t; s++) {
        let dShare = 0;
        for (let i = first; i < first + HEAD_WIDTH; i++) {
          dShare += dOut[t * WIDTH + i]! * v[s * WIDTH + i]!;
          dv[s * WIDTH + i]! += shares[row + s]! * dOut[t * WIDTH + i]!;
        }
        dShares[s] = dShare;
        mean += shares[row + s]! * dShare;
      }
      for (let s = 0; s <= t; s++) {
        const dProduct = SCALE * shares[row + s]! * (dShares[s]! - mean);
        for (let i = first; i < first + HEAD_WIDTH; i++) {
          dq[t * WIDTH + i]! += dProduct * k[s * WIDTH + i]!;
          dk[s * WIDTH + i]! += dProduct * q[t * WIDTH + i]!;
        }
      }
    }
  }
}
