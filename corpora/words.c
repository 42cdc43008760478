/* The words that the corpora are made of. */
#include "corpora/words.h"

static const char *const first_names[] = {
    "Avery",  "Bianca",  "Carlos",  "Daphne",  "Elliot",  "Fatima",  "Gordon", "Harriet",
    "Imani",  "Jerome",  "Katrina", "Leonard", "Marisol", "Nathan",  "Olivia", "Patrick",
    "Quincy", "Rosalie", "Samuel",  "Teresa",  "Ulises",  "Vanessa", "Walter", "Yolanda",
};

static const char *const last_names[] = {
    "Abernathy",  "Bradshaw", "Calloway",  "Delgado",   "Eastwood", "Fitzgerald",
    "Gutierrez",  "Holloway", "Ishikawa",  "Jefferson", "Kowalski", "Lindqvist",
    "Mcallister", "Nakamura", "Okonkwo",   "Pemberton", "Quintana", "Ramirez",
    "Santiago",   "Thornton", "Underwood", "Vasquez",   "Whitaker", "Zimmerman",
};

static const char *const streets[] = {
    "Alder Street", "Birchwood Avenue",  "Cedar Lane",     "Dogwood Court", "Elm Road",
    "Foxglove Way", "Granite Boulevard", "Hawthorn Drive", "Ivy Place",     "Juniper Terrace",
};

static const char *const cities[] = {
    "Fairview, OR", "Millbrook, NY",  "Cedar Falls, IA", "Ashland, KY", "Riverton, WY",
    "Oakdale, CA",  "Greenfield, MA", "Lakewood, CO",    "Salem, VA",   "Bristol, TN",
};

static const char *const mail_hosts[] = {
    "mailhollow.net", "pinemarsh.com", "northquill.org", "bluefennel.com", "harborpost.net",
};

static const char *const clinics[] = {
    "Riverbend Family Clinic",      "Stonegate Cardiology",    "Marlow Street Pediatrics",
    "Harborview Internal Medicine", "Quarry Hill Urgent Care",
};

static const char *const drugs[] = {
    "lisinopril", "metformin",  "atorvastatin",  "amoxicillin", "omeprazole",
    "losartan",   "sertraline", "levothyroxine", "amlodipine",  "gabapentin",
};

static const char *const icd10[] = {
    "E11.9", "I10", "J45.909", "M54.50", "F41.1", "K21.9", "N39.0", "S52.131A", "E78.5", "G43.909",
};

static const char *const complaints[] = {
    "a persistent dry cough",       "lower back pain after lifting", "intermittent chest tightness",
    "blurred vision and thirst",    "migraine with nausea",          "swelling of the left ankle",
    "shortness of breath at night", "fatigue and poor appetite",
};

static const char *const products[] = {
    "walnut desk lamp",  "ceramic teapot", "trail backpack", "linen curtains",    "bread knife",
    "garden trowel set", "felt slippers",  "wool blanket",   "cast iron skillet", "paper notebook",
};

static const char *const routes[] = {
    "/cart",           "/cart/checkout", "/orders/confirm",
    "/catalog/search", "/account/login", "/static/app.js",
};

#define WORDS(list)                                                                                \
    {                                                                                              \
        list, sizeof list / sizeof *list                                                           \
    }
const struct word_list words_first_names = WORDS(first_names);
const struct word_list words_last_names = WORDS(last_names);
const struct word_list words_streets = WORDS(streets);
const struct word_list words_cities = WORDS(cities);
const struct word_list words_mail_hosts = WORDS(mail_hosts);
const struct word_list words_clinics = WORDS(clinics);
const struct word_list words_drugs = WORDS(drugs);
const struct word_list words_icd10 = WORDS(icd10);
const struct word_list words_complaints = WORDS(complaints);
const struct word_list words_products = WORDS(products);
const struct word_list words_routes = WORDS(routes);

const char *word_pick(const struct word_list *list, struct prng *prng)
{
    return list->words[prng_below(prng, (uint32_t)list->count)];
}
