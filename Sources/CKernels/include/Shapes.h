// Matching of small feature planes, with run-time dispatch.  Integers only: every variant gives the
// same bits.
#ifndef CKERNELS_SHAPES_H
#define CKERNELS_SHAPES_H

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/// Planes are squares of this many values a side, by rows.
#define FK_SHAPE_SIDE 32
/// The planes of a shape.
#define FK_SHAPE_PLANES 5
/// The greatest feature: then the squares over all planes sum to less than 2^16.
#define FK_SHAPE_LIMIT 114

/// The image distortion model (Keysers et al., 2007): the sum over the places of `a` of the least, over
/// displacements of up to 2 places along each axis, of the squared differences to `b` summed over
/// 5 x 5 places (each at most `cap`, at most 2,500), plus `penalty` (at most 256) times the squared length
/// of the displacement.  Features are at most FK_SHAPE_LIMIT.
uint32_t fk_shape_mismatch(const uint8_t *a, const uint8_t *b, uint16_t cap, uint16_t penalty);

/// The same from the variant that every machine runs.
uint32_t fk_shape_mismatch_portable_variant(const uint8_t *a, const uint8_t *b, uint16_t cap,
                                            uint16_t penalty);

#ifdef __cplusplus
}
#endif
#endif
