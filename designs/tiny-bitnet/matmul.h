// Matrix product on blocks of 8 rows by 32 columns that stay in vector registers (GCC vector extensions).
#pragma once

enum { LANES = 16 };
typedef float Lanes __attribute__((vector_size(4 * LANES), aligned(4)));

// One block: C (+)= A B, `ROWS` rows of A, `VECTORS` vectors of columns of B. Strides as in matmul.
#define BLOCK(ROWS, VECTORS)                                                                               \
  static void block_##ROWS##_##VECTORS(int depth, const float *a, long row_stride, long depth_stride,      \
                                       const float *b, int b_stride, float *c, int c_stride, int add) {    \
    Lanes sum[ROWS][VECTORS];                                                                              \
    for (int i = 0; i < ROWS; i++)                                                                         \
      for (int v = 0; v < VECTORS; v++)                                                                    \
        sum[i][v] = add ? *(const Lanes *)(c + (long)i * c_stride + LANES * v) : (Lanes){0};               \
    for (int k = 0; k < depth; k++) {                                                                      \
      Lanes row[VECTORS];                                                                                  \
      for (int v = 0; v < VECTORS; v++) row[v] = *(const Lanes *)(b + (long)k * b_stride + LANES * v);     \
      const float *column = a + k * depth_stride;                                                          \
      for (int i = 0; i < ROWS; i++) {                                                                     \
        float factor = column[i * row_stride];                                                             \
        for (int v = 0; v < VECTORS; v++) sum[i][v] += factor * row[v];                                    \
      }                                                                                                    \
    }                                                                                                      \
    for (int i = 0; i < ROWS; i++)                                                                         \
      for (int v = 0; v < VECTORS; v++) *(Lanes *)(c + (long)i * c_stride + LANES * v) = sum[i][v];        \
  }
BLOCK(8, 2)
BLOCK(8, 1)

// C[rows, columns] = A B, or += if `add`. A(i, k) = a[i * row_stride + k * depth_stride], so that A may be
// transposed; B and C are row-major with their own strides. `rows` a multiple of 8, `columns` of 16.
static void matmul(int rows, int columns, int depth, const float *a, long row_stride, long depth_stride,
                   const float *b, int b_stride, float *c, int c_stride, int add) {
  for (int j = 0; j < columns;) {
    int wide = columns - j >= 2 * LANES;
    for (int i = 0; i < rows; i += 8) {
      const float *left = a + i * row_stride;
      float *out = c + (long)i * c_stride + j;
      if (wide) block_8_2(depth, left, row_stride, depth_stride, b + j, b_stride, out, c_stride, add);
      else block_8_1(depth, left, row_stride, depth_stride, b + j, b_stride, out, c_stride, add);
    }
    j += wide ? 2 * LANES : LANES;
  }
}

// out[columns, rows] = in[rows, columns] transposed.
static void transpose(int rows, int columns, const float *in, int in_stride, float *out, int out_stride) {
  for (int i = 0; i < rows; i++)
    for (int j = 0; j < columns; j++) out[(long)j * out_stride + i] = in[(long)i * in_stride + j];
}
