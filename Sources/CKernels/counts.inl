// Count tables: the slots of a row, their log odds and their update.  Part of kernels.inl.

static inline __attribute__((always_inline)) vi FK(gather)(const int32_t *from,
                                                           const int32_t *places) {
#ifdef FK_GATHER
  return (vi)FK_GATHER(from, places);
#else
  vi found;
  for (int l = 0; l < FK_LANES; l++) found[l] = from[places[l]];
  return found;
#endif
}

static void FK(slots)(const int32_t *levels, const int32_t *terms, const int32_t *strides,
                      size_t depth, const int32_t *base, size_t n, int32_t *out) {
  for (size_t i = 0; i < n; i += FK_LANES) {
    vi slot = *(const vi *)(base + i);
    for (size_t t = 0; t < depth; t++)
      slot += FK(gather)(levels, terms + t * n + i) * *(const vi *)(strides + t * n + i);
    *(vi *)(out + i) = slot;
  }
}

// Eight slots of eight words are transposed in registers; log works on whole vectors after.
static void FK(evidence)(const void *counts, const int32_t *slots, size_t m, float prior1,
                         float weight, float *out) {
  typedef float v8 __attribute__((ext_vector_type(8), aligned(4)));
  typedef int32_t i8 __attribute__((ext_vector_type(8), aligned(4)));
  const float *words = (const float *)counts;
  const float a1 = weight * prior1, a0 = weight * (1 - prior1);
  vf one = prior1 / (1 - prior1);
  const float base = FK(logarithm)(one)[0];
#define FK_LOW(x, y) __builtin_shufflevector(x, y, 0, 8, 1, 9, 4, 12, 5, 13)
#define FK_HIGH(x, y) __builtin_shufflevector(x, y, 2, 10, 3, 11, 6, 14, 7, 15)
#define FK_EVEN(x, y) __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13)
#define FK_ODD(x, y) __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15)
#define FK_NEAR(x, y) __builtin_shufflevector(x, y, 0, 1, 2, 3, 8, 9, 10, 11)
#define FK_FAR(x, y) __builtin_shufflevector(x, y, 4, 5, 6, 7, 12, 13, 14, 15)
  for (size_t i = 0; i < m; i += 8) {
    v8 r[8];
    for (int l = 0; l < 8; l++) r[l] = *(const v8 *)(words + (size_t)slots[i + l] * 8);
    v8 t0 = FK_LOW(r[0], r[1]), t1 = FK_HIGH(r[0], r[1]), t2 = FK_LOW(r[2], r[3]),
       t3 = FK_HIGH(r[2], r[3]), t4 = FK_LOW(r[4], r[5]), t5 = FK_HIGH(r[4], r[5]),
       t6 = FK_LOW(r[6], r[7]), t7 = FK_HIGH(r[6], r[7]);
    v8 u0 = FK_EVEN(t0, t2), u1 = FK_ODD(t0, t2), u2 = FK_EVEN(t1, t3), u3 = FK_ODD(t1, t3),
       u4 = FK_EVEN(t4, t6), u5 = FK_ODD(t4, t6), u6 = FK_EVEN(t5, t7), u7 = FK_ODD(t5, t7);
    v8 w0 = FK_NEAR(u0, u4), w1 = FK_NEAR(u1, u5), f0 = FK_NEAR(u2, u6), f1 = FK_NEAR(u3, u7),
       g0 = FK_FAR(u0, u4), g1 = FK_FAR(u1, u5);
    v8 n0 = __builtin_convertvector(*(i8 *)&w0, v8), n1 = __builtin_convertvector(*(i8 *)&w1, v8);
    *(v8 *)(out + i) = (n1 + a1) / (n0 + a0);
    *(v8 *)(out + m + i) = (f1 + a1) / (f0 + a0);
    *(v8 *)(out + 2 * m + i) = (g1 + a1) / (g0 + a0);
  }
#undef FK_LOW
#undef FK_HIGH
#undef FK_EVEN
#undef FK_ODD
#undef FK_NEAR
#undef FK_FAR
  for (size_t i = 0; i < 3 * m; i += FK_LANES)
    *(vf *)(out + i) = FK(logarithm)(*(const vf *)(out + i)) - base;
}

static void FK(count)(void *counts, const int32_t *slots, size_t m, int label, float fast_cap,
                      float fresh_cap) {
  typedef float v4 __attribute__((ext_vector_type(4), aligned(4)));
  const v4 caps = {fast_cap, fast_cap, fresh_cap, fresh_cap};
  const v4 one = label ? (v4){0, 1, 0, 1} : (v4){1, 0, 1, 0};
  for (size_t i = 0; i < m; i++) {
    float *slot = (float *)counts + (size_t)slots[i] * 8;
    ((int32_t *)slot)[label] += 1;
    v4 v = *(v4 *)(slot + 2);
    v4 total = v + v.yxwz;
    *(v4 *)(slot + 2) = v * (total > caps ? (v4)0.5f : (v4)1.0f) + one;
  }
}
