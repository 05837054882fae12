// One source for every variant.  The including file defines FK(name), FK_NAME, FK_GRAM_ROWS,
// FK_TILE, and sets the target attributes.

#pragma clang fp contract(off)

typedef double FK(wd) __attribute__((ext_vector_type(8), aligned(8)));
#define wd FK(wd)
#define B FK_WIDE_BLOCK

// Panels of 32 columns, pairs of rows interleaved, so that each multiply-add takes two rows and a
// panel stays in the first cache.
static inline __attribute__((always_inline)) void FK(wide_interleave)(const int16_t *rows,
                                                                      size_t count, size_t n,
                                                                      int16_t *scratch) {
  const size_t pairs = (count + 1) / 2, panels = n / B;
  for (size_t panel = 0; panel < panels; panel++)
    for (size_t p = 0; p < pairs; p++) {
      const int16_t *restrict a = rows + 2 * p * n + panel * B, *restrict b = a + n;
      int16_t *restrict to = scratch + (panel * pairs + p) * 2 * B;
      if (2 * p + 1 < count)
        for (size_t i = 0; i < B; i++) {
          to[2 * i] = a[i];
          to[2 * i + 1] = b[i];
        }
      else
        for (size_t i = 0; i < B; i++) {
          to[2 * i] = a[i];
          to[2 * i + 1] = 0;
        }
    }
}

// Adds the products of the columns of two panels to a tile.
static inline __attribute__((always_inline)) void FK(wide_tile)(const int16_t *left,
                                                                const int16_t *right, size_t pairs,
                                                                int64_t *tile) {
  for (size_t i = 0; i < B; i += FK_GRAM_ROWS) {
    int32_t out[FK_GRAM_ROWS][B];
#ifdef FK_MADD
    FK_ACC acc[FK_GRAM_ROWS][B / FK_ACC_LANES];
#pragma clang loop unroll(full)
    for (int r = 0; r < FK_GRAM_ROWS; r++)
#pragma clang loop unroll(full)
      for (int c = 0; c < B / FK_ACC_LANES; c++) acc[r][c] = FK_ZERO;
    for (size_t p = 0; p < pairs; p++) {
      FK_ACC column[B / FK_ACC_LANES];
#pragma clang loop unroll(full)
      for (int c = 0; c < B / FK_ACC_LANES; c++)
        column[c] = FK_LOAD(right + p * 2 * B + 2 * c * FK_ACC_LANES);
#pragma clang loop unroll(full)
      for (int r = 0; r < FK_GRAM_ROWS; r++) {
        int32_t two;
        __builtin_memcpy(&two, left + p * 2 * B + 2 * (i + r), 4);
        FK_ACC both = FK_BROADCAST(two);
#pragma clang loop unroll(full)
        for (int c = 0; c < B / FK_ACC_LANES; c++)
          acc[r][c] = FK_MADD(acc[r][c], column[c], both);
      }
    }
    __builtin_memcpy(out, acc, sizeof out);
#else
    __builtin_memset(out, 0, sizeof out);
    for (size_t p = 0; p < pairs; p++)
      for (size_t r = 0; r < FK_GRAM_ROWS; r++)
        for (size_t c = 0; c < B; c++) {
          const int16_t *x = left + p * 2 * B + 2 * (i + r), *y = right + p * 2 * B + 2 * c;
          out[r][c] += x[0] * y[0] + x[1] * y[1];
        }
#endif
    for (size_t r = 0; r < FK_GRAM_ROWS; r++)
      for (size_t c = 0; c < B; c++) tile[(i + r) * B + c] += out[r][c];
  }
}

static void FK(wide_gram)(const int16_t *rows, size_t count, size_t n, int16_t *scratch,
                          int64_t *gram) {
  const size_t pairs = (count + 1) / 2, panels = n / B;
  FK(wide_interleave)(rows, count, n, scratch);
  for (size_t high = 0; high < panels; high++) {
    int64_t *block = gram + B * B * (high * (high + 1) / 2);
    const int16_t *left = scratch + high * pairs * 2 * B;
    for (size_t low = 0; low <= high; low++)
      FK(wide_tile)(left, scratch + low * pairs * 2 * B, pairs, block + low * B * B);
  }
}

// Subtracts from a block the products of the blocks k0 up to k1 of its row with the transposed blocks
// of the panel.
static inline __attribute__((always_inline)) void FK(wide_reduce)(const double *row,
                                                                  const double *panel, size_t k0,
                                                                  size_t k1, double *target) {
  enum { across = FK_TILE / 8 };
  for (size_t i = 0; i < B; i += 4)
    for (size_t c0 = 0; c0 < B; c0 += FK_TILE) {
      wd acc[4][across];
#pragma clang loop unroll(full)
      for (int q = 0; q < 4; q++)
#pragma clang loop unroll(full)
        for (int c = 0; c < across; c++)
          acc[q][c] = *(const wd *)(target + (i + q) * B + c0 + 8 * c);
      for (size_t k = k0; k < k1; k++) {
        const double *x = row + (k * B + i) * B;
        const double *y = panel + k * B * B + c0;
        for (size_t d = 0; d < B; d++) {
          wd p[across];
#pragma clang loop unroll(full)
          for (int c = 0; c < across; c++) p[c] = *(const wd *)(y + d * B + 8 * c);
#pragma clang loop unroll(full)
          for (int q = 0; q < 4; q++) {
            const wd factor = x[q * B + d];
#pragma clang loop unroll(full)
            for (int c = 0; c < across; c++) acc[q][c] -= factor * p[c];
          }
        }
      }
#pragma clang loop unroll(full)
      for (int q = 0; q < 4; q++)
#pragma clang loop unroll(full)
        for (int c = 0; c < across; c++)
          *(wd *)(target + (i + q) * B + c0 + 8 * c) = acc[q][c];
    }
}

// Factors a block on the diagonal; notes the pivots' inverses, and the columns below the diagonal.
static inline __attribute__((always_inline)) void FK(wide_factor)(double *corner, double floor,
                                                                  double *inverse,
                                                                  double (*columns)[B]) {
  for (size_t c = 0; c < B; c++) {
    double pivot = corner[c * B + c];
    if (!(pivot > floor)) pivot = floor;
    pivot = __builtin_sqrt(pivot);
    corner[c * B + c] = pivot;
    inverse[c] = 1 / pivot;
    for (size_t q = 0; q <= c; q++) columns[c][q] = 0;
    for (size_t q = c + 1; q < B; q++) columns[c][q] = corner[q * B + c] *= inverse[c];
    for (size_t q = c + 1; q < B; q++)
      for (size_t d = c + 1; d <= q; d++) corner[q * B + d] -= corner[q * B + c] * columns[c][d];
  }
}

// Finishes a block below the one on the diagonal.
static inline __attribute__((always_inline)) void FK(wide_finish)(const double *inverse,
                                                                  const double (*columns)[B],
                                                                  double *target) {
  for (size_t i = 0; i < B; i += 4)
    for (size_t c = 0; c < B; c++) {
      double x[4];
      for (int q = 0; q < 4; q++) x[q] = target[(i + q) * B + c] * inverse[c];
      // Whole vectors: the columns are zero up to c itself.
      for (size_t d = c / 8 * 8; d < B; d += 8)
#pragma clang loop unroll(full)
        for (int q = 0; q < 4; q++)
          *(wd *)(target + (i + q) * B + d) -= x[q] * *(const wd *)(columns[c] + d);
      for (int q = 0; q < 4; q++) target[(i + q) * B + c] = x[q];
    }
}

// Left-looking by blocks of 32 columns.  Every element subtracts its products in the order of k, then
// is scaled by the inverse of its pivot, however the loops are cut.
static void FK(wide_cholesky)(double *a, size_t n, double floor, double *panel) {
  enum { deep = 2 };
  const size_t blocks = n / B;
  for (size_t own = 0; own < blocks; own++) {
    const double *left = a + B * B * (own * (own + 1) / 2);
    for (size_t k = 0; k < own; k++)
      for (size_t c = 0; c < B; c++)
        for (size_t i = 0; i < B; i++) panel[(k * B + i) * B + c] = left[(k * B + c) * B + i];
    for (size_t k0 = 0; k0 < own; k0 += deep) {
      const size_t k1 = k0 + deep < own ? k0 + deep : own;
      for (size_t high = own; high < blocks; high++) {
        double *row = a + B * B * (high * (high + 1) / 2);
        FK(wide_reduce)(row, panel, k0, k1, row + B * B * own);
      }
    }
    double inverse[B], columns[B][B];
    FK(wide_factor)(a + B * B * (own * (own + 1) / 2 + own), floor, inverse, columns);
    for (size_t high = own + 1; high < blocks; high++)
      FK(wide_finish)(inverse, columns, a + B * B * (high * (high + 1) / 2 + own));
  }
}

static void FK(wide_solve)(const double *l, size_t n, double *x, size_t groups) {
  const size_t blocks = n / B;
  for (size_t g = 0; g < groups; g++) {
    wd *v = (wd *)(x + g * n * FK_WIDE_GROUP);
    for (size_t own = 0; own < blocks; own++) {
      const double *row = l + B * B * (own * (own + 1) / 2);
      for (size_t i = 0; i < B; i += 4) {
        wd *to = v + own * B + i;
        wd acc[4] = {to[0], to[1], to[2], to[3]};
        for (size_t k = 0; k <= own; k++) {
          const double *r = row + (k * B + i) * B;
          const wd *known = v + k * B;
          for (size_t d = 0; d < (k < own ? B : i); d++)
#pragma clang loop unroll(full)
            for (int q = 0; q < 4; q++) acc[q] -= r[q * B + d] * known[d];
        }
        const double *r = row + (own * B + i) * B + i;
        for (int q = 0; q < 4; q++) {
          for (int p = 0; p < q; p++) acc[q] -= r[q * B + p] * acc[p];
          acc[q] /= r[q * B + q];
          to[q] = acc[q];
        }
      }
    }
    for (size_t own = blocks; own-- > 0;) {
      const double *row = l + B * B * (own * (own + 1) / 2);
      const double *corner = row + own * B * B;
      wd *known = v + own * B;
      for (size_t i = B; i-- > 0;) {
        known[i] /= corner[i * B + i];
        for (size_t j = 0; j < i; j++) known[j] -= corner[i * B + j] * known[i];
      }
      for (size_t k = 0; k < own; k++) {
        const double *tile = row + k * B * B;
        for (size_t j = 0; j < B; j += 4) {
          wd *to = v + k * B + j;
          wd acc[4] = {to[0], to[1], to[2], to[3]};
          for (size_t i = 0; i < B; i++)
#pragma clang loop unroll(full)
            for (int q = 0; q < 4; q++) acc[q] -= tile[i * B + j + q] * known[i];
          for (int q = 0; q < 4; q++) to[q] = acc[q];
        }
      }
    }
  }
}

static void FK(wide_subtract)(const double *a, size_t stride, size_t n, size_t k, const double *c,
                              double *y) {
  for (size_t j = 0; j < n; j += B) {
    wd acc[4];
#pragma clang loop unroll(full)
    for (int t = 0; t < 4; t++) acc[t] = *(const wd *)(y + j + 8 * t);
    for (size_t q = 0; q < k; q++) {
      const double *row = a + q * stride + j;
#pragma clang loop unroll(full)
      for (int t = 0; t < 4; t++) acc[t] -= c[q] * *(const wd *)(row + 8 * t);
    }
#pragma clang loop unroll(full)
    for (int t = 0; t < 4; t++) *(wd *)(y + j + 8 * t) = acc[t];
  }
}

static inline __attribute__((always_inline)) double FK(wide_total)(const wd *sums) {
  const double *v = (const double *)sums;
  return ((v[0] + v[4]) + (v[1] + v[5])) + ((v[2] + v[6]) + (v[3] + v[7]));
}

static void FK(wide_products)(const double *a, size_t rows, const double *b, size_t columns,
                              size_t n, double *out) {
  size_t i = 0;
  for (; i < rows; i++) {
    const double *x = a + i * n;
    size_t j = 0;
    for (; j + 4 <= columns; j += 4) {
      wd acc[4] = {0, 0, 0, 0};
      for (size_t k = 0; k < n; k += 8) {
        const wd own = *(const wd *)(x + k);
#pragma clang loop unroll(full)
        for (int q = 0; q < 4; q++) acc[q] += own * *(const wd *)(b + (j + q) * n + k);
      }
      for (int q = 0; q < 4; q++) out[i * columns + j + q] = FK(wide_total)(acc + q);
    }
    for (; j < columns; j++) {
      wd acc = 0;
      for (size_t k = 0; k < n; k += 8) acc += *(const wd *)(x + k) * *(const wd *)(b + j * n + k);
      out[i * columns + j] = FK(wide_total)(&acc);
    }
  }
}

static const fk_wide_kernels FK(wide) = {
    FK_NAME, FK(wide_gram), FK(wide_cholesky), FK(wide_solve), FK(wide_subtract), FK(wide_products),
};

#undef wd
#undef B
