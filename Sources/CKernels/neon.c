#include "CKernels.h"

#if defined(__aarch64__)
#include <arm_neon.h>

static inline int32x4_t fk_madd_neon(int32x4_t acc, int32x4_t a, int32x4_t b) {
  int16x8_t x = vreinterpretq_s16_s32(a), y = vreinterpretq_s16_s32(b);
  int32x4_t low = vmull_s16(vget_low_s16(x), vget_low_s16(y));
  int32x4_t high = vmull_high_s16(x, y);
  return vaddq_s32(acc, vpaddq_s32(low, high));
}

#define FK(name) fk_##name##_neon
#define FK_LANES 8
#define FK_NAME "neon"
#define FK_ACC int32x4_t
#define FK_ACC_LANES 4
#define FK_ZERO vdupq_n_s32(0)
#define FK_LOAD(p) vreinterpretq_s32_s16(vld1q_s16(p))
#define FK_BROADCAST(v) vdupq_n_s32(v)
#define FK_MADD(acc, a, b) fk_madd_neon(acc, a, b)
#define FK_SUBTRACT(a, b) \
  vreinterpretq_s32_s16(vsubq_s16(vreinterpretq_s16_s32(a), vreinterpretq_s16_s32(b)))
#include "kernels.inl"
#endif
