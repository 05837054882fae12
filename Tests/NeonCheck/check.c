// Holds the NEON kernels against the portable ones: every "exact" one to the last bit.
// Runs under emulation, where there is no arm64 at hand; see Scripts/check-neon.sh.
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "CKernels.h"

enum { ROUNDS = 200, N = 128, SMALL = 48, POINTS = 320, PAIRS = 6, SLOTS = 64 };

static const fk_kernels *a, *b;
static const fk_wide_kernels *v, *w;
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

static int16_t rows[FK_BATCH * N], other[FK_BATCH * N];

enum { WIDE = 3 * FK_WIDE_BLOCK, TRIANGLE = 6 * FK_WIDE_BLOCK * FK_WIDE_BLOCK, GROUPS = 2 };

// The place of an element of a packed triangle.
static size_t place(size_t i, size_t j) {
  size_t row = i / FK_WIDE_BLOCK;
  return FK_WIDE_BLOCK * FK_WIDE_BLOCK * (row * (row + 1) / 2 + j / FK_WIDE_BLOCK) +
         i % FK_WIDE_BLOCK * FK_WIDE_BLOCK + j % FK_WIDE_BLOCK;
}

// Only what lies on or below the diagonal is defined.
static void same_triangle(const char *what, const void *x, const void *y, size_t n) {
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++)
      same(what, (const char *)x + 8 * place(i, j), (const char *)y + 8 * place(i, j), 8);
}

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
  a->rectify(x, inputs, projection, offset, n, 512, u);
  b->rectify(x, inputs, projection, offset, n, 512, v);
  same("rectify", u, v, n * sizeof *u);
}

static void sums(size_t n) {
  static int16_t scratch[FK_BATCH * N], slot[2][N];
  static int64_t gram[2][N * N + FK_ALIGNMENT], cross[2][N];
  memset(gram, 0, sizeof gram);
  memset(cross, 0, sizeof cross);
  a->gram_i16(rows, n, scratch, gram[0]);
  b->gram_i16(rows, n, scratch, gram[1]);
  for (size_t i = 0; i < n; i++) same("gram", gram[0] + i * n, gram[1] + i * n, (i + 1) * 8);
  static int16_t pair[2 * FK_BATCH * N];
  static int64_t outer[2][N * N];
  memset(outer, 0, sizeof outer);
  a->outer_i16(rows, other, n, pair, outer[0]);
  b->outer_i16(rows, other, n, pair, outer[1]);
  same("outer", outer[0], outer[1], n * n * 8);
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

static void wide(void) {
  static int16_t scratch[2 * FK_BATCH * WIDE];
  static int64_t gram[2][TRIANGLE];
  static double factor[2][TRIANGLE], panel[WIDE * FK_WIDE_BLOCK];
  static double x[2][GROUPS * WIDE * FK_WIDE_GROUP], left[2][WIDE], products[2][4 * 5], c[7];
  size_t n = FK_WIDE_BLOCK * (1 + draw(WIDE / FK_WIDE_BLOCK)), count = 1 + draw(FK_BATCH);
  memset(gram, 0, sizeof gram);
  // Rows of N values are read as rows of n: the numbers are drawn anyway.
  v->gram(rows, count, n, scratch, gram[0]);
  w->gram(rows, count, n, scratch, gram[1]);
  same_triangle("wide gram", gram[0], gram[1], n);
  for (size_t i = 0; i < n; i++)
    for (size_t j = 0; j <= i; j++) {
      double value = (double)gram[0][place(i, j)] + (i == j ? 1e6 : 0);
      factor[0][place(i, j)] = factor[1][place(i, j)] = value;
    }
  for (size_t i = 0; i < GROUPS * n * FK_WIDE_GROUP; i++) x[0][i] = x[1][i] = uniform();
  v->cholesky(factor[0], n, 1e-9, panel);
  w->cholesky(factor[1], n, 1e-9, panel);
  same_triangle("wide cholesky", factor[0], factor[1], n);
  v->solve(factor[0], n, x[0], GROUPS);
  w->solve(factor[0], n, x[1], GROUPS);
  same("wide solve", x[0], x[1], GROUPS * n * FK_WIDE_GROUP * 8);
  for (int i = 0; i < 7; i++) c[i] = uniform();
  for (size_t i = 0; i < n; i++) left[0][i] = left[1][i] = uniform();
  v->subtract(x[0], n, n, 7, c, left[0]);
  w->subtract(x[0], n, n, 7, c, left[1]);
  same("wide subtract", left[0], left[1], n * 8);
  v->products(x[0], 4, x[0] + 2 * n, 5, n, products[0]);
  w->products(x[0], 4, x[0] + 2 * n, 5, n, products[1]);
  same("wide products", products[0], products[1], sizeof products[0]);
}

int main(void) {
  a = fk_named("portable");
  b = fk_named("neon");
  v = fk_wide_named("portable");
  w = fk_wide_named("neon");
  if (!b || !w) {
    puts("there is no NEON here");
    return 1;
  }
  for (int round = 0; round < ROUNDS; round++) {
    size_t n = FK_ALIGNMENT * (1 + draw(N / FK_ALIGNMENT));
    for (int i = 0; i < FK_BATCH * N; i++) {
      rows[i] = (int16_t)((int)draw(4095) - 2047);
      other[i] = (int16_t)((int)draw(4095) - 2047);
    }
    features(n);
    sums(n);
    solving();
    neighbours();
    tables(n);
    trees(n);
    products(n);
    wide();
  }
  printf("%d rounds, %d faults\n", ROUNDS, faults);
  return faults != 0;
}
