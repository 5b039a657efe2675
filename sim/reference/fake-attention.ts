import type { IntegerFormats, ModelShape } from '../../generator/model/integer-model.ts';
import { type AttentionSteps, KeyValueCache } from './attention.ts';
import type { QuantisationPoint } from './quantisation-points.ts';
import type { Rotary } from './rotary.ts';
import { nearestEven, roundToGrid } from './rounding.ts';
import { largestMagnitude, piece } from './vector.ts';

/** Largest code of a key or value with a scale per token and head. */
const LARGEST_CODE = 127;

/** What one layer's attention computes with. */
export interface AttentionSettings {
  readonly shape: ModelShape;
  readonly formats: IntegerFormats;
  readonly points: ReadonlySet<QuantisationPoint>;
  readonly rotary: Rotary | null;
}

/** Attention of one layer, rounded as docs/arithmetic.md §6, 6a and 6b round; softmax, rotations and scales are exact. */
export class FakeAttention {
  readonly #settings: AttentionSettings;
  readonly #cache: KeyValueCache;
  /** What a code is worth: [kvHeads × context]; 1 without scales. */
  readonly #keySteps: Float64Array;
  readonly #valueSteps: Float64Array;
  /** Value of 1 in a query, which is base 2 and divided by √headDim. */
  readonly #queryUnit: number;
  readonly #steps: AttentionSteps;

  constructor(settings: AttentionSettings) {
    const { shape, formats } = settings;
    this.#settings = settings;
    this.#cache = new KeyValueCache(shape);
    this.#keySteps = new Float64Array(shape.kvHeads * shape.context).fill(1);
    this.#valueSteps = new Float64Array(shape.kvHeads * shape.context).fill(1);
    this.#queryUnit = 2 ** -formats.qFrac * (formats.kvScaled ? LARGEST_CODE : 1);
    this.#steps = {
      score: (products, kvHead) => this.#score(products, kvHead),
      share: (shares, kvHead) => multiplyBy(shares, this.#valueSteps, kvHead * shape.context),
    };
  }

  /** Takes query, key and value of a position as the matrices leave them; they are changed. Writes out[heads × headDim]. */
  attend(
    position: number,
    query: Float64Array,
    key: Float64Array,
    value: Float64Array,
    out: Float64Array,
  ): void {
    const { shape, formats, points, rotary } = this.#settings;
    const { kFrac, vFrac, kvScaled } = formats;
    const scale = Math.LOG2E / Math.sqrt(shape.headDim);
    for (let i = 0; i < query.length; i++) query[i] = (query[i] ?? 0) * scale;
    this.#round(query, this.#queryUnit);
    this.#round(key, 2 ** -kFrac);
    this.#round(value, 2 ** -vFrac);
    if (rotary !== null) {
      rotary.turn(query);
      rotary.turn(key);
      this.#round(query, this.#queryUnit);
      this.#round(key, 2 ** -kFrac);
    }
    if (kvScaled && points.has('kv')) {
      this.#encode(key, this.#keySteps, position);
      this.#encode(value, this.#valueSteps, position);
    }
    this.#cache.store(position, key, value);
    this.#cache.attend(position, query, out, this.#steps);
  }

  #round(values: Float64Array, unit: number): void {
    const { formats, points } = this.#settings;
    if (points.has('kv')) roundToGrid(values, unit, formats.headBits);
  }

  /** Replaces each head by codes of its largest magnitude, whose worth goes to `steps`. */
  #encode(values: Float64Array, steps: Float64Array, position: number): void {
    const { kvHeads, headDim, context } = this.#settings.shape;
    for (let head = 0; head < kvHeads; head++) {
      const own = piece(values, head, headDim);
      const step = largestMagnitude(own) / LARGEST_CODE || 1;
      for (let i = 0; i < headDim; i++) own[i] = nearestEven((own[i] ?? 0) / step);
      steps[head * context + position] = step;
    }
  }

  #score(products: Float64Array, kvHead: number): void {
    const { shape, formats, points } = this.#settings;
    const rounds = points.has('scores_logits');
    if (rounds && formats.kvScaled && points.has('kv')) {
      const unit = this.#queryUnit * 2 ** formats.dotShift;
      for (let j = 0; j < products.length; j++) products[j] = Math.ceil((products[j] ?? 0) / unit) * unit;
    }
    multiplyBy(products, this.#keySteps, kvHead * shape.context);
    if (rounds) roundToGrid(products, 2 ** -formats.scoreFrac, formats.scoreBits);
  }
}

function multiplyBy(values: Float64Array, factors: Float64Array, first: number): void {
  for (let j = 0; j < values.length; j++) values[j] = (values[j] ?? 0) * (factors[first + j] ?? 0);
}

/** Real value of 1 in the attention's output. */
export function attentionUnit(formats: IntegerFormats): number {
  const { kvScaled, xFrac, attentionGuardBits, reciprocalBits, headBits, valueGuard, vFrac, outShift } =
    formats;
  if (!kvScaled) return 2 ** -xFrac;
  // §6a: p' = p·t/2^(11 + HB−2 − VG − f) stands for p·scale·2^(VG − (HB − 2) + vFrac), a division by 2^(OS − AB − RB) follows.
  return (
    2 ** (outShift - attentionGuardBits - reciprocalBits + headBits - 2 - valueGuard - vFrac) / LARGEST_CODE
  );
}
