/* os/clock.h - time and chance, which nothing else asks the system for. */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include "base/base.h"

instant clock_now(void); /* wall clock, UTC */
/* clock_now stands still at t on this thread; { 0 } lets it run again.  For tests. */
void clock_hold(instant t);
int64_t clock_mono_ns(void); /* for measuring and deadlines inside a machine; never goes back */
int64_t clock_cpu_ns(void);  /* this process's use of the processor */

/* Ends the process where the kernel has no randomness to give. */
void random_bytes(void *out, size_t n);
uint64_t random_u64(void);
ulid ulid_new(void);

#endif
