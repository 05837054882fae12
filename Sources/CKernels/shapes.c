#include "Shapes.h"

#include <string.h>

#define FK_SHAPE(name) fk_shape_##name##_portable
#define FK_SHAPE_LANES 8
#include "shapes.inl"
#undef FK_SHAPE_LANES
#undef FK_SHAPE

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2"))), apply_to = function)
#define FK_SHAPE(name) fk_shape_##name##_avx2
#define FK_SHAPE_LANES 16
#include "shapes.inl"
#undef FK_SHAPE_LANES
#undef FK_SHAPE
#pragma clang attribute pop
#endif

uint32_t fk_shape_mismatch_portable_variant(const uint8_t *a, const uint8_t *b, uint16_t cap,
                                            uint16_t penalty) {
  return fk_shape_mismatch_portable(a, b, cap, penalty);
}

uint32_t fk_shape_mismatch(const uint8_t *a, const uint8_t *b, uint16_t cap, uint16_t penalty) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx2")) return fk_shape_mismatch_avx2(a, b, cap, penalty);
#endif
  return fk_shape_mismatch_portable(a, b, cap, penalty);
}
