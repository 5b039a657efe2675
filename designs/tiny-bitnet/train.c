// Trains the model of model.h on characters; train.ts compiles it (the shape by -D) and runs it.
// One thread: the same seed, arguments, compiler and processor give the same weights.
//
//   train <text> <checkpoint> key=value ...
//
// <text> holds one byte per character, its index in the vocabulary; the last tenth is held out. <checkpoint> is
// rewritten at every evaluation, so that it always holds a usable model (format: at save()).
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include "model.h"

enum { PARAMETER_COUNT = sizeof(Parameters) / sizeof(float), QUICK_WINDOWS = 128 };

static int seed = 1, steps = 100, batch = 8, warm_up = 100, evaluate_every = 500, check = 0;
static double peak_rate = 3e-3, decay = 0.05, decay_until = 0.5, clip = 1;
static unsigned char *text;
static long training_length, text_length;

static void fail(const char *what, const char *which) {
  fprintf(stderr, "train: %s: %s\n", what, which);
  exit(1);
}

// xorshift64 by Marsaglia, its upper half.
static uint64_t random_state;
static uint32_t random_word(void) {
  random_state ^= random_state << 13;
  random_state ^= random_state >> 7;
  random_state ^= random_state << 17;
  return random_state >> 32;
}
static double random_fraction(void) { return (random_word() + 0.5) / 4294967296.0; }
static double random_normal(void) {
  double radius = sqrt(-2 * log(random_fraction()));
  return radius * cos(2 * M_PI * random_fraction());
}

// Gains one, embeddings small, matrices normal of variance 1/inputs; those that end in the residual stream
// smaller, so that its variance does not grow with the layers. The gain before the feed-forward part is one half:
// the norm behind ReLU² · up makes the loss blind to their scale, so it stays, and they to an eighth.
static void initialise(void) {
  random_state = 0x9E3779B97F4A7C15ull * seed + 12345;
  for (int i = 0; i < 20; i++) random_word();
  float *flat = (float *)&parameters;
  for (int i = 0; i < PARAMETER_COUNT; i++) flat[i] = 1;
  for (int i = 0; i < PADDED * WIDTH; i++)
    parameters.embedding[i] = i < VOCABULARY * WIDTH ? 0.05 * random_normal() : 0;
  for (int l = 0; l < LAYERS; l++) {
    for (int i = 0; i < WIDTH; i++) parameters.layers[l].ffn_norm[i] = 0.5;
    for (int m = 0; m < MATRIX_COUNT; m++) {
      const Matrix *matrix = MATRICES[m];
      float *weights = matrix_of(&parameters, l, matrix);
      int residual = matrix == &WO || matrix == &W2;
      double deviation = 1 / sqrt((double)matrix->columns * (residual ? 2 * LAYERS : 1));
      for (long i = 0; i < (long)matrix->rows * matrix->columns; i++) weights[i] = deviation * random_normal();
    }
  }
}

// Nats per character over the held-out text, cut into windows (at most `most` of them).
static double evaluate(long most) {
  long windows = (text_length - training_length - 1) / CONTEXT;
  if (windows > most) windows = most;
  double loss = 0;
  round_weights();
  for (long w = 0; w < windows; w++) {
    const unsigned char *window = text + training_length + w * CONTEXT;
    forward(window);
    loss += loss_and_gradient(window + 1);
  }
  return loss / (windows * CONTEXT);
}

static double share_of_zeros(void) {
  double zeros = 0, count = 0;
  for (int l = 0; l < LAYERS; l++)
    for (int m = 0; m < MATRIX_COUNT; m++) {
      const float *weights = matrix_of(&rounded, l, MATRICES[m]);
      for (long i = 0; i < (long)MATRICES[m]->rows * MATRICES[m]->columns; i++, count++) zeros += weights[i] == 0;
    }
  return zeros / count;
}

static double learning_rate(int step) {
  if (step < warm_up) return peak_rate * (step + 1) / warm_up;
  return peak_rate * 0.5 * (1 + cos(M_PI * (step - warm_up) / (steps - warm_up)));
}

// One step of AdamW on the summed `gradients` of `characters` predictions; only matrices decay, and only for
// the first part of the training: the scale of a ternary tensor follows its weights.
static void update(int step, double characters) {
  static Parameters first, second;
  float *p = (float *)&parameters, *g = (float *)&gradients, *m = (float *)&first, *v = (float *)&second;
  double squares = 0;
  for (int i = 0; i < PARAMETER_COUNT; i++) squares += (double)g[i] * g[i];
  double norm = sqrt(squares) / characters;
  float factor = (norm > clip ? clip / norm : 1) / characters, rate = learning_rate(step);
  float correct_first = 1 / (1 - pow(0.9, step + 1)), correct_second = 1 / (1 - pow(0.95, step + 1));
  for (int i = 0; i < PARAMETER_COUNT; i++) {
    float gradient = g[i] * factor;
    m[i] = 0.9f * m[i] + 0.1f * gradient;
    v[i] = 0.95f * v[i] + 0.05f * gradient * gradient;
    p[i] -= rate * m[i] * correct_first / (sqrtf(v[i] * correct_second) + 1e-8f);
  }
  if (step >= decay_until * steps) return;
  for (int l = 0; l < LAYERS; l++)
    for (int k = 0; k < MATRIX_COUNT; k++) {
      float *weights = matrix_of(&parameters, l, MATRICES[k]), keep = 1 - rate * decay;
      for (long i = 0; i < (long)MATRICES[k]->rows * MATRICES[k]->columns; i++) weights[i] *= keep;
    }
}

static void write_floats(FILE *file, const float *values, long count) {
  fwrite(values, sizeof(float), count, file);
}

// A matrix: its scale as float32, its trits as int8 (of a float model: 1, and the weights as float32).
static void write_matrix(FILE *file, int layer, const Matrix *matrix) {
  long count = (long)matrix->rows * matrix->columns;
  const float *weights = matrix_of(&parameters, layer, matrix);
  float scale = ternary ? scale_of(weights, count) : 1;
  write_floats(file, &scale, 1);
  if (!ternary) write_floats(file, weights, count);
  else for (long i = 0; i < count; i++) fputc((int8_t)trit_of(weights[i], scale), file);
}

// Little-endian, nothing between: embedding; per layer attention_norm wq wk wv attention_sub_norm wo ffn_norm
// w1 w3 ffn_sub_norm w2; norm.
static void save(const char *path) {
  char partial[4096];
  snprintf(partial, sizeof partial, "%s.partial", path);
  FILE *file = fopen(partial, "wb");
  if (!file) fail("cannot write", partial);
  write_floats(file, parameters.embedding, VOCABULARY * WIDTH);
  for (int l = 0; l < LAYERS; l++) {
    const Layer *p = &parameters.layers[l];
    write_floats(file, p->attention_norm, WIDTH);
    write_matrix(file, l, &WQ);
    write_matrix(file, l, &WK);
    write_matrix(file, l, &WV);
    write_floats(file, p->attention_sub_norm, WIDTH);
    write_matrix(file, l, &WO);
    write_floats(file, p->ffn_norm, WIDTH);
    write_matrix(file, l, &W1);
    write_matrix(file, l, &W3);
    write_floats(file, p->ffn_sub_norm, FFN);
    write_matrix(file, l, &W2);
  }
  write_floats(file, parameters.norm, WIDTH);
  if (fclose(file) || rename(partial, path)) fail("cannot write", path);
}

// Compares gradients with central differences, on the float model: roundings have no slope.
static void check_gradients(void) {
  ternary = 0;
  round_weights();
  forward(text);
  loss_and_gradient(text + 1);
  backward(text);
  for (int n = 0; n < 40; n++) {
    long i = n < 4 ? n * 101 : (long)(random_fraction() * PARAMETER_COUNT);
    float *p = (float *)&parameters + i, kept = *p, nudge = 4e-3f;
    double losses[2];
    for (int side = 0; side < 2; side++) {
      *p = kept + (side ? nudge : -nudge);
      round_weights();
      forward(text);
      losses[side] = loss_and_gradient(text + 1);
    }
    *p = kept;
    printf("%8ld: by differences %10.5f, backward %10.5f\n", i, (losses[1] - losses[0]) / (2 * nudge),
           ((float *)&gradients)[i]);
  }
}

static void read_arguments(int count, char **arguments) {
  const struct { const char *key; int *whole; double *real; } known[] = {
      {"seed", &seed, 0}, {"steps", &steps, 0}, {"batch", &batch, 0}, {"warm_up", &warm_up, 0},
      {"evaluate_every", &evaluate_every, 0}, {"ternary", &ternary, 0}, {"check", &check, 0},
      {"rate", 0, &peak_rate}, {"decay", 0, &decay}, {"decay_until", 0, &decay_until}, {"clip", 0, &clip}};
  for (int i = 0; i < count; i++) {
    char *value = strchr(arguments[i], '=');
    unsigned k = 0;
    if (!value) fail("not key=value", arguments[i]);
    *value++ = 0;
    while (k < sizeof known / sizeof *known && strcmp(known[k].key, arguments[i])) k++;
    if (k == sizeof known / sizeof *known) fail("unknown argument", arguments[i]);
    if (known[k].whole) *known[k].whole = atoi(value);
    else *known[k].real = atof(value);
  }
}

static void read_text(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) fail("cannot read", path);
  fseek(file, 0, SEEK_END);
  text_length = ftell(file);
  rewind(file);
  text = malloc(text_length);
  if (fread(text, 1, text_length, file) != (size_t)text_length) fail("cannot read", path);
  fclose(file);
  training_length = text_length * 9 / 10;
}

int main(int count, char **arguments) {
  if (count < 3) fail("usage", "train <text> <checkpoint> key=value ...");
  read_arguments(count - 3, arguments + 3);
  read_text(arguments[1]);
  prepare_rope();
  initialise();
  if (check) return check_gradients(), 0;
  double mean = 0;
  for (int step = 0; step < steps; step++) {
    double loss = 0;
    memset(&gradients, 0, sizeof gradients);
    round_weights();
    for (int b = 0; b < batch; b++) {
      const unsigned char *window = text + (long)(random_fraction() * (training_length - CONTEXT));
      forward(window);
      loss += loss_and_gradient(window + 1);
      backward(window);
    }
    update(step, (double)batch * CONTEXT);
    loss /= batch * CONTEXT;
    mean = step ? 0.99 * mean + 0.01 * loss : loss;
    int finished = step + 1 == steps;
    if ((step + 1) % evaluate_every && !finished) continue;
    double held_out = evaluate(finished ? text_length : QUICK_WINDOWS);
    save(arguments[2]);
    printf("step %d: training %.4f, held out %.4f nats/character, zeros %.1f %%, %.0f s\n", step + 1, mean,
           held_out, 100 * share_of_zeros(), (double)clock() / CLOCKS_PER_SEC);
    fflush(stdout);
  }
  return 0;
}
