#include "CKernels.h"

#if defined(__x86_64__)
#include <immintrin.h>

#pragma clang attribute push(__attribute__((target("avx512f,avx512bw,avx512vl,avx512dq,avx2"))), apply_to = function)
#define FK(name) fk_##name##_avx512
#define FK_LANES 16
#define FK_NAME "avx512"
#define FK_ACC __m512i
#define FK_ACC_LANES 16
#define FK_ZERO _mm512_setzero_si512()
#define FK_LOAD(p) _mm512_loadu_si512((const void *)(p))
#define FK_BROADCAST(v) _mm512_set1_epi32(v)
#define FK_MADD(acc, a, b) _mm512_add_epi32(acc, _mm512_madd_epi16(a, b))
#define FK_SUBTRACT(a, b) _mm512_sub_epi16(a, b)
#define FK_GATHER(from, places) _mm512_i32gather_epi32(_mm512_loadu_si512(places), from, 4)
#define FK_UP_TO(x, limit) \
  (uint32_t)_mm512_cmple_epi32_mask(_mm512_loadu_si512(x), _mm512_set1_epi32(limit))
#include "kernels.inl"
#pragma clang attribute pop
#endif
