/* Takes from this process all that it does not need for decoding hostile bytes. */
#include "crawler/unpack/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/landlock.h>
#include <linux/seccomp.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__x86_64__)
#define SANDBOX_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define SANDBOX_ARCH AUDIT_ARCH_AARCH64
#else
#define SANDBOX_ARCH 0 /* not known: seccomp is refused, and so the sandbox */
#endif

#define ENTRIES(table) (sizeof(table) / sizeof((table)[0]))

/* ---- Landlock ---- */

/* What headers older than the kernel do not name. */
#define SANDBOX_FS_REFER (1ULL << 13)
#define SANDBOX_FS_TRUNCATE (1ULL << 14)
#define SANDBOX_FS_IOCTL (1ULL << 15)
#define SANDBOX_FS_ALL_OF_ABI_1 ((1ULL << 13) - 1)
#define SANDBOX_NET_ALL 3ULL /* bind and connect, of TCP */

struct sandbox_ruleset {
    uint64_t fs;
    uint64_t net;
};

static uint32_t sandbox_landlock_abi(void)
{
    const long abi = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    return abi > 0 ? (uint32_t)abi : 0;
}

static void sandbox_allow_reading(int ruleset, const char *path)
{
    const struct landlock_path_beneath_attr rule = {
        .allowed_access =
            LANDLOCK_ACCESS_FS_EXECUTE | LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR,
        .parent_fd = open(path, O_PATH | O_CLOEXEC),
    };
    if (rule.parent_fd < 0)
        return;
    syscall(SYS_landlock_add_rule, ruleset, LANDLOCK_RULE_PATH_BENEATH, &rule, 0);
    close(rule.parent_fd);
}

/* Where the kernel has none, the process keeps its files; the state says so. */
static bool sandbox_enter_landlock(enum sandbox_kind kind)
{
    static const char *const system_folders[] = {"/usr", "/lib", "/lib64", "/bin"};
    const uint32_t abi = sandbox_landlock_abi();
    if (abi == 0)
        return true;
    struct sandbox_ruleset handled = {.fs = SANDBOX_FS_ALL_OF_ABI_1};
    handled.fs |= abi >= 2 ? SANDBOX_FS_REFER : 0;
    handled.fs |= abi >= 3 ? SANDBOX_FS_TRUNCATE : 0;
    handled.fs |= abi >= 5 ? SANDBOX_FS_IOCTL : 0;
    handled.net = abi >= 4 ? SANDBOX_NET_ALL : 0;
    const size_t size = abi >= 4 ? sizeof handled : sizeof handled.fs;
    const int ruleset = (int)syscall(SYS_landlock_create_ruleset, &handled, size, 0);
    if (ruleset < 0)
        return false;
    for (size_t i = 0; kind == SANDBOX_PROGRAM && i < ENTRIES(system_folders); i++)
        sandbox_allow_reading(ruleset, system_folders[i]);
    if (kind == SANDBOX_PROGRAM) {
        sandbox_allow_reading(ruleset, "/etc/ld.so.cache");
        sandbox_allow_reading(ruleset, "/etc/fonts");
    }
    const bool is_entered = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
    close(ruleset);
    return is_entered;
}

/* ---- seccomp ---- */

#define LOAD(field) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, field))
#define IF_EQUAL(value, then, otherwise)                                                           \
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (uint32_t)(value), then, otherwise)
#define ANSWER(value) BPF_STMT(BPF_RET | BPF_K, (uint32_t)(value))

/* All that a computation needs; anything else is refused, and what would reach out ends it. */
static const uint32_t sandbox_compute_calls[] = {
    SYS_read,          SYS_write,           SYS_readv,        SYS_writev,          SYS_close,
    SYS_lseek,         SYS_fstat,           SYS_mmap,         SYS_munmap,          SYS_mremap,
    SYS_mprotect,      SYS_madvise,         SYS_brk,          SYS_futex,           SYS_exit,
    SYS_exit_group,    SYS_rt_sigaction,    SYS_rt_sigreturn, SYS_rt_sigprocmask,  SYS_sigaltstack,
    SYS_clock_gettime, SYS_clock_nanosleep, SYS_getrandom,    SYS_getpid,          SYS_gettid,
    SYS_getuid,        SYS_geteuid,         SYS_getgid,       SYS_getegid,         SYS_sendto,
    SYS_recvfrom,      SYS_ppoll,           SYS_sched_yield,  SYS_restart_syscall,
};

/* What no program that turns a document into text needs. */
static const uint32_t sandbox_program_refusals[] = {
    SYS_socket,
    SYS_connect,
    SYS_bind,
    SYS_listen,
    SYS_accept,
    SYS_accept4,
    SYS_ptrace,
    SYS_process_vm_readv,
    SYS_process_vm_writev,
    SYS_mount,
    SYS_umount2,
    SYS_pivot_root,
    SYS_unshare,
    SYS_setns,
    SYS_bpf,
    SYS_perf_event_open,
    SYS_keyctl,
    SYS_add_key,
    SYS_request_key,
    SYS_userfaultfd,
    SYS_io_uring_setup,
    SYS_io_uring_enter,
    SYS_kill,
    SYS_tkill,
    SYS_init_module,
    SYS_finit_module,
    SYS_delete_module,
    SYS_kexec_load,
    SYS_reboot,
    SYS_swapon,
    SYS_swapoff,
    SYS_open_by_handle_at,
    SYS_pidfd_open,
    SYS_pidfd_getfd,
    SYS_pidfd_send_signal,
};

#define SANDBOX_CALLS_MAX 64

/* The architecture first: another one has other numbers. */
static bool sandbox_install(const uint32_t *calls, size_t count, uint32_t listed, uint32_t others)
{
    struct sock_filter filter[2 * SANDBOX_CALLS_MAX + 8];
    unsigned short len = 0;
    filter[len++] = (struct sock_filter)LOAD(arch);
    filter[len++] = (struct sock_filter)IF_EQUAL(SANDBOX_ARCH, 1, 0);
    filter[len++] = (struct sock_filter)ANSWER(SECCOMP_RET_KILL_PROCESS);
    filter[len++] = (struct sock_filter)LOAD(nr);
    for (size_t i = 0; i < count; i++) {
        filter[len++] = (struct sock_filter)IF_EQUAL(calls[i], 0, 1);
        filter[len++] = (struct sock_filter)ANSWER(listed);
    }
    filter[len++] = (struct sock_filter)ANSWER(others);
    const struct sock_fprog program = {len, filter};
    return prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) == 0;
}

_Static_assert(ENTRIES(sandbox_compute_calls) <= SANDBOX_CALLS_MAX, "all calls fit the filter");
_Static_assert(ENTRIES(sandbox_program_refusals) <= SANDBOX_CALLS_MAX, "all calls fit the filter");

static bool sandbox_enter_seccomp(enum sandbox_kind kind)
{
    const uint32_t refuse = SECCOMP_RET_ERRNO | EPERM;
    if (SANDBOX_ARCH == 0)
        return false;
    return kind == SANDBOX_COMPUTE
               ? sandbox_install(sandbox_compute_calls, ENTRIES(sandbox_compute_calls),
                                 SECCOMP_RET_ALLOW, refuse)
               : sandbox_install(sandbox_program_refusals, ENTRIES(sandbox_program_refusals),
                                 refuse, SECCOMP_RET_ALLOW);
}

/* ---- limits ---- */

static bool sandbox_limit(int resource, rlim_t value)
{
    const struct rlimit limit = {value, value};
    return setrlimit((__rlimit_resource_t)resource, &limit) == 0;
}

/* The address sanitizer keeps terabytes of addresses for its shadow. */
#if defined(__SANITIZE_ADDRESS__)
#define SANDBOX_BOUNDS_MEMORY 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANDBOX_BOUNDS_MEMORY 0
#endif
#endif
#ifndef SANDBOX_BOUNDS_MEMORY
#define SANDBOX_BOUNDS_MEMORY 1
#endif

static bool sandbox_enter_limits(uint64_t memory_bytes, uint32_t seconds)
{
    return sandbox_limit(RLIMIT_CORE, 0) && sandbox_limit(RLIMIT_FSIZE, 0) &&
           sandbox_limit(RLIMIT_NOFILE, 64) && sandbox_limit(RLIMIT_CPU, seconds) &&
           (SANDBOX_BOUNDS_MEMORY == 0 || sandbox_limit(RLIMIT_AS, memory_bytes));
}

struct sandbox_state sandbox_probe(void)
{
    return (struct sandbox_state){
        .landlock = sandbox_landlock_abi(),
        .has_seccomp = SANDBOX_ARCH != 0 && prctl(PR_GET_SECCOMP, 0, 0, 0, 0) >= 0,
        .has_no_new_privs = prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) >= 0,
    };
}

bool sandbox_enter(enum sandbox_kind kind, uint64_t memory_bytes, uint32_t seconds)
{
    return prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 &&
           sandbox_enter_limits(memory_bytes, seconds) && sandbox_enter_landlock(kind) &&
           sandbox_enter_seccomp(kind);
}
