/* Opens what users say of detectors and values. */
#include "crawler/cli/judgement.h"

#include "crawler/base/log.h"

#include <string.h>

#define ERRORS_MAX ((size_t)1 << 20)

/* Says each line of errors. */
static void judgement_say(struct buffer *errors)
{
    char *text = buffer_str(errors);
    if (text == NULL)
        log_line(LOG_ERROR, "the rules files cannot be used");
    while (text != NULL && *text != '\0') {
        char *const end = strchr(text, '\n');
        if (end != NULL)
            *end = '\0';
        log_line(LOG_ERROR, "%s", text);
        text = end != NULL ? end + 1 : NULL;
    }
}

static bool judgement_rules(const struct option_value *option, struct judgement *judgement)
{
    struct buffer errors;
    bool is_good = true;
    judgement->files = rules_files_create();
    if (judgement->files == NULL) {
        log_line(LOG_ERROR, "not enough memory for the rules files");
        return false;
    }
    buffer_init(&errors, ERRORS_MAX);
    for (size_t i = 0; i < option->text_count; i++)
        is_good &= rules_files_add(judgement->files, option->texts[i], &errors);
    if (!is_good)
        judgement_say(&errors);
    buffer_free(&errors);
    judgement->rules = rules_files_input(judgement->files);
    return is_good;
}

static bool judgement_list(const struct option_value *option, const struct judgement *judgement,
                           struct value_list **list)
{
    struct fault fault = {0};
    if (option->text_count == 0)
        return true;
    if (!judgement->has_key) {
        log_line(LOG_ERROR, "--allow and --roster need --key-file: the key their HMACs were made "
                            "with");
        return false;
    }
    *list = value_list_create();
    bool is_good = *list != NULL;
    for (size_t i = 0; is_good && i < option->text_count; i++)
        is_good = value_list_load(*list, option->texts[i], judgement->key.id, &fault);
    if (!is_good)
        log_line(LOG_ERROR, "%s", *list != NULL ? fault.message : "not enough memory");
    return is_good;
}

static bool judgement_passwords(const struct option_value *option, struct judgement *judgement)
{
    struct fault fault = {0};
    bool is_open = false;
    if (!option->is_given)
        return true;
    judgement->passwords = passwords_load(option->text, &is_open, &fault);
    if (judgement->passwords == NULL)
        log_line(LOG_ERROR, "--passwords: %s", fault.message);
    else if (is_open)
        log_line(LOG_WARNING, "%s: everybody may read these passwords", option->text);
    return judgement->passwords != NULL;
}

bool judgement_open(const struct arguments *arguments, struct judgement *judgement)
{
    const struct option_value *const options = arguments->options;
    struct fault fault = {0};
    *judgement = (struct judgement){0};
    if (options[OPTION_RULES].text_count > 0 && !judgement_rules(&options[OPTION_RULES], judgement))
        return false;
    if (options[OPTION_KEY_FILE].is_given) {
        judgement->has_key =
            value_hmac_key_load(options[OPTION_KEY_FILE].text, &judgement->key, &fault);
        if (!judgement->has_key) {
            log_line(LOG_ERROR, "%s", fault.message);
            return false;
        }
    }
    if (!judgement_passwords(&options[OPTION_PASSWORDS], judgement) ||
        !judgement_list(&options[OPTION_ALLOW], judgement, &judgement->allowed) ||
        !judgement_list(&options[OPTION_ROSTER], judgement, &judgement->roster))
        return false;
    judgement->lists = (struct value_lists){&judgement->key, judgement->allowed, judgement->roster};
    const bool has_lists = judgement->allowed != NULL || judgement->roster != NULL;
    judgement->used = has_lists ? &judgement->lists : NULL;
    return true;
}

void judgement_close(struct judgement *judgement)
{
    rules_files_free(judgement->files);
    value_list_free(judgement->allowed);
    value_list_free(judgement->roster);
    passwords_free(judgement->passwords);
    explicit_bzero(judgement, sizeof *judgement);
}
