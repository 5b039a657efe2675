/** The shape of microGPT: one layer, pre-norm without gains, no biases, untied head. */
export const VOCABULARY = 27;
export const WIDTH = 16;
export const CONTEXT = 16;
export const HEADS = 4;
export const HEAD_WIDTH = WIDTH / HEADS;
export const HIDDEN = 64;

/** The token that begins and ends every name; a to z are 0 to 25. */
export const BOUNDARY = 26;

/** One tensor of the state dict, row-major; y = W x. */
export interface TensorShape {
  readonly name: string;
  readonly rows: number;
  readonly cols: number;
  /** Multiplied with activations, as against looked up. */
  readonly linear: boolean;
}

/** The tensors of the state dict, in the order of its file. */
export const TENSORS = [
  { name: 'wte', rows: VOCABULARY, cols: WIDTH, linear: false },
  { name: 'wpe', rows: CONTEXT, cols: WIDTH, linear: false },
  { name: 'lm_head', rows: VOCABULARY, cols: WIDTH, linear: true },
  { name: 'layer0.attn_wq', rows: WIDTH, cols: WIDTH, linear: true },
  { name: 'layer0.attn_wk', rows: WIDTH, cols: WIDTH, linear: true },
  { name: 'layer0.attn_wv', rows: WIDTH, cols: WIDTH, linear: true },
  { name: 'layer0.attn_wo', rows: WIDTH, cols: WIDTH, linear: true },
  { name: 'layer0.mlp_fc1', rows: HIDDEN, cols: WIDTH, linear: true },
  { name: 'layer0.mlp_fc2', rows: WIDTH, cols: HIDDEN, linear: true },
] as const satisfies readonly TensorShape[];
