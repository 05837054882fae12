// The nearest of the points that are kept.  Part of kernels.inl.

#ifndef FK_UP_TO
static inline __attribute__((always_inline)) uint32_t FK(up_to)(const int32_t *x, int32_t limit) {
  uint32_t bits = 0;
  for (int l = 0; l < FK_ALIGNMENT; l++) bits |= (uint32_t)(x[l] <= limit) << l;
  return bits;
}
#define FK_UP_TO FK(up_to)
#endif

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
