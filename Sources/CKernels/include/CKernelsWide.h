// Kernels for least squares over wide rows, with run-time dispatch.
//
// All of them are exact: every variant gives the same bits.
#ifndef CKERNELS_WIDE_H
#define CKERNELS_WIDE_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Widths are multiples of this.  A packed triangle has tiles of as many rows and columns, row by row
/// of tiles up to the diagonal: element (i, j) is in tile b * (b + 1) / 2 + j / 32 for b = i / 32, at
/// place (i % 32) * 32 + j % 32.
#define FK_WIDE_BLOCK 32

/// The most rows of one ``gram``, so that 32-bit partial sums hold (512 * 2047^2 < 2^31).
#define FK_WIDE_BATCH 512

/// Targets are solved in groups of this many.
#define FK_WIDE_GROUP 8

typedef struct {
  const char *name;

  /// Adds the products of `count` rows to a packed triangle.
  /// |row[i]| <= 2047; count <= FK_WIDE_BATCH; `scratch` holds (count + 1) / 2 * 2 * n values.
  void (*gram)(const int16_t *rows, size_t count, size_t n, int16_t *scratch, int64_t *gram);

  /// Lower Cholesky factor of the packed triangle `a` of n rows, in place.  Pivots below `floor` are
  /// raised to it.  What lies beyond the diagonal is undefined, before and after.  `panel` is scratch of
  /// n * FK_WIDE_BLOCK doubles.
  void (*cholesky)(double *a, size_t n, double floor, double *panel);

  /// Solves L Lᵀ X = B in place for `groups` groups of FK_WIDE_GROUP right sides; x holds them as
  /// [group][n][FK_WIDE_GROUP].
  void (*solve)(const double *l, size_t n, double *x, size_t groups);

  /// y[j] -= c[q] * a[q * stride + j] for j < n, for q = 0 ..< k in turn.
  void (*subtract)(const double *a, size_t stride, size_t n, size_t k, const double *c, double *y);

  /// out[i * columns + j] = the product of row i of a and row j of b, both of n values.
  void (*products)(const double *a, size_t rows, const double *b, size_t columns, size_t n,
                   double *out);
} fk_wide_kernels;

/// The fastest variant this processor runs.
const fk_wide_kernels *fk_wide_best(void);

/// The variant of that name ("portable", "avx2", "avx512", "neon"), or NULL where it cannot run.
const fk_wide_kernels *fk_wide_named(const char *name);

#ifdef __cplusplus
}
#endif
#endif
