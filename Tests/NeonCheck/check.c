// Compares the kernels of a variant, by default NEON, with the portable ones: every "exact" one to the
// last bit.  Texts and shapes have no NEON variant.
// Runs under emulation on other processors; see Scripts/check-neon.sh.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "CKernels.h"

enum { WIDE = 96, WIDE_ROWS = 40, GROUPS = 2 };
enum { ROUNDS = 200, N = 128, SMALL = 48, POINTS = 320, PAIRS = 6, SLOTS = 64 };

static const fk_kernels *a, *b;
static const fk_wide_kernels *wide_a, *wide_b;
static int faults;

static uint64_t state = 1;
static uint32_t draw(uint32_t bound) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (uint32_t)(state >> 33) % bound;
}
static float uniform(void) { return (float)draw(1 << 24) * 0x1p-23f - 1; }

static void same(const char *what, const void *x, const void *y, size_t size) {
  if (memcmp(x, y, size) == 0) return;
  printf("%s differs\n", what);
  faults++;
}

static void close_to(const char *what, float x, float y, float tolerance) {
  if (fabsf(x - y) <= tolerance) return;
  printf("%s: %g and %g\n", what, x, y);
  faults++;
}

static int16_t rows[FK_BATCH * N];

static void features(size_t n) {
  static float x[16], projection[16 * N], offset[N];
  static int16_t u[N], v[N];
  for (int i = 0; i < 16; i++) x[i] = 3 * uniform();
  for (int i = 0; i < 16 * N; i++) projection[i] = uniform();
  for (int i = 0; i < N; i++) offset[i] = uniform();
  size_t inputs = 1 + draw(16);
  a->fourier(x, inputs, projection, offset, n, 2047, u);
  b->fourier(x, inputs, projection, offset, n, 2047, v);
  same("fourier", u, v, n * sizeof *u);
  a->rectify(x, inputs, projection, offset, n, 300, u);
  b->rectify(x, inputs, projection, offset, n, 300, v);
  same("rectify", u, v, n * sizeof *u);
}

static void sums(size_t n) {
  static int16_t scratch[2 * FK_BATCH * N], slot[2][N], right[FK_BATCH * N];
  static int64_t gram[2][N * N + FK_ALIGNMENT], cross[2][N];
  memset(gram, 0, sizeof gram);
  memset(cross, 0, sizeof cross);
  a->gram_i16(rows, n, scratch, gram[0]);
  b->gram_i16(rows, n, scratch, gram[1]);
  for (size_t i = 0; i < n; i++) same("gram", gram[0] + i * n, gram[1] + i * n, (i + 1) * 8);
  for (int i = 0; i < FK_BATCH * N; i++) right[i] = (int16_t)((int)draw(4095) - 2047);
  a->outer_i16(rows, right, n, scratch, gram[0]);
  b->outer_i16(rows, right, n, scratch, gram[1]);
  for (size_t i = 0; i < n; i++) same("outer", gram[0] + i * n, gram[1] + i * n, (i + 1) * 8);
  a->push_i16(rows, n, 1234, slot[0], cross[0]);
  b->push_i16(rows, n, 1234, slot[1], cross[1]);
  same("push", slot[0], slot[1], n * 2);
  same("push, cross", cross[0], cross[1], n * 8);
}

static void solving(void) {
  static double gram[2][SMALL * SMALL], x[2][SMALL], panel[SMALL * 8];
  size_t n = FK_ALIGNMENT * (1 + draw(3));
  memset(gram, 0, sizeof gram);
  memset(x, 0, sizeof x);
  for (int row = 0; row < 60; row++) {
    a->rank_one(rows + row * n, n, 1, 3, gram[0], x[0]);
    b->rank_one(rows + row * n, n, 1, 3, gram[1], x[1]);
  }
  same("rank_one", gram[0], gram[1], n * n * 8);
  same("rank_one, cross", x[0], x[1], n * 8);
  for (size_t i = 0; i < n; i++) gram[0][i * n + i] = gram[1][i * n + i] += 100;
  a->cholesky(gram[0], n, 1e-9, panel);
  b->cholesky(gram[1], n, 1e-9, panel);
  for (size_t i = 0; i < n; i++)
    same("cholesky", gram[0] + i * n, gram[1] + i * n, (i + 1) * 8);
  a->solve(gram[0], n, x[0]);
  b->solve(gram[1], n, x[1]);
  same("solve", x[0], x[1], n * 8);
}

static void neighbours(void) {
  static int16_t points[POINTS * PAIRS * 2], x[PAIRS * 2];
  static int32_t distances[POINTS], places[2][16], found[2][16];
  for (int i = 0; i < POINTS * PAIRS * 2; i++) points[i] = (int16_t)((int)draw(1000) - 500);
  for (int i = 0; i < PAIRS * 2; i++) x[i] = (int16_t)((int)draw(1000) - 500);
  size_t n = draw(POINTS), pairs = 1 + draw(PAIRS), rank = 1 + draw(16);
  size_t count = a->nearest(x, pairs, points, n, rank, distances, places[0], found[0]);
  size_t other = b->nearest(x, pairs, points, n, rank, distances, places[1], found[1]);
  same("nearest, count", &count, &other, sizeof count);
  same("nearest, places", places[0], places[1], count * 4);
  same("nearest, distances", found[0], found[1], count * 4);
}

static void tables(size_t n) {
  static int32_t levels[80], terms[4 * N], strides[4 * N], base[N], out[2][N], slots[SLOTS];
  static uint32_t words[2][8 * SLOTS];
  static float evidence[2][3 * SLOTS];
  for (int i = 0; i < 80; i++) levels[i] = (int32_t)draw(32);
  for (int i = 0; i < 4 * N; i++) {
    terms[i] = (int32_t)draw(80);
    strides[i] = (int32_t)draw(100);
  }
  for (int i = 0; i < N; i++) base[i] = (int32_t)draw(1000);
  a->slots(levels, terms, strides, 4, base, n, out[0]);
  b->slots(levels, terms, strides, 4, base, n, out[1]);
  same("slots", out[0], out[1], n * 4);
  memset(words, 0, sizeof words);
  for (int round = 0; round < 50; round++) {
    for (int i = 0; i < SLOTS; i++) slots[i] = (int32_t)draw(SLOTS);
    int label = (int)draw(2);
    a->count(words[0], slots, SLOTS, label, 80, 10);
    b->count(words[1], slots, SLOTS, label, 80, 10);
  }
  same("count", words[0], words[1], sizeof words[0]);
  a->evidence(words[0], slots, SLOTS, 0.3f, 0.5f, evidence[0]);
  b->evidence(words[1], slots, SLOTS, 0.3f, 0.5f, evidence[1]);
  for (int i = 0; i < 3 * SLOTS; i++) close_to("evidence", evidence[0][i], evidence[1][i], 1e-5f);
}

static void trees(size_t n) {
  static float scores[N], labels[N];
  static int64_t gradients[2][N], bins[256];
  for (int i = 0; i < N; i++) {
    scores[i] = 8 * uniform();
    labels[i] = (float)draw(2);
  }
  a->gradients(scores, labels, n, 16384, gradients[0]);
  b->gradients(scores, labels, n, 16384, gradients[1]);
  same("gradients", gradients[0], gradients[1], n * 8);
  size_t count = 1 + draw(256);
  int64_t total = 0, left[2] = {0, 0};
  int32_t cut[2];
  for (size_t i = 0; i < count; i++) {
    bins[i] = ((int64_t)draw(20000) - 10000) * (INT64_C(1) << 32) + 1 + draw(4000);
    total += bins[i];
  }
  float gain = a->split(bins, count, total, 0.3f, 0.3f, &left[0], &cut[0]);
  float other = b->split(bins, count, total, 0.3f, 0.3f, &left[1], &cut[1]);
  same("split, gain", &gain, &other, sizeof gain);
  same("split, cut", &cut[0], &cut[1], sizeof *cut);
  same("split, left", &left[0], &left[1], sizeof *left);
}

static void products(size_t n) {
  static float x[N], y[N], logs[2][N], sums[2][N];
  for (int i = 0; i < N; i++) {
    x[i] = uniform();
    y[i] = 1.5f + uniform();
    sums[0][i] = sums[1][i] = uniform();
  }
  close_to("dot", a->dot(x, y, n), b->dot(x, y, n), 1e-4f);
  close_to("dot_i16", a->dot_i16(rows, x, n), b->dot_i16(rows, x, n), 0.1f);
  a->log(y, logs[0], n);
  b->log(y, logs[1], n);
  a->axpy(0.7f, x, sums[0], n);
  b->axpy(0.7f, x, sums[1], n);
  for (size_t i = 0; i < n; i++) {
    close_to("log", logs[0][i], logs[1][i], 1e-5f);
    close_to("axpy", sums[0][i], sums[1][i], 1e-6f);
  }
}

// Where element (i, j) of a packed triangle lies.
static size_t packed(size_t i, size_t j) {
  size_t block = i / FK_WIDE_BLOCK;
  size_t tile = block * (block + 1) / 2 + j / FK_WIDE_BLOCK;
  return tile * FK_WIDE_BLOCK * FK_WIDE_BLOCK + i % FK_WIDE_BLOCK * FK_WIDE_BLOCK +
         j % FK_WIDE_BLOCK;
}

static void wide(void) {
  enum { SIZE = WIDE / FK_WIDE_BLOCK * (WIDE / FK_WIDE_BLOCK + 1) / 2 * 1024 };
  static int16_t features[WIDE_ROWS * WIDE], scratch[(WIDE_ROWS + 1) / 2 * 2 * WIDE];
  static int64_t gram[2][SIZE];
  static double matrix[2][SIZE], panel[WIDE * FK_WIDE_BLOCK];
  static double x[2][GROUPS * WIDE * FK_WIDE_GROUP], out[2][4 * 4];
  size_t n = FK_WIDE_BLOCK * (1 + draw(WIDE / FK_WIDE_BLOCK)), count = 1 + draw(WIDE_ROWS);
  for (size_t i = 0; i < count * n; i++) features[i] = (int16_t)((int)draw(4095) - 2047);
  memset(gram, 0, sizeof gram);
  memset(matrix, 0, sizeof matrix);
  wide_a->gram(features, count, n, scratch, gram[0]);
  wide_b->gram(features, count, n, scratch, gram[1]);
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j <= i; j++) {
      size_t at = packed(i, j);
      same("wide gram", &gram[0][at], &gram[1][at], 8);
      matrix[0][at] = matrix[1][at] = (double)gram[0][at] + (i == j ? 1e6 : 0);
    }
  }
  wide_a->cholesky(matrix[0], n, 1e-9, panel);
  wide_b->cholesky(matrix[1], n, 1e-9, panel);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++)
      same("wide cholesky", &matrix[0][packed(i, j)], &matrix[1][packed(i, j)], 8);
  size_t values = GROUPS * n * FK_WIDE_GROUP;
  for (size_t i = 0; i < values; i++) x[0][i] = x[1][i] = uniform();
  wide_a->solve(matrix[0], n, x[0], GROUPS);
  wide_b->solve(matrix[1], n, x[1], GROUPS);
  same("wide solve", x[0], x[1], values * 8);
  wide_a->subtract(x[0], n, n, 3, x[0] + 5, x[0] + 4 * n);
  wide_b->subtract(x[1], n, n, 3, x[1] + 5, x[1] + 4 * n);
  same("wide subtract", x[0], x[1], values * 8);
  wide_a->products(x[0], 4, x[0] + 4 * n, 4, n, out[0]);
  wide_b->products(x[1], 4, x[1] + 4 * n, 4, n, out[1]);
  same("wide products", out[0], out[1], sizeof out[0]);
}

int main(int count, char **arguments) {
  const char *name = count > 1 ? arguments[1] : "neon";
  a = fk_named("portable");
  b = fk_named(name);
  wide_a = fk_wide_named("portable");
  wide_b = fk_wide_named(name);
  if (!b || !wide_b) {
    printf("%s does not run here\n", name);
    return 1;
  }
  for (int round = 0; round < ROUNDS; round++) {
    size_t n = FK_ALIGNMENT * (1 + draw(N / FK_ALIGNMENT));
    for (int i = 0; i < FK_BATCH * N; i++) rows[i] = (int16_t)((int)draw(4095) - 2047);
    features(n);
    sums(n);
    solving();
    neighbours();
    tables(n);
    trees(n);
    products(n);
    wide();
  }
  printf("%s: %d rounds, %d faults\n", name, ROUNDS, faults);
  return faults != 0;
}
