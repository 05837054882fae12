#include <string.h>

#include "CKernels.h"

#pragma clang fp contract(off)

/// Rows that are asked for this long before they are used.
#define FK_AHEAD 8

/// Counts beyond the table are halved until it holds them, each time for ln 2.
static void fk_text_large(const uint32_t *row, const float *logs, uint32_t limit, float *sums) {
  for (size_t j = 0; j < FK_ALIGNMENT; j++) {
    uint32_t count = row[j];
    float log = 0;
    for (; count > limit; count /= 2) log += 0.69314718f;
    sums[j] += logs[count] + log;
  }
}

#define FK(name) fk_text_##name##_portable
#define FK_NAME "portable"
#include "text.inl"

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define FK(name) fk_text_##name##_avx2
#define FK_NAME "avx2"
#include "text.inl"
#pragma clang attribute pop

#pragma clang attribute push( \
    __attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2"))), \
    apply_to = function)
#define FK(name) fk_text_##name##_avx512
#define FK_NAME "avx512"
#include "text.inl"
#pragma clang attribute pop
#endif

const fk_text_kernels *fk_text_named(const char *name) {
#if defined(__x86_64__)
  if (strcmp(name, "portable") != 0 && fk_named(name) == NULL) return NULL;
  if (strcmp(name, "avx512") == 0) return &fk_text_kernels_avx512;
  if (strcmp(name, "avx2") == 0) return &fk_text_kernels_avx2;
#endif
  return strcmp(name, "portable") == 0 ? &fk_text_kernels_portable : NULL;
}

const fk_text_kernels *fk_text_best(void) {
  static const char *const order[] = {"avx512", "avx2"};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
    const fk_text_kernels *found = fk_text_named(order[i]);
    if (found) return found;
  }
  return &fk_text_kernels_portable;
}
