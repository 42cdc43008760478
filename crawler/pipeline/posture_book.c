/* Keeps what buckets say of themselves, and whose the keys are that objects are encrypted with. */
#include "crawler/pipeline/posture_book.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#define KEYS_MAX                                                                                   \
    64 /* different keys of KMS that are asked about; of others the owner is unknown               \
        */

/* A key of KMS, and whose it is. */
struct book_key {
    char id[POSTURE_KEY_SIZE];
    enum key_owner owner;
};

struct book_page {
    struct posture posture;
    enum key_owner owner; /* of its default key */
    bool is_done;
};

struct posture_book {
    pthread_mutex_t lock;
    unsigned profiles;
    struct book_key keys[KEYS_MAX];
    size_t key_count;
    size_t count;
    struct book_page pages[];
};

struct posture_book *posture_book_create(size_t places, unsigned profiles)
{
    struct posture_book *const book = calloc(1, sizeof *book + places * sizeof book->pages[0]);
    if (book == NULL)
        return NULL;
    if (pthread_mutex_init(&book->lock, NULL) != 0) {
        free(book);
        return NULL;
    }
    book->profiles = profiles != 0 ? profiles : (1u << POLICY_PROFILE_COUNT) - 1;
    book->count = places;
    return book;
}

void posture_book_free(struct posture_book *book)
{
    if (book == NULL)
        return;
    pthread_mutex_destroy(&book->lock);
    free(book);
}

/* The lock is held: a key is asked for once, and the others wait for the answer. */
static enum key_owner book_find_owner(struct posture_book *book, const struct posture_asker *asker,
                                      const char *id)
{
    if ((book->profiles & 1u << POLICY_CMK_REQUIRED) == 0 || id[0] == '\0')
        return KEY_OWNER_UNKNOWN;
    for (size_t i = 0; i < book->key_count; i++)
        if (strcmp(book->keys[i].id, id) == 0)
            return book->keys[i].owner;
    if (book->key_count == KEYS_MAX)
        return KEY_OWNER_UNKNOWN;
    struct book_key *const key = &book->keys[book->key_count++];
    memmove(key->id, id, strnlen(id, sizeof key->id - 1)); /* both may be of the book */
    key->owner = inspect_key(asker->store, asker->http, id);
    return key->owner;
}

/* The lock is held. */
static struct book_page *book_read(struct posture_book *book, const struct posture_asker *asker)
{
    struct book_page *const page = &book->pages[asker->source];
    if (page->is_done)
        return page;
    (void)inspect_posture(asker->store, asker->http, &page->posture);
    page->owner = book_find_owner(book, asker, page->posture.encryption_key);
    page->is_done = true;
    return page;
}

void posture_book_finish(struct posture_book *book, const struct crawl *crawl, size_t from_count)
{
    if (book == NULL || atomic_load(crawl->cancelled))
        return;
    const struct http_options options = {.cancelled = crawl->cancelled, .window = 1};
    struct http *const http = http_create(crawl->environment, &options);
    for (size_t i = 0; http != NULL && i < crawl->source_count + from_count; i++) {
        const struct crawl_source *const source = &crawl->sources[i];
        const struct posture_asker asker = {source->store, i, http};
        if (source->store != NULL && !source->is_failed)
            book_read(book, &asker);
    }
    http_free(http);
}

static struct named_text name_verdict(enum policy_profile profile, enum policy_verdict verdict)
{
    return (struct named_text){policy_profile_name(profile), policy_verdict_name(verdict)};
}

size_t posture_book_judge(struct posture_book *book, const struct posture_asker *asker,
                          const struct object_facts *facts, struct named_text out[RUN_POLICIES_MAX])
{
    size_t count = 0;
    pthread_mutex_lock(&book->lock);
    const struct book_page *const page = book_read(book, asker);
    const enum key_owner owner =
        facts != NULL ? book_find_owner(book, asker, facts->encryption_key_id) : KEY_OWNER_UNKNOWN;
    pthread_mutex_unlock(&book->lock);
    for (int i = 0; page->posture.is_read && i < POLICY_PROFILE_COUNT; i++) {
        const enum policy_profile profile = (enum policy_profile)i;
        if ((book->profiles & 1u << i) != 0)
            out[count++] =
                name_verdict(profile, policy_judge(&page->posture, profile, facts, owner));
    }
    return count;
}

bool posture_book_describe(const struct posture_book *book, size_t source, struct run_posture *out)
{
    *out = (struct run_posture){.fact_count = 0};
    if (source >= book->count || !book->pages[source].posture.is_read)
        return false;
    const struct book_page *const page = &book->pages[source];
    const struct posture *const posture = &page->posture;
    for (int i = 0; i < POSTURE_FACT_COUNT; i++) {
        const char *const name = posture_fact_name((enum posture_fact)i);
        if (posture->values[i] == POSTURE_ABSENT)
            continue;
        out->facts[out->fact_count++] =
            (struct named_text){name, posture_value_name(posture->values[i])};
        if (posture->values[i] == POSTURE_UNKNOWN)
            out->unknown[out->unknown_count++] = (struct named_text){name, posture->why[i]};
    }
    out->encryption_key = posture->encryption_key;
    for (int i = 0; i < POLICY_PROFILE_COUNT; i++) {
        const enum policy_profile profile = (enum policy_profile)i;
        if ((book->profiles & 1u << i) != 0)
            out->policies[out->policy_count++] =
                name_verdict(profile, policy_judge_bucket(posture, profile, page->owner));
    }
    return true;
}

size_t posture_book_sum(const struct posture_book *book,
                        struct summary_policy out[RUN_POLICIES_MAX])
{
    size_t count = 0;
    for (int i = 0; book != NULL && i < POLICY_PROFILE_COUNT; i++) {
        const enum policy_profile profile = (enum policy_profile)i;
        size_t verdicts[] = {[POLICY_UNKNOWN] = 0, [POLICY_MET] = 0, [POLICY_NOT_MET] = 0};
        if ((book->profiles & 1u << i) == 0)
            continue;
        for (size_t j = 0; j < book->count; j++)
            if (book->pages[j].posture.is_read)
                verdicts[policy_judge_bucket(&book->pages[j].posture, profile,
                                             book->pages[j].owner)]++;
        if (verdicts[POLICY_UNKNOWN] + verdicts[POLICY_MET] + verdicts[POLICY_NOT_MET] > 0)
            out[count++] =
                (struct summary_policy){policy_profile_name(profile), verdicts[POLICY_MET],
                                        verdicts[POLICY_NOT_MET], verdicts[POLICY_UNKNOWN]};
    }
    return count;
}
