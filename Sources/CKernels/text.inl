// One variant of the text kernels; FK(name) names its functions.

static void FK(scores)(const float *restrict table, size_t columns, const uint32_t *restrict ids,
                       uint32_t mask, const float *restrict x, size_t n, float *restrict out) {
  for (size_t k = 0; k < columns; k += FK_ALIGNMENT) {
    float sums[FK_ALIGNMENT];
    for (size_t j = 0; j < FK_ALIGNMENT; j++) sums[j] = out[k + j];
    for (size_t i = 0; i < n; i++) {
      const float *row = table + (size_t)(ids[i] & mask) * columns + k;
      if (i + FK_AHEAD < n)
        __builtin_prefetch(table + (size_t)(ids[i + FK_AHEAD] & mask) * columns + k);
      for (size_t j = 0; j < FK_ALIGNMENT; j++) sums[j] += x[i] * row[j];
    }
    for (size_t j = 0; j < FK_ALIGNMENT; j++) out[k + j] = sums[j];
  }
}

static void FK(descend)(float *restrict table, size_t columns, const uint32_t *restrict ids,
                        uint32_t mask, const float *restrict x, size_t n,
                        const float *restrict errors) {
  for (size_t i = 0; i < n; i++) {
    float *row = table + (size_t)(ids[i] & mask) * columns;
    for (size_t k = 0; k < columns; k += FK_ALIGNMENT)
      for (size_t j = 0; j < FK_ALIGNMENT; j++) row[k + j] -= x[i] * errors[k + j];
  }
}

static void FK(counts)(const uint32_t *restrict counts, size_t columns, const uint32_t *restrict ids,
                       uint32_t mask, size_t n, const float *restrict logs, uint32_t limit,
                       float *restrict out) {
  for (size_t k = 0; k < columns; k += FK_ALIGNMENT) {
    float sums[FK_ALIGNMENT];
    for (size_t j = 0; j < FK_ALIGNMENT; j++) sums[j] = out[k + j];
    for (size_t i = 0; i < n; i++) {
      const uint32_t *row = counts + (size_t)(ids[i] & mask) * columns + k;
      if (i + FK_AHEAD < n)
        __builtin_prefetch(counts + (size_t)(ids[i + FK_AHEAD] & mask) * columns + k);
      // Most features were never seen with most classes, and then add nothing.
      uint32_t any = 0;
      for (size_t j = 0; j < FK_ALIGNMENT; j++) any |= row[j];
      if (!any) continue;
      if (any > limit) {
        fk_text_large(row, logs, limit, sums);
        continue;
      }
      for (size_t j = 0; j < FK_ALIGNMENT; j++) sums[j] += logs[row[j]];
    }
    for (size_t j = 0; j < FK_ALIGNMENT; j++) out[k + j] = sums[j];
  }
}

const fk_text_kernels FK(kernels) = {
    .name = FK_NAME, .scores = FK(scores), .descend = FK(descend), .counts = FK(counts)};

#undef FK
#undef FK_NAME
