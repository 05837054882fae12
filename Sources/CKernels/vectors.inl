// Sums, products and elementary functions of whole vectors.  Part of kernels.inl.

static inline __attribute__((always_inline)) float FK(sum)(vf v) {
  float total = 0;
  for (int i = 0; i < FK_LANES; i++) total += v[i];
  return total;
}

static float FK(dot)(const float *a, const float *b, size_t n) {
  vf s0 = 0, s1 = 0;
  size_t i = 0;
  for (; i + 2 * FK_LANES <= n; i += 2 * FK_LANES) {
    s0 += *(const vf *)(a + i) * *(const vf *)(b + i);
    s1 += *(const vf *)(a + i + FK_LANES) * *(const vf *)(b + i + FK_LANES);
  }
  for (; i < n; i += FK_LANES) s0 += *(const vf *)(a + i) * *(const vf *)(b + i);
  return FK(sum)(s0 + s1);
}

static float FK(dot_i16)(const int16_t *a, const float *b, size_t n) {
  vf s = 0;
  for (size_t i = 0; i < n; i += FK_LANES)
    s += __builtin_convertvector(*(const vs *)(a + i), vf) * *(const vf *)(b + i);
  return FK(sum)(s);
}

static void FK(axpy)(float scale, const float *x, float *y, size_t n) {
  for (size_t i = 0; i < n; i += FK_LANES) *(vf *)(y + i) += scale * *(const vf *)(x + i);
}

// The trick of adding 1.5 * 2^23 rounds to the nearest integer in every variant alike.
static inline __attribute__((always_inline)) vf FK(round)(vf v) {
  const float magic = 12582912.0f;
  return (v + magic) - magic;
}

static inline __attribute__((always_inline)) vf FK(abs)(vf v) {
  vi bits = *(vi *)&v & 0x7fffffff;
  return *(vf *)&bits;
}

// log by range reduction to [sqrt(1/2), sqrt(2)) and the atanh series; after Cephes' logf.
static inline __attribute__((always_inline)) vf FK(logarithm)(vf x) {
  vi bits = *(vi *)&x;
  vi e = ((bits - 0x3f3504f3) >> 23);
  bits -= e << 23;
  vf m = *(vf *)&bits - 1.0f;
  vf z = m * m;
  vf p = m * 7.0376836292e-2f + -1.1514610310e-1f;
  p = p * m + 1.1676998740e-1f;
  p = p * m + -1.2420140846e-1f;
  p = p * m + 1.4249322787e-1f;
  p = p * m + -1.6668057665e-1f;
  p = p * m + 2.0000714765e-1f;
  p = p * m + -2.4999993993e-1f;
  p = p * m + 3.3333331174e-1f;
  return m + (p * m * z - 0.5f * z) + __builtin_convertvector(e, vf) * 0.69314718056f;
}

static inline __attribute__((always_inline)) vf FK(exponential)(vf x) {
  x = x < -87.0f ? -87.0f : x;
  x = x > 88.0f ? 88.0f : x;
  vf n = FK(round)(x * 1.44269504f);
  vf r = (x - n * 0.693359375f) - n * -2.12194440e-4f;
  vf p = r * 1.9875691500e-4f + 1.3981999507e-3f;
  p = p * r + 8.3334519073e-3f;
  p = p * r + 4.1665795894e-2f;
  p = p * r + 1.6666665459e-1f;
  p = p * r + 5.0000001201e-1f;
  vf y = p * r * r + r + 1.0f;
  vi e = (__builtin_convertvector(n, vi) + 127) << 23;
  return y * *(vf *)&e;
}

static void FK(log)(const float *x, float *out, size_t n) {
  for (size_t i = 0; i < n; i += FK_LANES) *(vf *)(out + i) = FK(logarithm)(*(const vf *)(x + i));
}
