/* "Did you mean ...?": of some known words the one that is nearest to what somebody typed. */
#ifndef CRAWLER_CLI_SUGGEST_H
#define CRAWLER_CLI_SUGGEST_H

#define SUGGEST_WORD_SIZE 64

struct suggest {
    const char *typed;            /* must live as long as words are offered */
    unsigned distance;            /* of best */
    char best[SUGGEST_WORD_SIZE]; /* "": nothing is near enough */
};

void suggest_init(struct suggest *suggest, const char *typed);

/*
 * Offers one word. It is near enough when a third of its letters at most are wrong, or when it
 * begins with what was typed (three letters at least). Of equally near words the first stays. Words
 * of SUGGEST_WORD_SIZE and more are ignored.
 */
void suggest_offer(struct suggest *suggest, const char *word);

/* Letters to insert, delete, replace or swap with their neighbour to make one word of the other. */
unsigned suggest_distance(const char *a, const char *b);

#endif
