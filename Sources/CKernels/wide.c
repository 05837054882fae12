#include "CKernelsWide.h"

#include <string.h>

#define FK(name) fk_##name##_portable
#define FK_NAME "portable"
#define FK_GRAM_ROWS 2
#define FK_TILE 8
#include "wide.inl"
#undef FK
#undef FK_NAME
#undef FK_GRAM_ROWS

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define FK(name) fk_##name##_avx2
#define FK_NAME "avx2"
#define FK_GRAM_ROWS 2
#define FK_ACC __m256i
#define FK_ACC_LANES 8
#define FK_ZERO _mm256_setzero_si256()
#define FK_LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define FK_BROADCAST(v) _mm256_set1_epi32(v)
#define FK_MADD(acc, a, b) _mm256_add_epi32(acc, _mm256_madd_epi16(a, b))
#include "wide.inl"
#pragma clang attribute pop
#undef FK
#undef FK_NAME
#undef FK_GRAM_ROWS
#undef FK_TILE
#undef FK_ACC
#undef FK_ACC_LANES
#undef FK_ZERO
#undef FK_LOAD
#undef FK_BROADCAST
#undef FK_MADD

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2"))), apply_to = function)
#define FK(name) fk_##name##_avx512
#define FK_NAME "avx512"
#define FK_GRAM_ROWS 8
#define FK_TILE 32
#define FK_ACC __m512i
#define FK_ACC_LANES 16
#define FK_ZERO _mm512_setzero_si512()
#define FK_LOAD(p) _mm512_loadu_si512((const void *)(p))
#define FK_BROADCAST(v) _mm512_set1_epi32(v)
#define FK_MADD(acc, a, b) _mm512_add_epi32(acc, _mm512_madd_epi16(a, b))
#include "wide.inl"
#pragma clang attribute pop
#elif defined(__aarch64__)
#include <arm_neon.h>

static inline int32x4_t fk_wide_madd_neon(int32x4_t acc, int32x4_t a, int32x4_t b) {
  int16x8_t x = vreinterpretq_s16_s32(a), y = vreinterpretq_s16_s32(b);
  int32x4_t low = vmull_s16(vget_low_s16(x), vget_low_s16(y));
  int32x4_t high = vmull_high_s16(x, y);
  return vaddq_s32(acc, vpaddq_s32(low, high));
}

#define FK(name) fk_##name##_neon
#define FK_NAME "neon"
#define FK_GRAM_ROWS 2
#define FK_ACC int32x4_t
#define FK_ACC_LANES 4
#define FK_ZERO vdupq_n_s32(0)
#define FK_LOAD(p) vreinterpretq_s32_s16(vld1q_s16(p))
#define FK_BROADCAST(v) vdupq_n_s32(v)
#define FK_MADD(acc, a, b) fk_wide_madd_neon(acc, a, b)
#include "wide.inl"
#endif

const fk_wide_kernels *fk_wide_named(const char *name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "avx512") == 0)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
               ? &fk_wide_avx512
               : NULL;
  if (strcmp(name, "avx2") == 0) return __builtin_cpu_supports("avx2") ? &fk_wide_avx2 : NULL;
#elif defined(__aarch64__)
  if (strcmp(name, "neon") == 0) return &fk_wide_neon;
#endif
  return strcmp(name, "portable") == 0 ? &fk_wide_portable : NULL;
}

const fk_wide_kernels *fk_wide_best(void) {
  static const char *const order[] = {"avx512", "avx2", "neon"};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
    const fk_wide_kernels *found = fk_wide_named(order[i]);
    if (found) return found;
  }
  return &fk_wide_portable;
}
