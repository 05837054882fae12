#include "CKernels.h"

#include <string.h>

extern const fk_kernels fk_kernels_portable;
#if defined(__x86_64__)
extern const fk_kernels fk_kernels_avx2;
extern const fk_kernels fk_kernels_avx512;
#elif defined(__aarch64__)
extern const fk_kernels fk_kernels_neon;
#endif

const fk_kernels *fk_named(const char *name) {
#if defined(__x86_64__)
  __builtin_cpu_init();
  if (strcmp(name, "avx512") == 0)
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                   __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq")
               ? &fk_kernels_avx512
               : NULL;
  if (strcmp(name, "avx2") == 0)
    return __builtin_cpu_supports("avx2") ? &fk_kernels_avx2 : NULL;
#elif defined(__aarch64__)
  if (strcmp(name, "neon") == 0) return &fk_kernels_neon;
#endif
  return strcmp(name, "portable") == 0 ? &fk_kernels_portable : NULL;
}

const fk_kernels *fk_best(void) {
  static const char *const order[] = {"avx512", "avx2", "neon"};
  for (size_t i = 0; i < sizeof order / sizeof *order; i++) {
    const fk_kernels *found = fk_named(order[i]);
    if (found) return found;
  }
  return &fk_kernels_portable;
}
