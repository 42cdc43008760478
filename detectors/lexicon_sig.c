/*
 * The words of a prescription's directions: forms, routes and frequencies, apart by whether they
 * are ordinary language or a programmer's abbreviation too ("weak": tablet, patch, po, tid, daily).
 * General vocabulary.
 */
#include "detectors/lexicon.h"
#include "detectors/lexicon_lists.h"

/* clang-format off */
static const char *const forms[] = {
    "oral tablet|oral capsule|sublingual tablet|chewable tablet|film coated tablet",
    "caplet|softgel|gelcap",
    "extended release|delayed release|sustained release",
    "suppository|suppositories", "lozenge", "inhaler|metered dose inhaler|dry powder inhaler|=HFA",
    "inhalation solution|nebulizer solution|nebule",
    "oral solution|oral suspension|oral liquid|oral syrup",
    "injectable solution|injectable suspension|solution for injection|injection solution",
    "prefilled syringe|pen injector|injectable pen|prefilled pen|flexpen|kwikpen",
    "ointment|topical cream|topical ointment|topical gel", "transdermal patch|transdermal system",
    "eye drops|ear drops|ophthalmic solution|otic solution", "nasal spray|metered dose nasal spray",
    "vaginal cream|vaginal ring", "ampule|ampoule", NULL,
};

const struct lexicon_list lexicon_forms = {forms, LEXICON_FORM, 0};

static const char *const countable_forms[] = {
    "tablet|tab", "capsule|cap", "pill", "puff", "drop", "spray", NULL,
};

const struct lexicon_list lexicon_countable_forms = {countable_forms, LEXICON_FORM,
                                                     LEXICON_WEAK | LEXICON_COUNTABLE};

static const char *const weak_forms[] = {
    "patch|patches", "injection", "solution", "suspension", "cream", "gel", "syrup", "elixir",
    "lotion", "vial", "syringe", "powder", "chewable", "unit dose", NULL,
};

const struct lexicon_list lexicon_weak_forms = {weak_forms, LEXICON_FORM, LEXICON_WEAK};

static const char *const routes[] = {
    "by mouth|orally|per os|p.o.", "subcutaneously|subcutaneous|subcut|subq|sub q",
    "intramuscularly|intramuscular", "intravenously|intravenous",
    "sublingually|sublingual|under the tongue", "topically|affected area",
    "rectally|per rectum", "vaginally|per vagina", "intranasally|intranasal|each nostril",
    "transdermally|transdermal", "intrathecal|intradermal|intraocular|intraarticular|buccal",
    "by inhalation|via nebulizer|via inhalation", NULL,
};

const struct lexicon_list lexicon_routes = {routes, LEXICON_ROUTE, 0};

static const char *const weak_routes[] = {
    "po", "iv", "im", "sc", "sq", "sl", "pr", "oral", "topical", "nasal", "ophthalmic", "otic",
    "rectal", "vaginal", "inhale|inhaled", NULL,
};

const struct lexicon_list lexicon_weak_routes = {weak_routes, LEXICON_ROUTE, LEXICON_WEAK};

static const char *const frequencies[] = {
    "once daily|once a day",
    "twice daily|twice a day|two times daily|two times a day",
    "three times daily|three times a day|thrice daily", "four times daily|four times a day",
    "times daily|times a day|times per day", "b.i.d.|t.i.d.|q.i.d.|q.d.|q.h.s.|p.r.n.",
    "q1h|q2h|q3h|q4h|q6h|q8h|q12h|q24h|q48h|q72h|q4 6h|q6 8h|q 4 h|q 6 h|q 8 h|q 12 h",
    "qhs|q hs|qam|qpm|qod", "at bedtime|before bed|every night at bedtime",
    "before meals|after meals|before breakfast", "every other day", NULL,
};

const struct lexicon_list lexicon_frequencies = {frequencies, LEXICON_FREQUENCY, 0};

static const char *const weak_frequencies[] = {
    "daily|every day|each day", "nightly", "weekly|once weekly|once a week|every week",
    "monthly|once monthly", "every morning", "every evening",
    "every night",
    "every 4 hours|every 6 hours|every 8 hours|every 12 hours|every 24 hours|every 72 hours",
    "every 4 to 6 hours|every 4 6 hours|every 6 to 8 hours|every 6 8 hours",
    "every four hours|every six hours|every eight hours|every twelve hours", "as needed", "bid",
    "tid", "qid", "qd", "prn", NULL,
};

const struct lexicon_list lexicon_weak_frequencies = {weak_frequencies, LEXICON_FREQUENCY,
                                                      LEXICON_WEAK};
