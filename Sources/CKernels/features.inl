// Random features of a row: cosines and rectified sums of its projections.  Part of kernels.inl.

// sin(x) on [-pi/2, pi/2] by an odd minimax polynomial of degree 7; error below 4e-6.
static inline __attribute__((always_inline)) vf FK(cosine)(vf turns) {
  vf t = turns - FK(round)(turns);
  vf x = (0.25f - FK(abs)(t)) * 6.2831853f;
  vf q = x * x;
  vf p = q * -0.00018363f + 0.00830629f;
  p = q * p + -0.16664824f;
  p = q * p + 0.99999660f;
  return x * p;
}

static void FK(fourier)(const float *x, size_t d, const float *projection, const float *offset,
                        size_t n, float amplitude, int16_t *out) {
  size_t i = 0;
  for (; i + 4 * FK_LANES <= n; i += 4 * FK_LANES) {
    vf a0 = *(const vf *)(offset + i), a1 = *(const vf *)(offset + i + FK_LANES),
       a2 = *(const vf *)(offset + i + 2 * FK_LANES), a3 = *(const vf *)(offset + i + 3 * FK_LANES);
    for (size_t j = 0; j < d; j++) {
      const float *p = projection + j * n + i;
      a0 += *(const vf *)p * x[j];
      a1 += *(const vf *)(p + FK_LANES) * x[j];
      a2 += *(const vf *)(p + 2 * FK_LANES) * x[j];
      a3 += *(const vf *)(p + 3 * FK_LANES) * x[j];
    }
    vf r[4] = {a0, a1, a2, a3};
    for (int k = 0; k < 4; k++) {
      vf c = FK(round)(FK(cosine)(r[k]) * amplitude);
      *(vs *)(out + i + k * FK_LANES) = __builtin_convertvector(c, vs);
    }
  }
  for (; i < n; i += FK_LANES) {
    vf a = *(const vf *)(offset + i);
    for (size_t j = 0; j < d; j++) a += *(const vf *)(projection + j * n + i) * x[j];
    vf c = FK(round)(FK(cosine)(a) * amplitude);
    *(vs *)(out + i) = __builtin_convertvector(c, vs);
  }
}

static void FK(rectify)(const float *x, size_t d, const float *projection, const float *offset,
                        size_t n, float unit, int16_t *out) {
  for (size_t i = 0; i < n; i += FK_LANES) {
    vf a = *(const vf *)(offset + i);
    for (size_t j = 0; j < d; j++) a += *(const vf *)(projection + j * n + i) * x[j];
    vf c = FK(round)(a * unit);
    const vf none = (vf)0.0f, most = (vf)2047.0f;
    c = c > none ? c : none;
    c = c < most ? c : most;
    *(vs *)(out + i) = __builtin_convertvector(c, vs);
  }
}
