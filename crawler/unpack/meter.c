/* What a layer takes in and gives out, against the limits. */
#include "crawler/unpack/meter.h"

struct meter meter_below(struct meter *parent)
{
    return (struct meter){.parent = parent,
                          .limits = parent->limits,
                          .coverage = parent->coverage,
                          .keys = parent->keys,
                          .memory = parent->memory};
}

static uint64_t meter_taken(const struct meter *meter)
{
    return meter->in_at != NULL ? *meter->in_at : meter->in;
}

static void meter_stop(struct meter *meter, enum reason reason)
{
    if (meter->is_stopped)
        coverage_add(meter->coverage, reason);
    else
        coverage_cut(meter->coverage, reason, meter_taken(meter), meter->size);
    meter->is_stopped = true;
    meter->stop_reason = reason;
}

/* out: bytes, of which the limit arms at share times the usual number. */
static bool meter_is_over(const struct meter *meter, uint64_t out, uint64_t share)
{
    const struct unpack_limits *const limits = meter->limits;
    return limits->ratio > 0 && out / share > limits->ratio_arms_at &&
           out / limits->ratio > meter_taken(meter);
}

void meter_count(struct meter *meter, uint64_t in, size_t len)
{
    const struct unpack_limits *const limits = meter->limits;
    meter->in = in;
    meter->out += len;
    if (meter_is_over(meter, meter->out, 1))
        meter_stop(meter, REASON_LIMIT_RATIO);
    for (; meter != NULL; meter = meter->parent) {
        meter->out_below += len;
        if (meter->parent == NULL && meter->out_below > limits->bytes)
            meter_stop(meter, REASON_LIMIT_BYTES);
        if (meter->parent != NULL && meter_is_over(meter, meter->out_below, METER_BELOW))
            meter_stop(meter, REASON_LIMIT_RATIO);
    }
}

bool meter_is_stopped(const struct meter *meter)
{
    while (meter != NULL && !meter->is_stopped)
        meter = meter->parent;
    return meter != NULL;
}

enum reason meter_stop_reason(const struct meter *meter)
{
    while (!meter->is_stopped)
        meter = meter->parent;
    return meter->stop_reason;
}

bool meter_count_member(struct meter *meter)
{
    if (meter_is_stopped(meter))
        return false;
    if (meter->coverage->members < meter->limits->members) {
        meter->coverage->members++;
        return true;
    }
    while (meter->parent != NULL)
        meter = meter->parent;
    meter_stop(meter, REASON_LIMIT_MEMBERS);
    return false;
}
