#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define FK(name) fk_##name##_avx2
#define FK_LANES 8
#define FK_NAME "avx2"
#define FK_ACC __m256i
#define FK_ACC_LANES 8
#define FK_ZERO _mm256_setzero_si256()
#define FK_LOAD(p) _mm256_loadu_si256((const __m256i *)(p))
#define FK_BROADCAST(v) _mm256_set1_epi32(v)
#define FK_MADD(acc, a, b) _mm256_add_epi32(acc, _mm256_madd_epi16(a, b))
#define FK_SUBTRACT(a, b) _mm256_sub_epi16(a, b)
#define FK_GATHER(from, places) \
  _mm256_i32gather_epi32(from, _mm256_loadu_si256((const __m256i *)(places)), 4)
static inline uint32_t fk_up_to_avx2(const int32_t *x, int32_t limit) {
  __m256i l = _mm256_set1_epi32(limit);
  __m256i a = _mm256_cmpgt_epi32(_mm256_loadu_si256((const __m256i *)x), l);
  __m256i b = _mm256_cmpgt_epi32(_mm256_loadu_si256((const __m256i *)(x + 8)), l);
  uint32_t beyond = (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(a)) |
                    (uint32_t)_mm256_movemask_ps(_mm256_castsi256_ps(b)) << 8;
  return beyond ^ 0xffff;
}
#define FK_UP_TO fk_up_to_avx2
#include "kernels.inl"
#pragma clang attribute pop
#endif
