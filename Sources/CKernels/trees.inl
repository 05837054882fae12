// Gradients of the log loss, and the best split of a histogram.  Part of kernels.inl.

static void FK(gradients)(const float *scores, const float *labels, size_t n, float unit,
                          int64_t *out) {
  for (size_t i = 0; i < n; i += FK_LANES) {
    vf p = 1.0f / (1.0f + FK(exponential)(-*(const vf *)(scores + i)));
    vi g = __builtin_convertvector(FK(round)((p - *(const vf *)(labels + i)) * unit), vi);
    vi h = __builtin_convertvector(FK(round)(p * (1.0f - p) * unit), vi);
    h = h < 1 ? 1 : h;
    for (int l = 0; l < FK_LANES; l++) out[i + l] = ((int64_t)g[l] << 32) + h[l];
  }
}

static float FK(split)(const int64_t *bins, size_t n, int64_t total, float penalty, float least,
                       int64_t *left, int32_t *cut) {
  const float unit = 0x1p-14f;
  const float g = (float)(int32_t)(total >> 32) * unit, h = (float)(uint32_t)total * unit;
  const float parent = g * g / (h + penalty);
  // Beyond the last bin nothing is right of the cut, which is never enough.
  int64_t sums[256 + FK_LANES], running = 0;
  for (size_t i = 0; i < n; i++) sums[i] = running += bins[i];
  for (size_t i = n; i < n + FK_LANES; i++) sums[i] = total;
  float best = 0;
  *cut = -1;
  for (size_t i = 0; i + 1 < n; i += FK_LANES) {
    vq s = *(const vq *)(sums + i);
    vf gl = __builtin_convertvector(__builtin_convertvector(s >> 32, vi), vf) * unit;
    vf hl = __builtin_convertvector(__builtin_convertvector(s, vi), vf) * unit;
    vf gr = g - gl, hr = h - hl;
    vf gain = gl * gl / (hl + penalty) + gr * gr / (hr + penalty) - parent;
    gain = ((hl >= least) & (hr >= least)) ? gain : 0.0f;
    vi better = gain > best;
    if (!__builtin_reduce_or(better)) continue;
    for (int l = 0; l < FK_LANES; l++)
      if (gain[l] > best) {
        best = gain[l];
        *cut = (int32_t)(i + l);
        *left = sums[i + l];
      }
  }
  return best;
}
