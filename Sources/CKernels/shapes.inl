// One source for every variant.  The including file defines FK_SHAPE(name) and FK_SHAPE_LANES, and
// sets the target attributes.

typedef uint16_t FK_SHAPE(row) __attribute__((ext_vector_type(FK_SHAPE_LANES), aligned(2)));
#define row FK_SHAPE(row)

static uint32_t FK_SHAPE(mismatch)(const uint8_t *a, const uint8_t *b, uint16_t cap,
                                   uint16_t penalty) {
  enum { side = FK_SHAPE_SIDE, reach = 2, height = side + 2 * reach, stride = 64, left = 16 };
  _Alignas(64) uint16_t from[FK_SHAPE_PLANES][side][side], to[FK_SHAPE_PLANES][height][stride];
  _Alignas(64) uint16_t squares[height][stride], rows[height][side], least[side][side];
  memset(to, 0, sizeof to);
  memset(squares, 0, sizeof squares);
  memset(rows, 0, sizeof rows);
  memset(least, 0xff, sizeof least);
  for (int plane = 0; plane < FK_SHAPE_PLANES; plane++)
    for (int y = 0; y < side; y++)
      for (int x = 0; x < side; x++) {
        from[plane][y][x] = a[(plane * side + y) * side + x];
        to[plane][y + reach][left + x] = b[(plane * side + y) * side + x];
      }
  for (int dy = -reach; dy <= reach; dy++)
    for (int dx = -reach; dx <= reach; dx++) {
      row cost = (row)((uint16_t)(penalty * (dx * dx + dy * dy)));
      for (int y = 0; y < side; y++) {
        for (int x = 0; x < side; x += FK_SHAPE_LANES) {
          row sum = (row)((uint16_t)0);
          for (int plane = 0; plane < FK_SHAPE_PLANES; plane++) {
            row t = *(const row *)&from[plane][y][x] -
                    *(const row *)&to[plane][y + dy + reach][left + dx + x];
            sum += t * t;
          }
          *(row *)&squares[y + reach][left + x] = __builtin_elementwise_min(sum, (row)cap);
        }
        for (int x = 0; x < side; x += FK_SHAPE_LANES) {
          const uint16_t *s = &squares[y + reach][left + x];
          *(row *)&rows[y + reach][x] = *(const row *)(s - 2) + *(const row *)(s - 1) +
                                        *(const row *)s + *(const row *)(s + 1) +
                                        *(const row *)(s + 2);
        }
      }
      for (int x = 0; x < side; x += FK_SHAPE_LANES)
        for (int y = 0; y < side; y++) {
          row patch = *(const row *)&rows[y][x] + *(const row *)&rows[y + 1][x] +
                      *(const row *)&rows[y + 2][x] + *(const row *)&rows[y + 3][x] +
                      *(const row *)&rows[y + 4][x] + cost;
          row *best = (row *)&least[y][x];
          *best = __builtin_elementwise_min(*best, patch);
        }
    }
  uint32_t total = 0;
  for (int y = 0; y < side; y++)
    for (int x = 0; x < side; x++) total += least[y][x];
  return total;
}
#undef row
