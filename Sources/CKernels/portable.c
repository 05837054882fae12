#include "CKernels.h"

#define FK(name) fk_##name##_portable
#define FK_LANES 4
#define FK_NAME "portable"
#include "kernels.inl"
