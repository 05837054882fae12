// One source for every variant.  The including file defines FK(name), FK_LANES and FK_NAME, and
// sets the target attributes.

#pragma clang fp contract(off)

typedef float FK(vf) __attribute__((ext_vector_type(FK_LANES), aligned(4)));
typedef int32_t FK(vi) __attribute__((ext_vector_type(FK_LANES), aligned(4)));
typedef int16_t FK(vs) __attribute__((ext_vector_type(FK_LANES), aligned(2)));
typedef double FK(vd) __attribute__((ext_vector_type(8), aligned(8)));
typedef int64_t FK(vq) __attribute__((ext_vector_type(FK_LANES), aligned(8)));
#define vf FK(vf)
#define vi FK(vi)
#define vs FK(vs)
#define vd FK(vd)
#define vq FK(vq)

#ifndef FK_UP_TO
static inline __attribute__((always_inline)) uint32_t FK(up_to)(const int32_t *x, int32_t limit) {
  uint32_t bits = 0;
  for (int l = 0; l < FK_ALIGNMENT; l++) bits |= (uint32_t)(x[l] <= limit) << l;
  return bits;
}
#define FK_UP_TO FK(up_to)
#endif

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

static void FK(push_i16)(const int16_t *restrict row, size_t n, int32_t value,
                         int16_t *restrict slot, int64_t *restrict cross) {
  __builtin_memcpy(slot, row, n * sizeof *row);
  for (size_t i = 0; i < n; i++) cross[i] += (int32_t)row[i] * value;
}

// Pairs of examples are interleaved, as each multiply-add takes two.
static void FK(interleave)(const int16_t *rows, size_t n, int16_t *scratch) {
  for (size_t p = 0; p < FK_BATCH / 2; p++) {
    const int16_t *restrict a = rows + 2 * p * n, *restrict b = a + n;
    int16_t *restrict to = scratch + 2 * p * n;
    for (size_t i = 0; i < n; i++) {
      to[2 * i] = a[i];
      to[2 * i + 1] = b[i];
    }
  }
}

// Tiles of 4 rows by 16 columns.
static inline __attribute__((always_inline)) void FK(products)(const int16_t *left,
                                                               const int16_t *right, size_t n,
                                                               int isTriangle, int64_t *sums) {
  for (size_t i = 0; i < n; i += 4)
    for (size_t j = 0; isTriangle ? j <= i : j < n; j += 16) {
      int32_t out[4][16];
#ifdef FK_MADD
      FK_ACC acc[4][16 / FK_ACC_LANES];
      for (int r = 0; r < 4; r++)
        for (int c = 0; c < 16 / FK_ACC_LANES; c++) acc[r][c] = FK_ZERO;
      for (size_t p = 0; p < FK_BATCH / 2; p++) {
        const int16_t *own = left + p * n * 2, *row = right + p * n * 2;
        FK_ACC col[16 / FK_ACC_LANES];
        for (int c = 0; c < 16 / FK_ACC_LANES; c++)
          col[c] = FK_LOAD(row + 2 * (j + c * FK_ACC_LANES));
        for (int r = 0; r < 4; r++) {
          int32_t two;
          __builtin_memcpy(&two, own + 2 * (i + r), 4);
          FK_ACC b = FK_BROADCAST(two);
          for (int c = 0; c < 16 / FK_ACC_LANES; c++) acc[r][c] = FK_MADD(acc[r][c], col[c], b);
        }
      }
      __builtin_memcpy(out, acc, sizeof out);
#else
      __builtin_memset(out, 0, sizeof out);
      for (size_t p = 0; p < FK_BATCH / 2; p++) {
        const int16_t *own = left + p * n * 2, *row = right + p * n * 2;
        for (size_t r = 0; r < 4; r++)
          for (size_t c = 0; c < 16; c++)
            out[r][c] += own[2 * (i + r)] * row[2 * (j + c)] +
                         own[2 * (i + r) + 1] * row[2 * (j + c) + 1];
      }
#endif
      for (size_t r = 0; r < 4; r++)
        for (size_t c = 0; c < 16; c++) sums[(i + r) * n + j + c] += out[r][c];
    }
}

static void FK(gram_i16)(const int16_t *rows, size_t n, int16_t *scratch, int64_t *gram) {
  FK(interleave)(rows, n, scratch);
  FK(products)(scratch, scratch, n, 1, gram);
}

static void FK(outer_i16)(const int16_t *left, const int16_t *right, size_t n, int16_t *scratch,
                          int64_t *sums) {
  FK(interleave)(left, n, scratch);
  FK(interleave)(right, n, scratch + FK_BATCH * n);
  FK(products)(scratch, scratch + FK_BATCH * n, n, 0, sums);
}

static void FK(rank_one)(const int16_t *row, size_t n, double scale, double value, double *gram,
                         double *cross) {
  double x[FK_RANK_ONE];
  for (size_t i = 0; i < n; i++) x[i] = row[i];
  for (size_t i = 0; i < n; i += 8) *(vd *)(cross + i) += value * *(const vd *)(x + i);
  for (size_t i = 0; i < n; i++) {
    if (!row[i]) continue;
    double a = scale * x[i];
    for (size_t j = 0; j <= i; j += 8) *(vd *)(gram + i * n + j) += a * *(const vd *)(x + j);
  }
}

// Left-looking by panels of 8 columns.  Every element subtracts its products in the order of k, then
// is scaled by the inverse of its pivot.
static void FK(cholesky)(double *a, size_t n, double floor, double *panel) {
  for (size_t j0 = 0; j0 < n; j0 += 8) {
    for (size_t k = 0; k < j0; k++)
      for (size_t c = 0; c < 8; c++) panel[k * 8 + c] = a[(j0 + c) * n + k];
    double inverse[8];
    vd columns[8];
    for (size_t i = j0; i < n; i += 4) {
      vd acc[4];
      double *r[4];
      for (size_t q = 0; q < 4; q++) {
        r[q] = a + (i + q) * n;
        acc[q] = *(const vd *)(r[q] + j0);
      }
      for (size_t k = 0; k < j0; k++) {
        vd p = *(const vd *)(panel + k * 8);
        acc[0] -= r[0][k] * p;
        acc[1] -= r[1][k] * p;
        acc[2] -= r[2][k] * p;
        acc[3] -= r[3][k] * p;
      }
      if (i < j0 + 8) {
        for (size_t q = 0; q < 4; q++)
          for (size_t c = 0; c <= i + q - j0; c++) r[q][j0 + c] = acc[q][c];
        if (i == j0) continue;
        for (size_t c = 0; c < 8; c++) {
          double pivot = a[(j0 + c) * n + j0 + c];
          if (!(pivot > floor)) pivot = floor;
          pivot = __builtin_sqrt(pivot);
          a[(j0 + c) * n + j0 + c] = pivot;
          inverse[c] = 1 / pivot;
          for (size_t q = c + 1; q < 8; q++) a[(j0 + q) * n + j0 + c] *= inverse[c];
          for (size_t q = c + 1; q < 8; q++)
            for (size_t d = c + 1; d <= q; d++)
              a[(j0 + q) * n + j0 + d] -= a[(j0 + q) * n + j0 + c] * a[(j0 + d) * n + j0 + c];
        }
        for (size_t c = 0; c < 8; c++)
          for (size_t d = 0; d < 8; d++) columns[c][d] = d > c ? a[(j0 + d) * n + j0 + c] : 0;
      } else {
        for (size_t c = 0; c < 8; c++)
          for (size_t q = 0; q < 4; q++) {
            double x = acc[q][c] * inverse[c];
            acc[q] -= x * columns[c];
            acc[q][c] = x;
          }
        for (size_t q = 0; q < 4; q++) *(vd *)(r[q] + j0) = acc[q];
      }
    }
  }
}

static void FK(solve)(const double *l, size_t n, double *x) {
  for (size_t i = 0; i < n; i++) {
    const double *row = l + i * n;
    vd sums = 0;
    size_t j = 0;
    for (; j + 8 <= i; j += 8) sums += *(const vd *)(row + j) * *(const vd *)(x + j);
    double sum = ((sums[0] + sums[4]) + (sums[1] + sums[5])) +
                 ((sums[2] + sums[6]) + (sums[3] + sums[7]));
    for (; j < i; j++) sum += row[j] * x[j];
    x[i] = (x[i] - sum) / row[i];
  }
  for (size_t i = n; i-- > 0;) {
    const double *row = l + i * n;
    double v = x[i] / row[i];
    x[i] = v;
    size_t j = 0;
    for (; j + 8 <= i; j += 8) *(vd *)(x + j) -= v * *(const vd *)(row + j);
    for (; j < i; j++) x[j] -= v * row[j];
  }
}

// Squared distances to one block of FK_ALIGNMENT points.
static inline __attribute__((always_inline)) void FK(block)(const int16_t *x, size_t pairs,
                                                            const int16_t *points, int32_t *out) {
#ifdef FK_MADD
  FK_ACC acc[FK_ALIGNMENT / FK_ACC_LANES];
  for (int c = 0; c < FK_ALIGNMENT / FK_ACC_LANES; c++) acc[c] = FK_ZERO;
  for (size_t q = 0; q < pairs; q++) {
    int32_t two;
    __builtin_memcpy(&two, x + 2 * q, 4);
    FK_ACC b = FK_BROADCAST(two);
    for (int c = 0; c < FK_ALIGNMENT / FK_ACC_LANES; c++) {
      FK_ACC t = FK_SUBTRACT(FK_LOAD(points + 2 * (q * FK_ALIGNMENT + c * FK_ACC_LANES)), b);
      acc[c] = FK_MADD(acc[c], t, t);
    }
  }
  __builtin_memcpy(out, acc, sizeof acc);
#else
  for (int l = 0; l < FK_ALIGNMENT; l++) out[l] = 0;
  for (size_t q = 0; q < pairs; q++)
    for (int l = 0; l < FK_ALIGNMENT; l++) {
      int32_t s = points[2 * (q * FK_ALIGNMENT + l)] - x[2 * q];
      int32_t t = points[2 * (q * FK_ALIGNMENT + l) + 1] - x[2 * q + 1];
      out[l] += s * s + t * t;
    }
#endif
}

static size_t FK(nearest)(const int16_t *x, size_t pairs, const int16_t *points, size_t n,
                          size_t rank, int32_t *distances, int32_t *places, int32_t *found) {
  const size_t whole = n / FK_ALIGNMENT, size = 2 * pairs * FK_ALIGNMENT;
  typedef int32_t v16 __attribute__((ext_vector_type(FK_ALIGNMENT), aligned(4)));
  v16 least = INT32_MAX;
  for (size_t b = 0; b < whole; b++) {
    int32_t *out = distances + b * FK_ALIGNMENT;
    FK(block)(x, pairs, points + b * size, out);
    v16 these = *(const v16 *)out;
    least = these < least ? these : least;
  }
  size_t padded = whole * FK_ALIGNMENT;
  if (padded < n) {
    FK(block)(x, pairs, points + whole * size, distances + padded);
    for (size_t i = n; i < padded + FK_ALIGNMENT; i++) distances[i] = INT32_MAX;
    padded += FK_ALIGNMENT;
  }
  // The rank-th least of the lanes' own minima bounds the rank-th least of all.
  int32_t limit = INT32_MAX - 1;
  if (whole && rank <= FK_ALIGNMENT) {
    for (int l = 0; l < FK_ALIGNMENT; l++) {
      int32_t own = least[l];
      size_t up_to = (size_t)__builtin_popcount(FK_UP_TO((const int32_t *)&least, own));
      if (up_to >= rank && own < limit) limit = own;
    }
  }
  size_t count = 0;
  for (size_t i = 0; i < padded; i += FK_ALIGNMENT)
    for (uint32_t hits = FK_UP_TO(distances + i, limit); hits; hits &= hits - 1) {
      size_t place = i + __builtin_ctz(hits);
      int32_t distance = distances[place];
      if (count == rank && distance >= found[count - 1]) continue;
      size_t at = count < rank ? count++ : count - 1;
      for (; at > 0 && found[at - 1] > distance; at--) {
        found[at] = found[at - 1];
        places[at] = places[at - 1];
      }
      found[at] = distance;
      places[at] = (int32_t)place;
    }
  return count;
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

static void FK(log)(const float *x, float *out, size_t n) {
  for (size_t i = 0; i < n; i += FK_LANES) *(vf *)(out + i) = FK(logarithm)(*(const vf *)(x + i));
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

const fk_kernels FK(kernels) = {
    FK_NAME,     FK(dot),      FK(dot_i16),   FK(axpy), FK(fourier), FK(rectify),
    FK(push_i16), FK(gram_i16), FK(outer_i16), FK(rank_one), FK(cholesky), FK(solve), FK(nearest), FK(slots), FK(log), FK(gradients),
    FK(split), FK(evidence), FK(count),
};

#undef vf
#undef vi
#undef vs
#undef vd
#undef vq
