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

#include "vectors.inl"
#include "features.inl"
#include "ridge.inl"
#include "neighbors.inl"
#include "counts.inl"
#include "trees.inl"

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
