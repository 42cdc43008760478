/* The words that the corpora are made of: invented places and companies, common first names, plain
 * vocabulary. */
#ifndef CORPORA_WORDS_H
#define CORPORA_WORDS_H

#include "corpora/prng.h"

#include <stddef.h>

struct word_list {
    const char *const *words;
    size_t count;
};

extern const struct word_list words_first_names;
extern const struct word_list words_last_names;
extern const struct word_list words_streets; /* "Alder Street" */
extern const struct word_list words_cities;  /* "Fairview, OR", without ZIP */
extern const struct word_list words_mail_hosts;
extern const struct word_list words_clinics;
extern const struct word_list words_drugs;      /* generic names */
extern const struct word_list words_icd10;      /* codes of ICD-10-CM, CDC, public domain */
extern const struct word_list words_complaints; /* "a persistent cough" */
extern const struct word_list words_products;   /* "walnut desk lamp" */
extern const struct word_list words_routes;     /* "/cart/checkout" */

/* One of the list. */
const char *word_pick(const struct word_list *list, struct prng *prng);

#endif
