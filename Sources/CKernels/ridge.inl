// The sums that ridge regression keeps, and the solution of their equations.  Part of kernels.inl.

static void FK(push_i16)(const int16_t *restrict row, size_t n, int32_t value,
                         int16_t *restrict slot, int64_t *restrict cross) {
  __builtin_memcpy(slot, row, n * sizeof *row);
  for (size_t i = 0; i < n; i++) cross[i] += (int32_t)row[i] * value;
}

// Pairs of examples are interleaved, as each multiply-add takes two.
static void FK(interleave)(const int16_t *rows, size_t n, int16_t *scratch) {
  for (size_t p = 0; p < FK_BATCH / 2; p++) {
    const int16_t *restrict a = rows + 2 * p * n, *restrict b = a + n;
    int16_t *restrict to = scratch + 2 * p * n;
    for (size_t i = 0; i < n; i++) {
      to[2 * i] = a[i];
      to[2 * i + 1] = b[i];
    }
  }
}

// Tiles of 4 rows by 16 columns.
static inline __attribute__((always_inline)) void FK(products)(const int16_t *left,
                                                               const int16_t *right, size_t n,
                                                               int isTriangle, int64_t *sums) {
  for (size_t i = 0; i < n; i += 4)
    for (size_t j = 0; isTriangle ? j <= i : j < n; j += 16) {
      int32_t out[4][16];
#ifdef FK_MADD
      FK_ACC acc[4][16 / FK_ACC_LANES];
      for (int r = 0; r < 4; r++)
        for (int c = 0; c < 16 / FK_ACC_LANES; c++) acc[r][c] = FK_ZERO;
      for (size_t p = 0; p < FK_BATCH / 2; p++) {
        const int16_t *own = left + p * n * 2, *row = right + p * n * 2;
        FK_ACC col[16 / FK_ACC_LANES];
        for (int c = 0; c < 16 / FK_ACC_LANES; c++)
          col[c] = FK_LOAD(row + 2 * (j + c * FK_ACC_LANES));
        for (int r = 0; r < 4; r++) {
          int32_t two;
          __builtin_memcpy(&two, own + 2 * (i + r), 4);
          FK_ACC b = FK_BROADCAST(two);
          for (int c = 0; c < 16 / FK_ACC_LANES; c++) acc[r][c] = FK_MADD(acc[r][c], col[c], b);
        }
      }
      __builtin_memcpy(out, acc, sizeof out);
#else
      __builtin_memset(out, 0, sizeof out);
      for (size_t p = 0; p < FK_BATCH / 2; p++) {
        const int16_t *own = left + p * n * 2, *row = right + p * n * 2;
        for (size_t r = 0; r < 4; r++)
          for (size_t c = 0; c < 16; c++)
            out[r][c] += own[2 * (i + r)] * row[2 * (j + c)] +
                         own[2 * (i + r) + 1] * row[2 * (j + c) + 1];
      }
#endif
      for (size_t r = 0; r < 4; r++)
        for (size_t c = 0; c < 16; c++) sums[(i + r) * n + j + c] += out[r][c];
    }
}

static void FK(gram_i16)(const int16_t *rows, size_t n, int16_t *scratch, int64_t *gram) {
  FK(interleave)(rows, n, scratch);
  FK(products)(scratch, scratch, n, 1, gram);
}

static void FK(outer_i16)(const int16_t *left, const int16_t *right, size_t n, int16_t *scratch,
                          int64_t *sums) {
  FK(interleave)(left, n, scratch);
  FK(interleave)(right, n, scratch + FK_BATCH * n);
  FK(products)(scratch, scratch + FK_BATCH * n, n, 0, sums);
}

static void FK(rank_one)(const int16_t *row, size_t n, double scale, double value, double *gram,
                         double *cross) {
  double x[FK_RANK_ONE];
  for (size_t i = 0; i < n; i++) x[i] = row[i];
  for (size_t i = 0; i < n; i += 8) *(vd *)(cross + i) += value * *(const vd *)(x + i);
  for (size_t i = 0; i < n; i++) {
    if (!row[i]) continue;
    double a = scale * x[i];
    for (size_t j = 0; j <= i; j += 8) *(vd *)(gram + i * n + j) += a * *(const vd *)(x + j);
  }
}

// Left-looking by panels of 8 columns.  Every element subtracts its products in the order of k, then
// is scaled by the inverse of its pivot.
static void FK(cholesky)(double *a, size_t n, double floor, double *panel) {
  for (size_t j0 = 0; j0 < n; j0 += 8) {
    for (size_t k = 0; k < j0; k++)
      for (size_t c = 0; c < 8; c++) panel[k * 8 + c] = a[(j0 + c) * n + k];
    double inverse[8];
    vd columns[8];
    for (size_t i = j0; i < n; i += 4) {
      vd acc[4];
      double *r[4];
      for (size_t q = 0; q < 4; q++) {
        r[q] = a + (i + q) * n;
        acc[q] = *(const vd *)(r[q] + j0);
      }
      for (size_t k = 0; k < j0; k++) {
        vd p = *(const vd *)(panel + k * 8);
        acc[0] -= r[0][k] * p;
        acc[1] -= r[1][k] * p;
        acc[2] -= r[2][k] * p;
        acc[3] -= r[3][k] * p;
      }
      if (i < j0 + 8) {
        for (size_t q = 0; q < 4; q++)
          for (size_t c = 0; c <= i + q - j0; c++) r[q][j0 + c] = acc[q][c];
        if (i == j0) continue;
        for (size_t c = 0; c < 8; c++) {
          double pivot = a[(j0 + c) * n + j0 + c];
          if (!(pivot > floor)) pivot = floor;
          pivot = __builtin_sqrt(pivot);
          a[(j0 + c) * n + j0 + c] = pivot;
          inverse[c] = 1 / pivot;
          for (size_t q = c + 1; q < 8; q++) a[(j0 + q) * n + j0 + c] *= inverse[c];
          for (size_t q = c + 1; q < 8; q++)
            for (size_t d = c + 1; d <= q; d++)
              a[(j0 + q) * n + j0 + d] -= a[(j0 + q) * n + j0 + c] * a[(j0 + d) * n + j0 + c];
        }
        for (size_t c = 0; c < 8; c++)
          for (size_t d = 0; d < 8; d++) columns[c][d] = d > c ? a[(j0 + d) * n + j0 + c] : 0;
      } else {
        for (size_t c = 0; c < 8; c++)
          for (size_t q = 0; q < 4; q++) {
            double x = acc[q][c] * inverse[c];
            acc[q] -= x * columns[c];
            acc[q][c] = x;
          }
        for (size_t q = 0; q < 4; q++) *(vd *)(r[q] + j0) = acc[q];
      }
    }
  }
}

static void FK(solve)(const double *l, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) {
    const double *row = l + i * n;
    vd sums = 0;
    size_t j = 0;
    for (; j + 8 <= i; j += 8) sums += *(const vd *)(row + j) * *(const vd *)(x + j);
    double sum = ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
                 ((sums[2] + sums[6]) + (sums[3] + sums[7]));
    for (; j < i; j++) sum += row[j] * x[j];
    x[i] = (x[i] - sum) / row[i];
  }
  for (size_t i = n; i-- > 0;) {
    const double *row = l + i * n;
    double v = x[i] / row[i];
    x[i] = v;
    size_t j = 0;
    for (; j + 8 <= i; j += 8) *(vd *)(x + j) -= v * *(const vd *)(row + j);
    for (; j < i; j++) x[j] -= v * row[j];
  }
}
