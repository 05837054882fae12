// Kernels over rows of a table that a text's hashed features choose, with run-time dispatch.
//
// All are exact: the same bits in every variant, for every column takes the rows in their order and
// multiplications and additions are not fused.
#ifndef CKERNELS_TEXT_H
#define CKERNELS_TEXT_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct {
  const char *name;

  /// out[k] += sum over i < n of x[i] * table[(ids[i] & mask) * columns + k].  `columns` is a
  /// multiple of FK_ALIGNMENT.
  void (*scores)(const float *table, size_t columns, const uint32_t *ids, uint32_t mask,
                 const float *x, size_t n, float *out);

  /// table[(ids[i] & mask) * columns + k] -= x[i] * errors[k].
  void (*descend)(float *table, size_t columns, const uint32_t *ids, uint32_t mask, const float *x,
                  size_t n, const float *errors);

  /// out[k] += sum over i < n of logs[counts[(ids[i] & mask) * columns + k]].  `logs` holds limit +
  /// 1 values; beyond, a count is halved until it is within, each time for ln 2.
  void (*counts)(const uint32_t *counts, size_t columns, const uint32_t *ids, uint32_t mask, size_t n,
                 const float *logs, uint32_t limit, float *out);
} fk_text_kernels;

/// The fastest variant this processor runs.
const fk_text_kernels *fk_text_best(void);

/// The variant of that name ("portable", "avx2", "avx512"), or NULL where it cannot run.
const fk_text_kernels *fk_text_named(const char *name);

#ifdef __cplusplus
}
#endif
#endif
