/* Completion for bash, from the tables: verbs, options, choices, detectors; files for everything
 * else. */
#include "crawler/cli/help.h"

#include "crawler/base/coverage.h"
#include "detectors/registry.h"

static void bash_choices(struct buffer *out)
{
    char name[32];
    buffer_append_str(out, "    case $previous in\n");
    for (int i = 0; i < OPTION_COUNT; i++) {
        const struct option_spec *const spec = option_at((enum option)i);
        if (spec->type != OPTION_CHOICE && spec->type != OPTION_CHOICES &&
            spec->type != OPTION_REASONS)
            continue;
        buffer_append_format(out, "    --%s) words='", spec->name);
        for (size_t j = 0; spec->choices != NULL && spec->choices[j] != NULL; j++)
            buffer_append_format(out, "%s ", spec->choices[j]);
        for (int j = 0; spec->type == OPTION_REASONS && j < REASON_HTTP; j++)
            buffer_append_format(out, "%s ", reason_name((enum reason)j, 0, name));
        buffer_append_str(out, "' ;;\n");
    }
    buffer_append_str(out, "    esac\n");
}

static void bash_options(struct buffer *out, const struct verb_spec *verb)
{
    buffer_append_format(out, "        %s) words='", verb->name[0] != '\0' ? verb->name : "*");
    for (int i = 0; i < OPTION_COUNT; i++) {
        if ((option_at((enum option)i)->verbs & verb->verb) != 0)
            buffer_append_format(out, "--%s ", option_at((enum option)i)->name);
    }
    for (size_t i = 0; verb->name[0] == '\0' && i < verb_count(); i++)
        buffer_append_format(out, "%s ", verb_at(i)->name);
    for (size_t i = 0; verb->verb == VERB_DETECTORS && i < detector_count(); i++)
        buffer_append_format(out, "%s ", detector_at(i)->id);
    buffer_append_str(out, "' ;;\n");
}

void help_render_bash(struct buffer *out)
{
    buffer_append_str(out, "_phicrawl() {\n"
                           "    local words= current=${COMP_WORDS[COMP_CWORD]}\n"
                           "    local previous=${COMP_WORDS[COMP_CWORD-1]}\n");
    bash_choices(out);
    buffer_append_str(out, "    if [[ -z $words ]]; then\n"
                           "        case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < verb_count(); i++)
        bash_options(out, verb_at(i));
    bash_options(out, verb_program());
    buffer_append_str(out, "        esac\n"
                           "    fi\n"
                           "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$current\")\n"
                           "}\n"
                           "complete -o default -F _phicrawl phicrawl\n");
}
