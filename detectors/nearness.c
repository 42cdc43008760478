/* Two terms near an identifier, on a stream. */
#include "detectors/nearness.h"

void nearness_init(struct nearness *near, uint64_t reach)
{
    *near = (struct nearness){.reach = reach};
}

void nearness_restart(struct nearness *near)
{
    const bool is_found = near->is_found;
    nearness_init(near, near->reach);
    near->is_found = is_found;
}

static uint64_t advance(struct nearness *near, uint64_t offset)
{
    near->offset = offset > near->offset ? offset : near->offset;
    return near->offset;
}

/* The later term is in front; the earlier one has seen every identifier up to its own reach. */
void nearness_add_term(struct nearness *near, uint64_t key, uint64_t offset)
{
    offset = advance(near, offset);
    struct nearness_term *terms = near->terms;
    const unsigned other = near->term_count > 0 && terms[0].key == key;
    if (near->term_count > other) {
        const struct nearness_term *term = &terms[other];
        near->is_found |= term->has_person && offset - term->person <= near->reach;
    }
    if (other == 0) {
        terms[1] = terms[0];
        near->term_count += near->term_count < 2;
    }
    terms[0] = (struct nearness_term){key, offset, near->person, near->has_person};
}

void nearness_add_person(struct nearness *near, uint64_t offset)
{
    offset = advance(near, offset);
    near->person = offset;
    near->has_person = true;
    unsigned near_count = 0;
    for (unsigned i = 0; i < near->term_count; i++) {
        struct nearness_term *term = &near->terms[i];
        if (offset - term->offset <= near->reach) {
            term->person = offset;
            term->has_person = true;
            near_count++;
        }
    }
    near->is_found |= near_count == 2;
}
