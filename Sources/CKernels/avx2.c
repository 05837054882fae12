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
#include "kernels.inl"
#pragma clang attribute pop
#endif
