// The model on one window of text: parameters, rounding, forward and backward pass, all in float32.
// Llama's layers as BitNet b1.58 has them: ReLU² in the feed-forward part, a norm with gain before each linear
// layer (so also before wo and w2), ternary weights, int8 activations. Gradients pass roundings unchanged.
#pragma once
#include <math.h>
#include <stddef.h>
#include <string.h>
#include "matmul.h"

// The shape is a matter of compilation (train.ts passes it): WIDTH, LAYERS, HEADS, KV_HEADS, FFN, CONTEXT and
// VOCABULARY. Widths are multiples of 16.
enum {
  HEAD_DIM = WIDTH / HEADS,
  KV_WIDTH = KV_HEADS * HEAD_DIM,
  PADDED = (VOCABULARY + LANES - 1) / LANES * LANES,  // rows of the embedding, for the matrix product
  ROW_BLOCK = 32,                                     // rows of attention scores computed together
};
#define ROPE_THETA 1e4
#define NORM_EPSILON 1e-5f

typedef struct {
  float attention_norm[WIDTH], wq[WIDTH * WIDTH], wk[KV_WIDTH * WIDTH], wv[KV_WIDTH * WIDTH];
  float attention_sub_norm[WIDTH], wo[WIDTH * WIDTH];
  float ffn_norm[WIDTH], w1[FFN * WIDTH], w3[FFN * WIDTH];
  float ffn_sub_norm[FFN], w2[WIDTH * FFN];
} Layer;

// Also the type of whatever there is one of per parameter: gradients, moments, rounded weights.
typedef struct {
  float embedding[PADDED * WIDTH];
  Layer layers[LAYERS];
  float norm[WIDTH];
} Parameters;

typedef struct {
  size_t offset;  // in Layer
  int rows, columns;
} Matrix;
static const Matrix WQ = {offsetof(Layer, wq), WIDTH, WIDTH}, WK = {offsetof(Layer, wk), KV_WIDTH, WIDTH},
                    WV = {offsetof(Layer, wv), KV_WIDTH, WIDTH}, WO = {offsetof(Layer, wo), WIDTH, WIDTH},
                    W1 = {offsetof(Layer, w1), FFN, WIDTH}, W3 = {offsetof(Layer, w3), FFN, WIDTH},
                    W2 = {offsetof(Layer, w2), WIDTH, FFN};
static const Matrix *const MATRICES[] = {&WQ, &WK, &WV, &WO, &W1, &W3, &W2};
enum { MATRIX_COUNT = sizeof MATRICES / sizeof *MATRICES };

static Parameters parameters, gradients;
static Parameters rounded, rounded_transposed;  // of these only the matrices are used
static float embedding_transposed[WIDTH * PADDED];
static int ternary = 1;  // 0: the float model of the same shape, for comparison

static float *matrix_of(Parameters *of, int layer, const Matrix *matrix) {
  return (float *)((char *)&of->layers[layer] + matrix->offset);
}

// The scale of a ternary tensor: the mean of its magnitudes.
static float scale_of(const float *weights, long count) {
  float sum = 0;
  for (long i = 0; i < count; i++) sum += fabsf(weights[i]);
  return sum / count + 1e-8f;
}

static float trit_of(float weight, float scale) {
  float nearest = rintf(weight / scale);  // half to even
  return nearest > 1 ? 1 : nearest < -1 ? -1 : nearest;
}

// Rounds the matrices; to be called after every change of the parameters.
static void round_weights(void) {
  for (int l = 0; l < LAYERS; l++)
    for (int m = 0; m < MATRIX_COUNT; m++) {
      const Matrix *matrix = MATRICES[m];
      long count = (long)matrix->rows * matrix->columns;
      const float *weights = matrix_of(&parameters, l, matrix);
      float *out = matrix_of(&rounded, l, matrix);
      float scale = scale_of(weights, count);
      for (long i = 0; i < count; i++) out[i] = ternary ? scale * trit_of(weights[i], scale) : weights[i];
      transpose(matrix->rows, matrix->columns, out, matrix->columns,
                matrix_of(&rounded_transposed, l, matrix), matrix->rows);
    }
  transpose(PADDED, WIDTH, parameters.embedding, WIDTH, embedding_transposed, PADDED);
}

// What the backward pass needs of a layer. `*_input`: what goes into a linear layer, normed and rounded.
typedef struct {
  float x[CONTEXT * WIDTH], x_inverse[CONTEXT], qkv_input[CONTEXT * WIDTH];
  float q[CONTEXT * WIDTH], k[CONTEXT * KV_WIDTH], v[CONTEXT * KV_WIDTH];
  float shares[HEADS * CONTEXT * CONTEXT];
  float mixed[CONTEXT * WIDTH], mixed_inverse[CONTEXT], wo_input[CONTEXT * WIDTH];
  float middle[CONTEXT * WIDTH], middle_inverse[CONTEXT], ffn_input[CONTEXT * WIDTH];
  float gate[CONTEXT * FFN], up[CONTEXT * FFN];
  float hidden[CONTEXT * FFN], hidden_inverse[CONTEXT], w2_input[CONTEXT * FFN];
} LayerState;
static LayerState states[LAYERS];
static float last[CONTEXT * WIDTH], last_inverse[CONTEXT], head_input[CONTEXT * WIDTH];
static float logits[CONTEXT * PADDED];

static float rope_cos[CONTEXT][HEAD_DIM / 2], rope_sin[CONTEXT][HEAD_DIM / 2];

static void prepare_rope(void) {
  for (int t = 0; t < CONTEXT; t++)
    for (int pair = 0; pair < HEAD_DIM / 2; pair++) {
      double angle = t * pow(ROPE_THETA, -2.0 * pair / HEAD_DIM);
      rope_cos[t][pair] = cos(angle);
      rope_sin[t][pair] = sin(angle);
    }
}

// Rotates adjacent pairs; `direction` -1 turns back, which is the gradient.
static void rope(int width, float *x, float direction) {
  for (int t = 0; t < CONTEXT; t++)
    for (int i = 0; i < width; i += 2) {
      float *pair = x + t * width + i;
      float c = rope_cos[t][i % HEAD_DIM / 2], s = direction * rope_sin[t][i % HEAD_DIM / 2];
      float first = pair[0], second = pair[1];
      pair[0] = first * c - second * s;
      pair[1] = first * s + second * c;
    }
}

// RMSNorm with gain, then int8 per token: by the largest magnitude over 127. `inverse` receives 1/rms.
static void norm_and_round(int width, const float *x, const float *gain, float *out, float *inverse,
                           int round) {
  for (int t = 0; t < CONTEXT; t++, x += width, out += width) {
    float squares = 0, largest = 1e-5f;
    for (int i = 0; i < width; i++) squares += x[i] * x[i];
    inverse[t] = 1 / sqrtf(squares / width + NORM_EPSILON);
    for (int i = 0; i < width; i++) out[i] = x[i] * inverse[t] * gain[i];
    if (!round) continue;
    for (int i = 0; i < width; i++) largest = fmaxf(largest, fabsf(out[i]));
    float steps = 127 / largest, step = largest / 127;
    for (int i = 0; i < width; i++) out[i] = rintf(out[i] * steps) * step;
  }
}

// dx = or += the gradient through the norm; d_gain += its own.
static void norm_backward(int width, const float *x, const float *gain, const float *inverse,
                          const float *d_out, float *dx, float *d_gain, int add) {
  for (int t = 0; t < CONTEXT; t++, x += width, d_out += width, dx += width) {
    float r = inverse[t], dot = 0;
    for (int i = 0; i < width; i++) {
      dot += d_out[i] * gain[i] * x[i];
      d_gain[i] += d_out[i] * x[i] * r;
    }
    dot *= r * r * r / width;
    for (int i = 0; i < width; i++) dx[i] = (add ? dx[i] : 0) + d_out[i] * gain[i] * r - dot * x[i];
  }
}

static void linear(int layer, const Matrix *matrix, const float *x, float *out, int add) {
  matmul(CONTEXT, matrix->rows, matrix->columns, x, matrix->columns, 1,
         matrix_of(&rounded_transposed, layer, matrix), matrix->rows, out, matrix->rows, add);
}

static void linear_backward(int layer, const Matrix *matrix, const float *x, const float *d_out, float *dx,
                            int add) {
  int rows = matrix->rows, columns = matrix->columns;
  const float *weights = matrix_of(&rounded, layer, matrix);
  float *gradient = matrix_of(&gradients, layer, matrix);
  matmul(CONTEXT, columns, rows, d_out, rows, 1, weights, columns, dx, columns, add);
  matmul(rows, columns, CONTEXT, d_out, 1, rows, x, columns, gradient, columns, 1);
}

static void attention(LayerState *s) {
  static float keys[HEAD_DIM * CONTEXT];
  for (int h = 0; h < HEADS; h++) {
    int kv = h / (HEADS / KV_HEADS) * HEAD_DIM;
    transpose(CONTEXT, HEAD_DIM, s->k + kv, KV_WIDTH, keys, CONTEXT);
    for (int begin = 0; begin < CONTEXT; begin += ROW_BLOCK) {
      int seen = begin + ROW_BLOCK, from = begin * WIDTH + h * HEAD_DIM;
      float *block = s->shares + (h * CONTEXT + begin) * CONTEXT;
      matmul(ROW_BLOCK, seen, HEAD_DIM, s->q + from, WIDTH, 1, keys, CONTEXT, block, CONTEXT, 0);
      for (int i = 0; i < ROW_BLOCK; i++) {
        float *row = block + i * CONTEXT, largest = -INFINITY, sum = 0;
        const float scale = 1 / sqrtf(HEAD_DIM);
        int count = begin + i + 1;
        for (int j = 0; j < count; j++) largest = fmaxf(largest, row[j]);
        for (int j = 0; j < count; j++) sum += row[j] = expf((row[j] - largest) * scale);
        for (int j = 0; j < count; j++) row[j] /= sum;
        for (int j = count; j < seen; j++) row[j] = 0;
      }
      matmul(ROW_BLOCK, HEAD_DIM, seen, block, CONTEXT, 1, s->v + kv, KV_WIDTH, s->mixed + from, WIDTH, 0);
    }
  }
}

static void attention_backward(const LayerState *s, const float *d_mixed, float *dq, float *dk, float *dv) {
  static float values[HEAD_DIM * CONTEXT], d_block[ROW_BLOCK * CONTEXT];
  memset(dk, 0, sizeof s->k);
  memset(dv, 0, sizeof s->v);
  for (int h = 0; h < HEADS; h++) {
    int kv = h / (HEADS / KV_HEADS) * HEAD_DIM;
    transpose(CONTEXT, HEAD_DIM, s->v + kv, KV_WIDTH, values, CONTEXT);
    for (int begin = 0; begin < CONTEXT; begin += ROW_BLOCK) {
      int seen = begin + ROW_BLOCK, from = begin * WIDTH + h * HEAD_DIM;
      const float *block = s->shares + (h * CONTEXT + begin) * CONTEXT;
      matmul(ROW_BLOCK, seen, HEAD_DIM, d_mixed + from, WIDTH, 1, values, CONTEXT, d_block, CONTEXT, 0);
      matmul(seen, HEAD_DIM, ROW_BLOCK, block, 1, CONTEXT, d_mixed + from, WIDTH, dv + kv, KV_WIDTH, 1);
      for (int i = 0; i < ROW_BLOCK; i++) {
        const float *row = block + i * CONTEXT, scale = 1 / sqrtf(HEAD_DIM);
        float *d_row = d_block + i * CONTEXT, dot = 0;
        for (int j = 0; j < seen; j++) dot += row[j] * d_row[j];
        for (int j = 0; j < seen; j++) d_row[j] = row[j] * (d_row[j] - dot) * scale;
      }
      matmul(ROW_BLOCK, HEAD_DIM, seen, d_block, CONTEXT, 1, s->k + kv, KV_WIDTH, dq + from, WIDTH, 0);
      matmul(seen, HEAD_DIM, ROW_BLOCK, d_block, 1, CONTEXT, s->q + from, WIDTH, dk + kv, KV_WIDTH, 1);
    }
  }
}

// Computes `logits` for the CONTEXT characters of `text`, and keeps what the backward pass needs.
static void forward(const unsigned char *text) {
  for (int t = 0; t < CONTEXT; t++)
    memcpy(states[0].x + t * WIDTH, parameters.embedding + text[t] * WIDTH, WIDTH * sizeof(float));
  for (int l = 0; l < LAYERS; l++) {
    LayerState *s = &states[l];
    const Layer *p = &parameters.layers[l];
    norm_and_round(WIDTH, s->x, p->attention_norm, s->qkv_input, s->x_inverse, ternary);
    linear(l, &WQ, s->qkv_input, s->q, 0);
    linear(l, &WK, s->qkv_input, s->k, 0);
    linear(l, &WV, s->qkv_input, s->v, 0);
    rope(WIDTH, s->q, 1);
    rope(KV_WIDTH, s->k, 1);
    attention(s);
    norm_and_round(WIDTH, s->mixed, p->attention_sub_norm, s->wo_input, s->mixed_inverse, ternary);
    memcpy(s->middle, s->x, sizeof s->x);
    linear(l, &WO, s->wo_input, s->middle, 1);
    norm_and_round(WIDTH, s->middle, p->ffn_norm, s->ffn_input, s->middle_inverse, ternary);
    linear(l, &W1, s->ffn_input, s->gate, 0);
    linear(l, &W3, s->ffn_input, s->up, 0);
    for (int i = 0; i < CONTEXT * FFN; i++) {
      float positive = fmaxf(s->gate[i], 0);
      s->hidden[i] = positive * positive * s->up[i];
    }
    norm_and_round(FFN, s->hidden, p->ffn_sub_norm, s->w2_input, s->hidden_inverse, ternary);
    float *next = l + 1 < LAYERS ? states[l + 1].x : last;
    memcpy(next, s->middle, sizeof s->middle);
    linear(l, &W2, s->w2_input, next, 1);
  }
  norm_and_round(WIDTH, last, parameters.norm, head_input, last_inverse, 0);
  matmul(CONTEXT, PADDED, WIDTH, head_input, WIDTH, 1, embedding_transposed, PADDED, logits, PADDED, 0);
}

// Sum over the window of -ln softmax(logits)[next character]; turns `logits` into its gradient.
static double loss_and_gradient(const unsigned char *next) {
  double loss = 0;
  for (int t = 0; t < CONTEXT; t++) {
    float *row = logits + t * PADDED, largest = -INFINITY, sum = 0, target = row[next[t]];
    for (int i = 0; i < VOCABULARY; i++) largest = fmaxf(largest, row[i]);
    for (int i = 0; i < VOCABULARY; i++) sum += row[i] = expf(row[i] - largest);
    for (int i = 0; i < VOCABULARY; i++) row[i] /= sum;
    for (int i = VOCABULARY; i < PADDED; i++) row[i] = 0;
    row[next[t]] -= 1;
    loss += logf(sum) + largest - target;
  }
  return loss;
}

// Adds the gradient of the window's loss, which `logits` begins, to `gradients`.
static void backward(const unsigned char *text) {
  static float dx[CONTEXT * WIDTH], d_in[CONTEXT * WIDTH], d_mixed[CONTEXT * WIDTH], dq[CONTEXT * WIDTH];
  static float dk[CONTEXT * KV_WIDTH], dv[CONTEXT * KV_WIDTH];
  static float d_w2_input[CONTEXT * FFN], d_hidden[CONTEXT * FFN], d_gate[CONTEXT * FFN], d_up[CONTEXT * FFN];
  matmul(CONTEXT, WIDTH, PADDED, logits, PADDED, 1, parameters.embedding, WIDTH, d_in, WIDTH, 0);
  matmul(PADDED, WIDTH, CONTEXT, logits, 1, PADDED, head_input, WIDTH, gradients.embedding, WIDTH, 1);
  norm_backward(WIDTH, last, parameters.norm, last_inverse, d_in, dx, gradients.norm, 0);
  for (int l = LAYERS - 1; l >= 0; l--) {
    const LayerState *s = &states[l];
    const Layer *p = &parameters.layers[l];
    Layer *g = &gradients.layers[l];
    linear_backward(l, &W2, s->w2_input, dx, d_w2_input, 0);
    norm_backward(FFN, s->hidden, p->ffn_sub_norm, s->hidden_inverse, d_w2_input, d_hidden,
                  g->ffn_sub_norm, 0);
    for (int i = 0; i < CONTEXT * FFN; i++) {
      float positive = fmaxf(s->gate[i], 0);
      d_gate[i] = d_hidden[i] * s->up[i] * 2 * positive;
      d_up[i] = d_hidden[i] * positive * positive;
    }
    linear_backward(l, &W1, s->ffn_input, d_gate, d_in, 0);
    linear_backward(l, &W3, s->ffn_input, d_up, d_in, 1);
    norm_backward(WIDTH, s->middle, p->ffn_norm, s->middle_inverse, d_in, dx, g->ffn_norm, 1);
    linear_backward(l, &WO, s->wo_input, dx, d_in, 0);
    norm_backward(WIDTH, s->mixed, p->attention_sub_norm, s->mixed_inverse, d_in, d_mixed,
                  g->attention_sub_norm, 0);
    attention_backward(s, d_mixed, dq, dk, dv);
    rope(WIDTH, dq, -1);
    rope(KV_WIDTH, dk, -1);
    linear_backward(l, &WQ, s->qkv_input, dq, d_in, 0);
    linear_backward(l, &WK, s->qkv_input, dk, d_in, 1);
    linear_backward(l, &WV, s->qkv_input, dv, d_in, 1);
    norm_backward(WIDTH, s->x, p->attention_norm, s->x_inverse, d_in, dx, g->attention_norm, 1);
  }
  for (int t = 0; t < CONTEXT; t++)
    for (int i = 0; i < WIDTH; i++) gradients.embedding[text[t] * WIDTH + i] += dx[t * WIDTH + i];
}
