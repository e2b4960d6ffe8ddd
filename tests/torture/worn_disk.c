/* A worn disk: every sync of a program keeps it waiting, its database's own syncs included.
   Loaded before libc (LD_PRELOAD). Adds a byte to the file $WORN_LOG for each one. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static int slowly(const char *name, int descriptor)
{
    const struct timespec a_while = {0, 20 * 1000 * 1000};
    int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, name);
    const char *file = getenv("WORN_LOG");
    int log = file ? open(file, O_WRONLY | O_APPEND | O_CREAT, 0600) : -1;
    if (log < 0 || write(log, "s", 1) != 1)
        abort();
    close(log);
    nanosleep(&a_while, NULL);
    return real(descriptor);
}

int fsync(int descriptor) { return slowly("fsync", descriptor); }
int fdatasync(int descriptor) { return slowly("fdatasync", descriptor); }
