/*
 * The process that holds a pod's namespaces. It does nothing but what process 1 of a namespace must: collect the remains of processes whose
 * parent has gone, and end on TERM or INT. It uses no C library: the whole program is a few hundred bytes of code, and shares nothing.
 */

enum { SIGINT = 2, SIGTERM = 15, SIGCHLD = 17 };
enum { SIG_BLOCK = 0, WNOHANG = 1, ANY_CHILD = -1 };

#if defined(__x86_64__)
enum { SYS_rt_sigprocmask = 14, SYS_exit = 60, SYS_wait4 = 61, SYS_rt_sigtimedwait = 128 };

static long call(long number, long a, long b, long c, long d)
{
    long result;
    register long r10 __asm__("r10") = d;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10) : "rcx", "r11", "memory");
    return result;
}
#elif defined(__aarch64__)
enum { SYS_exit = 93, SYS_rt_sigprocmask = 135, SYS_rt_sigtimedwait = 137, SYS_wait4 = 260 };

static long call(long number, long a, long b, long c, long d)
{
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3) : "memory");
    return x0;
}
#else
#error "pause knows the system calls of x86-64 and arm64 only"
#endif

static unsigned long bit(int signal)
{
    return 1ul << (signal - 1);
}

/* Reached from the kernel, not by a call: nobody takes a return. */
__attribute__((noreturn)) void _start(void)
{
    /* A blocked signal waits for us, even in process 1, which would never see it with the default handling. */
    unsigned long signals = bit(SIGINT) | bit(SIGTERM) | bit(SIGCHLD);
    call(SYS_rt_sigprocmask, SIG_BLOCK, (long)&signals, 0, sizeof signals);

    for (;;) {
        long signal = call(SYS_rt_sigtimedwait, (long)&signals, 0, 0, sizeof signals);
        if (signal == SIGINT || signal == SIGTERM)
            call(SYS_exit, 0, 0, 0, 0);
        while (call(SYS_wait4, ANY_CHILD, 0, WNOHANG, 0) > 0)
            ;
    }
}
