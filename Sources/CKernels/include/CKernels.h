// Arithmetic kernels with run-time dispatch.
//
// Every kernel marked "exact" gives the same bits in every variant: its elements go through the
// same operations in the same order, without fused multiply-add.  The others reorder float sums;
// their results may differ in the last bits and must never enter canonical state.
#ifndef CKERNELS_H
#define CKERNELS_H

#include <stddef.h>
#include <stdint.h>

#include "CKernelsWide.h"
#include "Shapes.h"
#include "text.h"

#ifdef __cplusplus
extern "C" {
#endif

/// The lane count that vector-length arguments must be a multiple of.
#define FK_ALIGNMENT 16

/// The number of examples a Gram batch holds.
#define FK_BATCH 64

/// The most features that a rank-one update takes.
#define FK_RANK_ONE 48

typedef struct {
  const char *name;

  /// Sum of a[i] * b[i].  `n` is a multiple of FK_ALIGNMENT.
  float (*dot)(const float *a, const float *b, size_t n);

  /// Sum of a[i] * b[i] over 16-bit features.  `n` is a multiple of FK_ALIGNMENT.
  float (*dot_i16)(const int16_t *a, const float *b, size_t n);

  /// y[i] += scale * x[i].  `n` is a multiple of FK_ALIGNMENT.
  void (*axpy)(float scale, const float *x, float *y, size_t n);

  /// Exact.  Random Fourier features: out[i] = round(amplitude * cos(2 pi (offset[i] + sum_j
  /// projection[j * n + i] * x[j]))), |amplitude| <= 2047.  `n` is a multiple of FK_ALIGNMENT.
  void (*fourier)(const float *x, size_t d, const float *projection, const float *offset, size_t n,
                  float amplitude, int16_t *out);

  /// Exact.  Rectified units: out[i] = round(unit * (offset[i] + sum_j projection[j * n + i] * x[j])),
  /// held within 0 and 2047; the product stays below 2^22.  `n` is a multiple of FK_ALIGNMENT.
  void (*rectify)(const float *x, size_t d, const float *projection, const float *offset, size_t n,
                  float unit, int16_t *out);

  /// Exact.  Copies a row into its place in a batch, and adds row[i] * value to cross[i];
  /// |row[i]| <= 2047, |value| <= 2^20.
  void (*push_i16)(const int16_t *row, size_t n, int32_t value, int16_t *slot, int64_t *cross);

  /// Exact.  gram[i * n + j] += sum over the FK_BATCH rows of row[i] * row[j], for all j up to i,
  /// and for those beyond that share its tile of 16; |row[i]| <= 2047.  `n` is a multiple of
  /// FK_ALIGNMENT; `scratch` holds FK_BATCH * n values.
  void (*gram_i16)(const int16_t *rows, size_t n, int16_t *scratch, int64_t *gram);

  /// Exact.  sums[i * n + j] += sum over the FK_BATCH rows of left[i] * right[j], for all i and j;
  /// |left[i]|, |right[j]| <= 2047.  `n` is a multiple of FK_ALIGNMENT; `scratch` holds 2 * FK_BATCH * n
  /// values.
  void (*outer_i16)(const int16_t *left, const int16_t *right, size_t n, int16_t *scratch,
                    int64_t *sums);

  /// Exact while the sums stay below 2^53.  gram[i * n + j] += scale * row[i] * row[j] for all j up to
  /// i, and for those beyond that share its vector of 8; cross[i] += value * row[i].  `n` is a
  /// multiple of FK_ALIGNMENT, at most FK_RANK_ONE; `scale` is 1 or -1.
  void (*rank_one)(const int16_t *row, size_t n, double scale, double value, double *gram,
                   double *cross);

  /// Exact.  Lower Cholesky factor of the n x n row-major matrix `a`, in place; n is a multiple of
  /// 8.  Pivots below `floor` are raised to it.  What lies beyond the diagonal is undefined after.
  /// `panel` is scratch of n * 8 doubles.
  void (*cholesky)(double *a, size_t n, double floor, double *panel);

  /// Exact.  Solves L Lᵀ x = b in place, where `l` is the lower n x n factor by rows and x holds b.  A
  /// pivot of zero gives infinities or NaN.
  void (*solve)(const double *l, size_t n, double *x);

  /// Exact.  The `rank` points nearest to x, closest first, the first of equals first: their places
  /// and squared distances; returns how many.  Points come in blocks of FK_ALIGNMENT; coordinates
  /// 2q and 2q + 1 of point p of block b are at points[((b * pairs + q) * FK_ALIGNMENT + p) * 2] and
  /// the place after.  No distance may pass 2^31 - 2.  `distances` is scratch of n values, padded to
  /// whole blocks.
  size_t (*nearest)(const int16_t *x, size_t pairs, const int16_t *points, size_t n, size_t rank,
                    int32_t *distances, int32_t *places, int32_t *found);

  /// Exact.  out[i] = base[i] + sum over t < depth of levels[terms[t * n + i]] * strides[t * n + i].
  void (*slots)(const int32_t *levels, const int32_t *terms, const int32_t *strides, size_t depth,
                const int32_t *base, size_t n, int32_t *out);

  /// Natural logarithm, relative error below 1e-6 for normal positive x.  In place allowed.
  /// `n` is a multiple of FK_ALIGNMENT.
  void (*log)(const float *x, float *out, size_t n);

  /// Exact.  Logistic gradients: with p = 1 / (1 + exp(-scores[i])), the packed integers
  /// round((p - labels[i]) * unit) * 2^32 + max(1, round(p * (1 - p) * unit)).
  void (*gradients)(const float *scores, const float *labels, size_t n, float unit, int64_t *out);

  /// Exact.  The best cut of n <= 256 bins of packed gradients and curvatures (in units of 2^-14) into the
  /// first cut + 1 and the rest; returns its gain, 0 (and cut -1) where none has `least` curvature
  /// (more than zero) on both sides.  Of equal gains the first wins.
  float (*split)(const int64_t *bins, size_t n, int64_t total, float penalty, float least,
                 int64_t *left, int32_t *cut);

  /// Evidence of m count slots for two classes.  counts: slow0, slow1 (32-bit integers) and fast0,
  /// fast1, fresh0, fresh1, unused x2 (floats), 32 bytes a slot, at slots[i] (in slots).  out holds
  /// three blocks of m: log((c1 + w * p1) / (c0 + w * p0)) - log(p1 / p0), by rate.
  void (*evidence)(const void *counts, const int32_t *slots, size_t m, float prior1, float weight,
                   float *out);

  /// Exact.  Counts one of two classes in m slots as ``evidence`` reads them; a slot's decaying
  /// counts that passed their cap are halved first.
  void (*count)(void *counts, const int32_t *slots, size_t m, int label, float fast_cap,
                float fresh_cap);
} fk_kernels;

/// The fastest variant this processor runs; chosen once.
const fk_kernels *fk_best(void);

/// The variant of that name ("portable", "avx2", "avx512", "neon"), or NULL where it cannot run.
const fk_kernels *fk_named(const char *name);

#ifdef __cplusplus
}
#endif
#endif
