/* The program: closes the doors through which content and secrets could leave, then runs one verb.
 */
#include "crawler/base/log.h"
#include "crawler/cli/arguments.h"
#include "crawler/cli/help.h"
#include "crawler/cli/output.h"
#include "crawler/cli/verb.h"
#include "crawler/pipeline/isolation.h"
#include "crawler/pipeline/run.h"
#include "crawler/pipeline/versions.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define HELP_MAX ((size_t)1 << 20)

/* Memory of this process must reach no core file and no debugger of the same user, its files nobody
 * else. */
static void main_harden(void)
{
    const struct rlimit none = {0, 0};
    umask(S_IRWXG | S_IRWXO);
    signal(SIGPIPE, SIG_IGN); /* a broken pipe is an error of write(2) */
    signal(SIGXFSZ, SIG_IGN); /* and so is a file that may not grow */
    if (setrlimit(RLIMIT_CORE, &none) != 0)
        log_line(LOG_WARNING, "core dumps cannot be turned off");
    prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* A descriptor 0, 1 or 2 that is closed would be given to the next file that is opened, and written
 * to. What is opened instead goes the other way, so that its use stays the error that it was. */
static void main_open_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0)
            _exit(EXIT_RUN_FAILED);
    }
}

static const char *main_variable(void *user, const char *name)
{
    return environment_get(user, name);
}

static int main_help(const struct arguments *arguments)
{
    const char *const format = arguments->options[OPTION_HELP].text;
    const struct verb_spec *const verb = arguments->verb;
    struct output output;
    output_init(&output, STDOUT_FILENO);
    if (strcmp(format, "man") == 0)
        help_render_manual(&output.pending);
    else if (strcmp(format, "bash") == 0)
        help_render_bash(&output.pending);
    else
        help_render(&output.pending, verb != NULL ? verb : verb_program());
    return output_finish(&output) ? 0 : EXIT_RUN_FAILED;
}

static int main_version(void)
{
    struct output output;
    output_init(&output, STDOUT_FILENO);
    buffer_append_format(&output.pending, "phicrawl %s\n", PHICRAWL_VERSION);
    versions_append(&output.pending);
    return output_finish(&output) ? 0 : EXIT_RUN_FAILED;
}

static int main_run(int argc, char **argv)
{
    const struct arguments_input input = {argc, argv, main_variable,
                                          (void *)(uintptr_t)&environment_process};
    struct arguments arguments;
    struct buffer error;
    int code = EXIT_USAGE;
    buffer_init(&error, 4096);
    if (!arguments_parse(&input, &arguments, &error)) {
        const char *const message = buffer_str(&error);
        log_line(LOG_ERROR, "%s", message != NULL ? message : "not enough memory");
    } else if (arguments.options[OPTION_HELP].is_given) {
        code = main_help(&arguments);
    } else if (arguments.options[OPTION_VERSION].is_given) {
        code = main_version();
    } else {
        code = arguments.verb->run(&arguments, &environment_process);
    }
    arguments_free(&arguments);
    buffer_free(&error);
    return code;
}

/* Copies the arguments, since those that other processes can see are overwritten. NULL when memory
 * is short. */
static char **main_copy(int argc, char **argv)
{
    char **const copy = calloc((size_t)argc + 1, sizeof copy[0]);
    for (int i = 0; copy != NULL && i < argc; i++) {
        copy[i] = strdup(argv[i]);
        if (copy[i] == NULL)
            return NULL;
    }
    return copy;
}

static void main_free(int argc, char **copy)
{
    for (int i = 0; i < argc; i++) {
        explicit_bzero(copy[i], strlen(copy[i]));
        free(copy[i]);
    }
    free(copy);
}

int main(int argc, char **argv)
{
    main_open_standard_streams();
    main_harden();
    if (isolation_is_asked(argc, argv))
        return isolation_serve();
    char **const copy = main_copy(argc, argv);
    if (copy == NULL) {
        log_line(LOG_ERROR, "not enough memory to start");
        return EXIT_RUN_FAILED;
    }
    run_hide_secrets(argc, argv);
    const int code = main_run(argc, copy);
    main_free(argc, copy);
    return code;
}
